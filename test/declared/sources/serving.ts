import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { mkdtempSync, rmSync, mkdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import { openDeclared } from '../../../src/declared/open.ts'
import type { Diagnostic } from '../../../src/model/generated/report.ts'
import type { DeclaredResource } from '../../../src/model/resource.ts'
import { remoteDocuments } from '../../../src/sources.ts'

export interface Served {
  /** `http://127.0.0.1:PORT` */
  origin: string
  host: string
  /** What was asked, in order. */
  asked: IncomingMessage[]
}

type Answering = (request: IncomingMessage, response: ServerResponse) => void

/** A server on this machine that the test's end closes. */
export async function serve(answer: Answering, port = 0): Promise<Served> {
  const asked: IncomingMessage[] = []
  const server = createServer((request, response) => {
    asked.push(request)
    answer(request, response)
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  const host = `127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
  return { origin: `http://${host}`, host, asked }
}

/** Answers with a body, JSON unless it is text. */
export function send(response: ServerResponse, body: unknown, status = 200, headers: Record<string, string> = {}): void {
  const text = typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body)
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(text)
}

/** A state with one queue by that name. */
export function stateOf(name: string): object {
  const attributes = { id: `https://sqs.eu-west-1.amazonaws.com/123456789012/${name}`, name }
  const resource = { mode: 'managed', type: 'aws_sqs_queue', name, provider: 'provider["registry.terraform.io/hashicorp/aws"]' }
  return { version: 4, terraform_version: '1.9.0', serial: 3, lineage: 'x', resources: [{ ...resource, instances: [{ attributes }] }] }
}

export interface Read {
  addresses: string[]
  resources: DeclaredResource[]
  notes: Diagnostic[]
  took: string[]
  calls: string[]
}

/** Reads sources with nothing but the environment given. */
export async function fetched(sources: string[], env: Record<string, string> = {}, more: { allowHttp?: boolean } = {}): Promise<Read> {
  const notes: Diagnostic[] = []
  const calls: string[] = []
  const remote = remoteDocuments({ env: { HOME: '/nonexistent', ...env }, ...more }, (call) => void calls.push(call))
  const opened = openDeclared(sources, { note: (note) => void notes.push(note) }, {}, remote)
  const resources: DeclaredResource[] = []
  for await (const batch of opened.batches) resources.push(...batch.resources)
  return { addresses: resources.map(({ address }) => address), resources, notes, took: opened.took, calls }
}

/** The error of what cannot be fetched, as far as a user sees it. */
export async function failure(source: string, env: Record<string, string> = {}): Promise<{ code: string; text: string }> {
  try {
    await fetched([source], env)
  } catch (error) {
    if (!(error instanceof Error)) throw error
    const { code = '', hint = '' } = error as { code?: string; hint?: string }
    return { code, text: `${error.message} ${hint}` }
  }
  throw new Error(`${source} was read`)
}

/** A folder with these files, gone after the test. */
export function tree(files: Readonly<Record<string, string | object>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'driftgate-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content))
  }
  return folder
}
