import { execFile, spawnSync } from 'node:child_process'
import { closeSync, createReadStream, openSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { pulledState } from '../../src/declared/sources/state-pull.ts'
import { readWhole } from '../../src/documents/input-file.ts'
import { fetched, send, serve, tree } from '../declared/sources/serving.ts'

const terraform = spawnSync('terraform', ['version'], { encoding: 'utf8' })

/** Writes a state of this many megabytes, printed over lines as Terraform does or in one line. */
function writeState(path: string, megabytes: number, indent?: number): number {
  const handle = openSync(path, 'w')
  const gap = indent === undefined ? '' : '\n'
  let written = writeSync(handle, `{${gap}"version":4,"lineage":"x","serial":1,${gap}"resources":[${gap}`)
  let count = 0
  const attributes = { note: null, tags: { team: 'x'.repeat(400) }, rule: [{ from: 1, to: 2, cidr: ['10.0.0.0/8'] }] }
  while (written < megabytes * 1024 * 1024) {
    const instance = { attributes: { id: `https://sqs.eu-west-1.amazonaws.com/123456789012/q${count}`, name: `q${count}`, ...attributes } }
    const resource = { mode: 'managed', type: 'aws_sqs_queue', name: `q${count}`, instances: [instance] }
    const text = JSON.stringify(resource, undefined, indent).replaceAll('\n', '\n    ')
    written += writeSync(handle, `${count === 0 ? '' : `,${gap}`}${indent === undefined ? '' : '    '}${text}`)
    count += 1
  }
  writeSync(handle, `${gap}]}`)
  closeSync(handle)
  return count
}

describe('a state of 100 MB', () => {
  it.each([
    ['in one line', undefined],
    ['over lines', 2],
  ])('%s is read as it comes, whole and without being held', async (_, indent) => {
    const path = join(tree({}), 'big.tfstate')
    const count = writeState(path, 100, indent)
    const { origin } = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': statSync(path).size })
      createReadStream(path).pipe(response)
    })
    const started = Date.now()
    const { addresses, notes } = await fetched([`${origin}/big`])
    expect([addresses.length, addresses.at(-1), notes]).toEqual([count, `aws_sqs_queue.q${count - 1}`, []])
    expect(Date.now() - started).toBeLessThan(30_000)
  })
})

/** Of a type that is built in: no provider is asked for. */
const builtIn = {
  version: 4,
  terraform_version: '1.0.0',
  serial: 1,
  lineage: 'x',
  outputs: {},
  resources: [
    {
      mode: 'managed',
      type: 'terraform_data',
      name: 'jobs',
      provider: 'provider["terraform.io/builtin/terraform"]',
      instances: [{ schema_version: 0, attributes: { id: 'a', input: null, output: null, triggers_replace: null } }],
    },
  ],
}

describe.skipIf(terraform.status !== 0)('terraform itself (skipped where it is not installed)', () => {
  it('pulls what an HTTP backend has, and its lock is never asked for', async () => {
    const { origin, asked } = await serve(({ method }, response) =>
      send(response, method === 'GET' ? builtIn : '', method === 'GET' ? 200 : 405),
    )
    const backend = `terraform {\n  backend "http" {\n    address = "${origin}/state"\n    lock_address = "${origin}/state"\n    unlock_address = "${origin}/state"\n  }\n}\n`
    const folder = tree({ 'main.tf': backend })
    const env = { ...process.env, TF_IN_AUTOMATION: '1', CHECKPOINT_DISABLE: '1' }
    // The server answers from this process: it must not wait in one call.
    await promisify(execFile)('terraform', ['init', '-input=false', '-no-color'], { cwd: folder, env, timeout: 60_000 })
    asked.length = 0
    for await (const file of pulledState('terraform', folder, env))
      expect(JSON.parse(await readWhole(file))).toMatchObject({ lineage: 'x' })
    const { addresses } = await fetched([`terraform:${folder}`])
    expect([addresses, asked.map(({ method }) => method)]).toEqual([['terraform_data.jobs'], ['GET', 'GET']])
  })
})
