import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { afterEach } from 'vitest'
import type { LiveContext, LiveScope } from '../../src/live/index.ts'
import { hurriedTime } from '../helpers/virtual-time.ts'
import { openLive } from '../../src/live/open.ts'
import { CallFailure, type Answers, type Call, type FailureReason } from '../../src/live/aws/calls/call.ts'
import type { Diagnostic } from '../../src/model/generated/report.ts'
import type { Gap, LiveItem, LiveResource } from '../../src/model/resource.ts'
import type { JsonObject } from '../../src/model/json.ts'

export interface TestContext extends LiveContext {
  notes: Diagnostic[]
  times: string[]
}

export function context(parts: Partial<LiveContext> = {}): TestContext {
  const notes: Diagnostic[] = []
  const times: string[] = []
  return {
    scope: {},
    timer: hurriedTime(),
    ...parts,
    notes,
    times,
    note: (diagnostic) => void notes.push(diagnostic),
    readAt: (time) => void times.push(time),
  }
}

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

/** Writes files into a folder that the test's end removes. Objects become JSON. */
export function folderOf(files: Readonly<Record<string, string | Buffer | object>>): string {
  const folder = mkdtempSync(`${tmpdir()}/driftgate-`).replaceAll('\\', '/')
  folders.push(folder)
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(`${folder}/${name}`, typeof content === 'string' || Buffer.isBuffer(content) ? content : JSON.stringify(content))
  }
  return folder
}

export async function all(batches: AsyncIterable<LiveItem[]>): Promise<LiveItem[]> {
  const items: LiveItem[] = []
  for await (const batch of batches) items.push(...batch)
  return items
}

/** Everything that the sources yield. */
export async function readLive(sources: readonly string[], live: LiveContext = context()): Promise<LiveItem[]> {
  return all((await openLive(sources, live)).items)
}

export function resources(items: readonly LiveItem[], kind?: string): LiveResource[] {
  return items.flatMap((item) => (item.is === 'resource' && (kind === undefined || item.resource.kind === kind) ? [item.resource] : []))
}

export function gaps(items: readonly LiveItem[]): Gap[] {
  return items.flatMap((item) => (item.is === 'gap' ? [item] : []))
}

export function listed(items: readonly LiveItem[]): string[] {
  return items.flatMap((item) => (item.is === 'listed' ? [item.kind] : []))
}

/** Answers from a table: pages of an operation, or a failure after some of them. */
export function answering(
  table: Readonly<Record<string, (input: JsonObject) => (JsonObject | FailureReason)[]>>,
): Answers & { calls: Call[] } {
  const calls: Call[] = []
  return {
    calls,
    async *call(call) {
      calls.push(call)
      const answer = table[call.operation]
      if (answer === undefined) throw new CallFailure({ operation: call.operation, reason: 'not-recorded' })
      for (const page of answer(call.input)) {
        if (typeof page === 'string') throw new CallFailure({ operation: call.operation, reason: page, code: 'Said' })
        yield await Promise.resolve(page)
      }
    },
  }
}

/** Of the resources with these names this is declared, of others nothing. */
export function declared(contents: Readonly<Record<string, JsonObject>>): NonNullable<LiveScope['declaredOf']> {
  return (_kind, names) => {
    const found = [...names].flatMap((name) => {
      const content = contents[name]
      return content === undefined ? [] : [content]
    })
    return found.length === 0 ? undefined : () => found
  }
}
