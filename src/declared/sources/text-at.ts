import { readFileSync } from 'node:fs'

/** The text of a file that Terraform may have written: empty where it is not there or may not be read. */
export function textAt(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
