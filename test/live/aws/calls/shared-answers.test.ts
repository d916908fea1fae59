import { describe, expect, it } from 'vitest'
import { CallFailure, type Call } from '../../../../src/live/aws/calls/call.ts'
import { SharedAnswers } from '../../../../src/live/aws/calls/shared-answers.ts'
import type { JsonObject } from '../../../../src/model/json.ts'
import { answering } from '../../builders.ts'

const call: Call = { operation: 'ec2.DescribeVolumes', input: {}, pages: 'list', expects: [] }
const pages = [{ page: 1 }, { page: 2 }, { page: 3 }]

function shared(readers: number, failing = false) {
  const answers = answering({ [call.operation]: () => (failing ? [...pages, 'access-denied'] : pages) })
  return {
    answers,
    all: new SharedAnswers(
      answers,
      Array.from({ length: readers }, () => call),
    ),
  }
}

async function read(answer: AsyncIterable<JsonObject>): Promise<(JsonObject | string)[]> {
  const seen: (JsonObject | string)[] = []
  try {
    for await (const page of answer) seen.push(page)
  } catch (error) {
    seen.push(error instanceof CallFailure ? error.reason : 'defect')
  }
  return seen
}

describe('answers that several kinds read', () => {
  it('are asked for once, by readers one after the other or at the same time', async () => {
    for (const failing of [false, true]) {
      const expected = failing ? [...pages, 'access-denied'] : pages
      const { answers, all } = shared(4, failing)
      expect(await Promise.all([read(all.call(call)), read(all.call(call)), read(all.call(call))])).toEqual([expected, expected, expected])
      expect(await read(all.call(call))).toEqual(expected)
      expect(answers.calls).toHaveLength(1)
    }
  })

  it('do not wait for a reader that has stopped', async () => {
    const { answers, all } = shared(2)
    const slow = all.call(call)[Symbol.asyncIterator]()
    expect((await slow.next()).value).toEqual({ page: 1 })
    expect(await read(all.call(call))).toEqual(pages)
    expect((await slow.next()).value).toEqual({ page: 2 })
    expect(answers.calls).toHaveLength(1)
  })

  it('are kept until the last reader is done, and those of a single reader never', async () => {
    const { answers, all } = shared(2)
    await read(all.call(call))
    all.release([call.operation])
    await read(all.call(call))
    expect(answers.calls).toHaveLength(1)
    all.release([call.operation])
    await read(all.call(call))
    await read(all.call(call))
    expect(answers.calls).toHaveLength(3)
  })
})
