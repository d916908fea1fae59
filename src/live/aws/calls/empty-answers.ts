/** What is used of the steps that a client's calls go through. https://github.com/aws/aws-sdk-js-v3/tree/main/packages/middleware-stack */
interface Steps {
  add(step: (next: Next) => Next, where: object): void
}

type Next = (input: unknown) => Promise<Received>

interface Received {
  response: unknown
}

/**
 * Makes an answer without any content an error that passes. The SDK takes it for an object without members, which would
 * say of a list that it is empty and whole; no service answers so.
 */
export function refuseEmptyAnswers(client: object): void {
  if (!('middlewareStack' in client) || !isSteps(client.middlewareStack)) return
  // Nearer to the wire than what reads the content.
  client.middlewareStack.add(refuse, { step: 'deserialize', priority: 'low', name: 'refuseEmptyAnswers' })
}

function refuse(next: Next): Next {
  return async (input) => {
    const received = await next(input)
    if (isEmpty(received.response)) throw new SyntaxError('The answer has no content.')
    return received
  }
}

function isSteps(value: unknown): value is Steps {
  return typeof value === 'object' && value !== null && 'add' in value && typeof value.add === 'function'
}

function isEmpty(response: unknown): boolean {
  if (typeof response !== 'object' || response === null || !('statusCode' in response) || !('headers' in response)) return false
  const { statusCode, headers } = response
  if (statusCode !== 200 || typeof headers !== 'object' || headers === null) return false
  return 'content-length' in headers && headers['content-length'] === '0'
}
