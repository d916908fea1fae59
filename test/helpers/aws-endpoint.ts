import { createServer, type IncomingMessage } from 'node:http'
import { afterAll, beforeAll } from 'vitest'

export interface Answer {
  status?: number
  type?: string
  body: string | Buffer
  headers?: Readonly<Record<string, string>>
  /** `reset`: the connection ends without an answer; `cut`: in the middle of it; `never`: nothing comes. */
  breaks?: 'reset' | 'cut' | 'never'
}

/** What STS says of the credentials of these tests. */
export const callerIdentity =
  '<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:sts::111122223333:assumed-role/r/s</Arn><Account>111122223333</Account></GetCallerIdentityResult></GetCallerIdentityResponse>'

/**
 * For all tests of a file: an endpoint of AWS on this machine, and an environment in which the SDK knows no other. It answers
 * XML unless the answer has a type of its own.
 */
export function serveAws(
  answer: (request: IncomingMessage, body: string, bytes: Buffer) => Answer,
  environment: Readonly<Record<string, string>> = {},
): void {
  const before = { ...process.env }
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const bytes = Buffer.concat(chunks)
      const { status = 200, type = 'text/xml', body: text, headers, breaks } = answer(request, bytes.toString(), bytes)
      if (breaks === 'never') return
      if (breaks === 'reset') return void request.socket.destroy()
      response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(text), ...headers })
      if (breaks === 'cut') response.write(text.slice(0, text.length / 2), () => request.socket.destroy())
      else response.end(text)
    })
  })
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name]
    Object.assign(process.env, {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_REGION: 'eu-west-1',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_CONFIG_FILE: '/nonexistent',
      AWS_SHARED_CREDENTIALS_FILE: '/nonexistent',
      ...environment,
    })
  })
  afterAll(() => {
    for (const name of Object.keys(process.env)) if (name.startsWith('AWS_') && before[name] === undefined) delete process.env[name]
    Object.assign(process.env, before)
    server.closeAllConnections()
    server.close()
  })
}
