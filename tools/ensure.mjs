// What must be there before anything runs: dependencies and a build. Plain Node, since it runs before anything is installed.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('..', import.meta.url))
const windows = process.platform === 'win32'

/** Runs a program with its output shown on standard error; ends this process when it fails. */
function must(program, args) {
  const { status, error } = spawnSync(program, args, { cwd: root, stdio: ['ignore', 2, 2], shell: windows })
  if (status === 0) return
  console.error(`${program} ${args.join(' ')} failed${error === undefined ? '' : `: ${error.message}`}`)
  process.exit(2)
}

/** Installs when node_modules is not what package-lock.json says. */
export function ensureInstalled() {
  if (isInstalled()) return
  console.error('Installing dependencies...')
  must('npm', ['ci', '--no-audit', '--no-fund'])
}

/** npm keeps what it installed in node_modules/.package-lock.json; the root entry and packages of other platforms are not in it. */
function isInstalled() {
  const installed = packagesIn(join(root, 'node_modules/.package-lock.json'))
  const wanted = packagesIn(join(root, 'package-lock.json'))
  if (installed === undefined || wanted === undefined) return false
  return Object.entries(wanted).every(
    ([path, { version, optional }]) => path === '' || installed[path]?.version === version || optional === true,
  )
}

function packagesIn(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages
  } catch {
    return undefined
  }
}

/** Builds when dist is missing or older than what it is made from. */
export function ensureBuilt() {
  const built = join(root, 'dist/cli/bin.js')
  const sources = ['src', 'tsconfig.json', 'tsconfig.build.json', 'package.json']
  if (existsSync(built) && newest(join(root, 'dist')) >= Math.max(...sources.map((source) => newest(join(root, source))))) return
  console.error('Building...')
  must(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.build.json'])
}

/** When a file, or the newest file below a folder, was last written. */
function newest(path) {
  const stat = statSync(path)
  if (!stat.isDirectory()) return stat.mtimeMs
  const entries = readdirSync(path, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  return Math.max(0, ...entries.map((entry) => statSync(join(entry.parentPath, entry.name)).mtimeMs))
}
