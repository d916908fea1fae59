// Part of `npm run check:package`: installs the packed package in an empty folder, as a user would, and scans the web shop with it.
import { spawnSync } from 'node:child_process'
import { cpSync, lstatSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureBuilt, ensureInstalled, root } from './ensure.mjs'

/** Output of a program that must end with `expected`; anything else ends this process. */
function run(cwd, expected, program, ...args) {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
  if (status === expected) return stdout
  throw new Error(`${program} ${args.join(' ')} ended with ${status}, not ${expected}\n${stdout}${stderr}`)
}

/** What may lie in node_modules once driftgate is installed: itself and all that it depends on, in MB of file contents. */
const mostInstalled = 150

/** Bytes of the files below a folder. */
function sizeOf(path) {
  const found = lstatSync(path)
  return found.isDirectory() ? readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0) : found.size
}

ensureInstalled()
ensureBuilt()
const folder = mkdtempSync(join(tmpdir(), 'driftgate-package-'))
try {
  const [{ filename, files, version, unpackedSize }] = JSON.parse(run(root, 0, 'npm', 'pack', '--json', '--pack-destination', folder))
  const strange = files.map(({ path }) => path).filter((path) => /^(?:src|test|tools|bench|\.ci)\//.test(path))
  if (strange.length > 0) throw new Error(`These files do not belong into the package: ${strange.join(', ')}`)

  writeFileSync(join(folder, 'package.json'), '{"private": true, "type": "module"}\n')
  run(folder, 0, 'npm', 'install', '--no-audit', '--no-fund', `./${filename}`)
  const installed = sizeOf(join(folder, 'node_modules')) / 1e6
  if (installed > mostInstalled) throw new Error(`${installed.toFixed(0)} MB are installed; ${mostInstalled} MB are the most.`)
  const said = run(folder, 0, 'npx', '--no-install', 'driftgate', '--version').trim()
  if (said !== version) throw new Error(`driftgate --version says ${said}, the package is ${version}`)

  // A copy, since nobody scans inside node_modules.
  cpSync(join(folder, 'node_modules/driftgate/fixtures/web-shop'), join(folder, 'shop'), { recursive: true })
  const scan = ['scan', '--declared', 'shop/terraform', '--baked', 'shop/images', '--format', 'json', '--live']
  const clean = JSON.parse(run(folder, 0, 'npx', '--no-install', 'driftgate', ...scan, 'shop/live/clean.ndjson'))
  const mutated = JSON.parse(run(folder, 1, 'npx', '--no-install', 'driftgate', ...scan, 'shop/live/mutated.ndjson'))
  const api = run(folder, 0, process.execPath, '-e', 'import("driftgate").then((m) => console.log(typeof m.scan))').trim()
  if (api !== 'function') throw new Error(`import('driftgate').scan is ${api}`)
  console.log(
    `${filename}: ${files.length} files, ${(unpackedSize / 1e6).toFixed(1)} MB unpacked; ` +
      `${installed.toFixed(0)} MB installed (at most ${mostInstalled}), driftgate ${said}, ` +
      `${clean.findings.length} findings in the clean web shop, ${mutated.findings.length} in the mutated one.`,
  )
} finally {
  rmSync(folder, { recursive: true, force: true })
}
