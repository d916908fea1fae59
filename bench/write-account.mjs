import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { idsFrom, service, serviceSize } from './account.mjs'

const seed = 20_261_121
/** One declared resource in so many is mutated. */
const every = 100

/**
 * Writes an account of at least `count` declared resources below `folder`: `terraform.tfstate` as Terraform prints it, `live.ndjson`
 * as `aws cloudcontrol get-resource` answers, and `clean.ndjson`, the live side before anybody touched it.
 * Returns the number of declared resources and the mutated addresses, sorted.
 */
export function writeAccount(folder, count) {
  mkdirSync(folder, { recursive: true })
  const files = { state: join(folder, 'terraform.tfstate'), live: join(folder, 'live.ndjson'), clean: join(folder, 'clean.ndjson') }
  const services = Math.ceil(count / serviceSize)
  const mutated = []
  const [state, live, clean] = Object.values(files).map((path) => writer(path))
  state.write(
    '{\n  "version": 4,\n  "terraform_version": "1.13.4",\n  "serial": 214,\n  "lineage": "7d0c5f1e-2b64-4a0f-9a55-3c1f6d8e4b27",\n',
  )
  state.write('  "outputs": {},\n  "resources": [')
  for (let number = 0; number < services; number += 1) {
    const first = number * serviceSize
    const made = service(number, idsFrom(seed + number), (at) => (first + at) % every === 0, mutated)
    const before = service(number, idsFrom(seed + number), () => false, [])
    for (const [at, entry] of made.entries.entries()) {
      state.write(`${number + at === 0 ? '' : ','}\n    ${JSON.stringify(entry, null, 2).replaceAll('\n', '\n    ')}`)
    }
    for (const document of made.live) live.write(line(document))
    for (const document of before.live) clean.write(line(document))
  }
  state.write('\n  ],\n  "check_results": null\n}\n')
  for (const each of [state, live, clean]) each.end()
  return { ...files, resources: services * serviceSize, mutated: mutated.toSorted((a, b) => (a < b ? -1 : 1)) }
}

/** One `get-resource` answer. */
function line({ TypeName, Identifier, properties }) {
  return `${JSON.stringify({ TypeName, ResourceDescription: { Identifier, Properties: JSON.stringify(properties) } })}\n`
}

/** Writes in pieces of a megabyte. */
function writer(path) {
  const handle = openSync(path, 'w')
  let pieces = []
  let size = 0
  const flush = () => {
    writeSync(handle, pieces.join(''))
    pieces = []
    size = 0
  }
  return {
    write(text) {
      pieces.push(text)
      size += text.length
      if (size > 1_000_000) flush()
    },
    end() {
      flush()
      closeSync(handle)
    },
  }
}
