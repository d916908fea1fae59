import { describe, expect, it } from 'vitest'
import { inOrder } from '../../../../src/live/aws/calls/in-order.ts'

/** Yields its numbers, each after as many turns of the event loop. */
function reader(numbers: readonly number[], log: string[] = []): () => AsyncGenerator<number> {
  return async function* () {
    log.push(`begin ${numbers[0]}`)
    try {
      for (const number of numbers) {
        for (let turn = 0; turn < number % 10; turn += 1) await new Promise((resolve) => setImmediate(resolve))
        yield number
      }
    } finally {
      log.push(`end ${numbers[0]}`)
    }
  }
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const out: T[] = []
  for await (const item of items) out.push(item)
  return out
}

describe('readers in order', () => {
  it('yield in their own order, whoever is faster, however many run at a time', async () => {
    const lists = [[19, 11], [20, 21, 22], [], [39], [40, 49]]
    for (const width of [1, 2, 8]) {
      expect(
        await all(
          inOrder(
            lists.map((list) => reader(list)),
            width,
          ),
        ),
      ).toEqual(lists.flat())
    }
  })

  it('are never more at a time than the width', async () => {
    let running = 0
    let most = 0
    const counted = (list: number[]) =>
      async function* () {
        running += 1
        most = Math.max(most, running)
        yield* reader(list)()
        running -= 1
      }
    await all(inOrder([[19], [28], [37], [46], [55]].map(counted), 2))
    expect(most).toBe(2)
  })

  it('hold a reader that is far ahead, and none is lost', async () => {
    const many = Array.from({ length: 500 }, (_, at) => at * 10)
    expect(await all(inOrder([reader([19]), reader(many), reader([29])], 3))).toEqual([19, ...many, 29])
  })

  it('pass on an error in its turn, and stop the others', async () => {
    const log: string[] = []
    const broken = async function* (): AsyncGenerator<number> {
      yield 1
      throw new Error('broken')
    }
    const seen: number[] = []
    const run = async () => {
      for await (const item of inOrder([reader([15], log), broken, reader([20, 29, 29, 29], log), reader([30], log)], 3)) seen.push(item)
    }
    await expect(run()).rejects.toThrow('broken')
    expect(seen).toEqual([15, 1])
    for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve))
    expect(log).toContain('end 20')
  })

  it('stop when nobody takes any more', async () => {
    const log: string[] = []
    for await (const item of inOrder([reader([10, 19, 19], log), reader([20], log)], 2)) {
      expect(item).toBe(10)
      break
    }
    for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve))
    expect(log.toSorted()).toEqual(['begin 10', 'begin 20', 'end 10', 'end 20'])
  })
})
