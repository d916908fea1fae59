/** A source file: its path below src/, with forward slashes. */
export interface SourceFile {
  path: string
  text: string
}

/** What the files of a folder may import beside their own folder, and which modules that are not the project's. */
export interface FolderRule {
  folders: readonly string[] | 'any'
  packages: readonly RegExp[]
}

export interface FileException {
  path: string
  imports: string
  because: string
}

/** Modules that touch the world: files, network, the process. */
export const touching = /^node:(?:fs|net|http|https|http2|dns|tls|dgram|child_process|worker_threads|os|process)(?:\/|$)/

const importing = /(?:^(?:import|export)\s+(?:[\w*\s,]|\{[^}]*\})*?from\s*|^import\s+|\bimport\s*\(\s*|\brequire\s*\(\s*)['"]([^'"]+)['"]/gm

/** The specifiers that a file imports, types included. */
export function importsOf({ text }: SourceFile): string[] {
  return [...text.matchAll(importing)].map((found) => found[1] ?? '')
}

/** The folder of a path below src/; '' for files of the root. */
export function folderOf(path: string): string {
  const slash = path.indexOf('/')
  return slash === -1 ? '' : path.slice(0, slash)
}

/** `PATH imports WHAT` for every import that the rules do not allow. A folder without a rule may import nothing. */
export function violations(
  files: readonly SourceFile[],
  rules: Readonly<Record<string, FolderRule>>,
  exceptions: readonly FileException[] = [],
): string[] {
  return files.flatMap((file) => {
    const rule = rules[folderOf(file.path)]
    return importsOf(file)
      .filter((imported) => !isAllowed(file.path, imported, rule))
      .filter((imported) => !exceptions.some((exception) => exception.path === file.path && exception.imports === imported))
      .map((imported) => `${file.path} imports ${imported}`)
  })
}

function isAllowed(path: string, imported: string, rule: FolderRule | undefined): boolean {
  if (!imported.startsWith('.')) return rule?.packages.some((pattern) => pattern.test(imported)) === true
  const target = new URL(imported, `file:///${path}`).pathname.slice(1)
  const folder = folderOf(target)
  return folder === folderOf(path) || rule?.folders === 'any' || rule?.folders.includes(folder) === true
}
