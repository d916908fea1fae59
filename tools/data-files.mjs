// How generated data is written: a file a service, one line a type. It is small enough to load, and a change of one type is one
// line of difference.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'

/** `AWS::SQS::Queue` to `sqs`. */
export function serviceOf(kind) {
  return kind.split('::')[1].toLowerCase()
}

/** Rows by type, split by the file that they go to. */
export function split(types, fileOf = (kind) => serviceOf(kind)) {
  const out = {}
  for (const [name, row] of Object.entries(types)) (out[fileOf(name, row)] ??= {})[name] = row
  return out
}

/** Writes tables into a folder below `root`, which holds nothing else afterwards; `.` is the root itself, and stays. */
export function writeTables(root, folder, tables) {
  if (folder !== '.') rmSync(new URL(`${folder}/`, root), { recursive: true, force: true })
  mkdirSync(new URL(`${folder}/`, root), { recursive: true })
  for (const [service, table] of Object.entries(tables)) {
    const rows = Object.keys(table)
      .toSorted()
      .map((key) => `${JSON.stringify(key)}:${JSON.stringify(table[key])}`)
    writeFileSync(new URL(`${folder}/${service}.json`, root), `{\n${rows.join(',\n')}\n}\n`)
  }
}
