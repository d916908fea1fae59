import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { afterEach, vi } from 'vitest'

/** What an engine answers, by path: a document, bytes, or a status. Everything else it does not have. */
export type EngineAnswers = Readonly<Record<string, object | Buffer | number>>

const ends: (() => void)[] = []
afterEach(() => {
  for (const end of ends.splice(0)) end()
  vi.unstubAllEnvs()
})

/**
 * An engine on a socket of this machine, to which DOCKER_HOST points until the end of the test. Returns what it was asked:
 * `GET /containers/json`.
 */
export async function engineAnswering(answers: EngineAnswers): Promise<string[]> {
  const folder = mkdtempSync(`${tmpdir()}/driftgate-`)
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`)
    const found = request.method === 'GET' ? answers[request.url ?? ''] : 405
    const status = typeof found === 'number' ? found : found === undefined ? 404 : 200
    response.statusCode = status
    if (Buffer.isBuffer(found)) response.end(found)
    else response.end(JSON.stringify(status === 200 ? found : { message: `status ${status}` }))
  })
  await new Promise<void>((resolve) => server.listen(`${folder}/engine.sock`, resolve))
  ends.push(() => {
    server.close()
    server.closeAllConnections()
    rmSync(folder, { recursive: true })
  })
  vi.stubEnv('DOCKER_HOST', `unix://${folder}/engine.sock`)
  return asked
}
