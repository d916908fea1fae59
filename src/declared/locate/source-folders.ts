import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { byText } from '../../model/json.ts'
import { isConfiguration } from './module-folder.ts'

/** Folders of downloaded code: never the place where something is declared. */
const foreign = new Set(['.terraform', '.terragrunt-cache', 'node_modules', '.git'])

/** True when a path lies in what a tool downloaded. */
export function isForeign(path: string): boolean {
  return path.split(/[/\\]/).some((part) => foreign.has(part))
}

/** Every folder at or below `top` that holds configuration, sorted. Links to folders are not followed: they may lead in circles. */
export function configurationFolders(top: string): string[] {
  const found: string[] = []
  const open = [top]
  for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
    let holds = false
    for (const entry of entriesOf(folder)) {
      if (entry.isDirectory()) {
        if (!foreign.has(entry.name)) open.push(join(folder, entry.name))
      } else if (isConfiguration(entry.name)) holds = true
    }
    if (holds) found.push(folder)
  }
  return found.toSorted(byText)
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch {
    return []
  }
}
