/** Resources that are asked for at once; the limiter of the source decides how fast. */
const atOnce = 32

/** What `run` makes of each item, in the order of the items, some of them under way at once. */
export async function* severalAtOnce<T>(items: Iterable<T> | AsyncIterable<T>, run: (item: T) => Promise<T>): AsyncGenerator<T> {
  let asked: Promise<T>[] = []
  for await (const item of items) {
    asked.push(run(item))
    if (asked.length < atOnce) continue
    yield* await Promise.all(asked)
    asked = []
  }
  yield* await Promise.all(asked)
}
