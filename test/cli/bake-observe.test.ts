import { rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { describe, expect, it, onTestFinished } from 'vitest'
import { tarOf } from '../contents/tar/archive-builder.ts'
import { folder } from './folder.ts'
import { runCli } from './run-cli.ts'

/** An engine that has one image; what it was asked, in order. */
async function engine(changes: object[] | number): Promise<{ env: Record<string, string>; asked: string[] }> {
  const asked: string[] = []
  const server = createServer((request, response) => {
    const path = (request.url ?? '').replace(/driftgate-observe-\w+/, 'NAME')
    let body = ''
    request.on('data', (part: Buffer) => void (body += part.toString()))
    request.on('end', () => {
      asked.push(`${request.method} ${path}`)
      const isChanges = path === '/containers/c1/changes'
      const status = path.includes('create')
        ? body.includes('"app:1"')
          ? 201
          : 404
        : isChanges
          ? Array.isArray(changes)
            ? 200
            : changes
          : 204
      response.statusCode = status
      response.end(status === 201 ? '{"Id":"c1"}' : status === 200 ? JSON.stringify(changes) : status >= 400 ? '{"message":"no"}' : '')
    })
  })
  const socket = `${folder()}/engine.sock`
  await new Promise<void>((resolve) => server.listen(socket, resolve))
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
    rmSync(socket, { force: true })
  })
  return { env: { DOCKER_HOST: `unix://${socket}` }, asked }
}

describe('driftgate bake observe', () => {
  it('proposes rows of what an image wrote, and removes the container that it made', async () => {
    const { env, asked } = await engine([
      { Path: '/etc', Kind: 0 },
      { Path: '/etc/made.conf', Kind: 1 },
      { Path: '/var/log/app.log', Kind: 1 },
    ])
    const { code, stdout, stderr } = await runCli(['bake', 'observe', 'app:1', '--seconds', '1'], { env })
    expect([code, stdout]).toEqual([0, '{"allow":"exists","because":"observed","k":"e","p":"/etc/made.conf"}\n'])
    expect(stderr).toContain('3 paths changed, 1 expectation proposed')
    expect(asked).toEqual([
      'POST /containers/create?name=NAME',
      'POST /containers/c1/start',
      'GET /containers/c1/changes',
      'DELETE /containers/c1?force=true&v=true',
    ])
  })

  it('removes it also where the engine fails on the way', async () => {
    const { env, asked } = await engine(500)
    const { code, stderr } = await runCli(['bake', 'observe', 'app:1', '--seconds', '1'], { env })
    expect([code, stderr]).toEqual([2, expect.stringContaining('engine-failed')])
    expect(asked.at(-1)).toBe('DELETE /containers/c1?force=true&v=true')
  })

  it('says which image there is none of, and which time is none', async () => {
    const { env } = await engine([])
    expect(await runCli(['bake', 'observe', 'gone:1'], { env })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('image-not-found'),
    })
    expect((await runCli(['bake', 'observe', 'app:1', '--seconds', '0'], { env })).stderr).toContain('--seconds')
  })

  it('gives lines that a bake takes, and a bake takes no others', async () => {
    const place = folder({
      'e.ndjson': '{"k":"e","p":"/etc/made.conf","allow":"exists","because":"observed"}\n',
      'bad.ndjson': '{"p":"etc"}\n',
    })
    writeFileSync(`${place}/tree.tar`, tarOf([{ name: 'etc/', type: '5' }]))
    const bake = (file: string) => runCli(['bake', `tar:${place}/tree.tar`, '-o', '-', '--expect', `${place}/${file}`])
    expect((await bake('e.ndjson')).stdout).toContain('\n{"allow":"exists","because":"observed","k":"e","p":"/etc/made.conf"}\n')
    expect(await bake('bad.ndjson')).toMatchObject({ code: 2, stderr: expect.stringContaining('expectation-broken') })
  })
})
