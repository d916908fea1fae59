import { describe, expect, it } from 'vitest'
import { StateLines } from '../../../src/declared/locate/state-lines.ts'
import { terraformSources } from '../../../src/declared/locate/terraform-sources.ts'
import { folderOf } from '../../live/builders.ts'

const entry = (type: string, name: string, more: object = {}): object => ({ ...more, mode: 'managed', type, name, instances: [{}] })
const state = {
  version: 4,
  resources: [
    { ...entry('aws_ami', 'a'), mode: 'data' },
    entry('aws_sqs_queue', 'a'),
    entry('aws_s3_bucket', 'this', { module: 'module.bucket["a\\"b"].module.inner[0]' }),
  ],
}
const printed = JSON.stringify(state, null, 2)
const lineOf = (text: string, wanted: string): number => text.slice(0, text.indexOf(wanted)).split('\n').length

describe('the place of a resource in a state, where its code is not here', () => {
  it.each([
    ['aws_sqs_queue.a', '"aws_sqs_queue"', 2],
    ['aws_sqs_queue.a[0]', '"aws_sqs_queue"', 2],
    ['aws_sqs_queue.a["x[1]\\"]"]', '"aws_sqs_queue"', 2],
    ['module.bucket["a\\"b"].module.inner[0].aws_s3_bucket.this', '"module"', 1],
  ])('%s is the line where its entry begins', (address, text, behind) => {
    const file = `${folderOf({ 'a.tfstate': printed })}/a.tfstate`
    expect(new StateLines().of(file, address)).toBe(lineOf(printed, text) - behind)
    const windows = `${folderOf({ 'a.tfstate': printed.replaceAll('\n', '\r\n') })}/a.tfstate`
    expect(new StateLines().of(windows, address)).toBe(lineOf(printed, text) - behind)
  })

  it('is not known where the state lacks it, is on one line, or is no file', () => {
    const folder = folderOf({ 'a.tfstate': printed, 'b.tfstate': JSON.stringify(state) })
    const lines = new StateLines()
    expect(['aws_ami.a', 'aws_sqs_queue.b', 'aws_s3_bucket.this'].map((address) => lines.of(`${folder}/a.tfstate`, address))).toEqual(
      Array(3).fill(undefined),
    )
    expect(lines.of(`${folder}/b.tfstate`, 'aws_sqs_queue.a')).toBeUndefined()
    expect(lines.of(`${folder}/nowhere`, 'aws_sqs_queue.a')).toBeUndefined()
  })

  it('is what a finding points to', async () => {
    const cwd = folderOf({ 'a.tfstate': printed })
    const locator = await terraformSources([], { cwd })
    const place = (address: string): object =>
      locator.locate({ address, type: 'aws_sqs_queue', reader: 'terraform-state', file: 'a.tfstate' })
    expect(place('aws_sqs_queue.a')).toEqual({ file: 'a.tfstate', line: lineOf(printed, '"aws_sqs_queue"') - 2, column: 5, kind: 'input' })
    expect(place('aws_sqs_queue.b')).toEqual({ file: 'a.tfstate', line: 1, column: 1, kind: 'input' })
  })
})
