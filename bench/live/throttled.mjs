// So many calls, so many at a time, to the endpoint in the environment, through the limiter. Prints how many were lost and how long it took.
import { Limiter } from '../../dist/live/aws/calls/limiter.js'
import { SdkAnswers } from '../../dist/live/aws/calls/sdk.js'

const [calls, wide] = process.argv.slice(2).map(Number)
let throttled = 0
let answered = 0
let next = 0
const answers = new SdkAnswers({ region: 'eu-west-1', limiter: new Limiter(), throttled: () => (throttled += 1) })
const call = {
  operation: 'sqs.GetQueueAttributes',
  input: { QueueUrl: 'https://sqs.eu-west-1.amazonaws.com/111122223333/q', AttributeNames: ['All'] },
  pages: 'one',
  expects: [],
}
async function work() {
  while (next < calls) {
    next += 1
    try {
      for await (const _page of answers.call(call)) answered += 1
    } catch {
      // Lost: counted by what is missing.
    }
  }
}
const started = performance.now()
await Promise.all(Array.from({ length: wide }, work))
process.stdout.write(JSON.stringify({ lost: calls - answered, throttled, seconds: (performance.now() - started) / 1000 }))
