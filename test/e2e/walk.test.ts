import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { folderContents } from '../../src/contents/walk/folder-contents.ts'
import { Visitors } from '../../src/contents/walk/visitors.ts'
import type { FileRow } from '../../src/model/content.ts'

const root = mkdtempSync(join(tmpdir(), 'driftgate-threads-'))
const worker = pathToFileURL('dist/contents/walk/visit-worker.js')
afterAll(() => rmSync(root, { recursive: true, force: true }))

async function baked(visitors: Visitors): Promise<FileRow[]> {
  const reading = { method: 'rootfs', trust: 'host', isCtimeStable: false } as const
  const rows: FileRow[] = []
  for await (const batch of folderContents({ root, mounts: [], isBaked: true, reading, visitors }).rows())
    for (const row of batch) if (row.k === 'f') rows.push(row)
  return rows
}

describe('threads that open files, as they are built', () => {
  it('hash what one thread hashes, in its order', async () => {
    for (let at = 0; at < 2_000; at += 1) {
      if (at % 100 === 0) mkdirSync(join(root, `folder${at}`))
      writeFileSync(join(root, `folder${at - (at % 100)}`, `file${at}`), String(at))
    }
    const [threads, none] = [new Visitors({ threads: 2, worker }), new Visitors({ worker: new URL('file:///no/such/worker.js') })]
    const rows = await baked(threads)
    expect([threads.size, none.size]).toEqual([2, 0])
    await threads.close()
    expect(rows.find(({ p }) => p === '/folder700/file777')?.h).toBe(createHash('sha256').update('777').digest('base64url'))
    expect(rows).toEqual(await baked(none))
  })

  it('are done without where they break', async () => {
    const broken = join(root, 'broken.js')
    writeFileSync(broken, 'throw new Error("no")')
    const visitors = new Visitors({ threads: 2, worker: pathToFileURL(broken) })
    const rows = await baked(visitors)
    await visitors.close()
    expect(rows.filter(({ y }) => y === undefined).every(({ h }) => h?.length === 43)).toBe(true)
    expect(rows).toHaveLength(2_000 + 20 + 2)
  })
})
