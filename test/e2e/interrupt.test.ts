import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { callerIdentity } from '../helpers/aws-endpoint.ts'
import { bin, driftgate } from './driftgate.ts'

const item = (name: string, id: string) =>
  `<Describe${name}Response><${name.toLowerCase().slice(0, -1)}Set><item><${name.toLowerCase().slice(0, -1)}Id>${id}</${name.toLowerCase().slice(0, -1)}Id></item></${name.toLowerCase().slice(0, -1)}Set></Describe${name}Response>`

const template = {
  Resources: {
    Net: { Type: 'AWS::EC2::Subnet', Properties: { VpcId: 'vpc-1' } },
    Data: { Type: 'AWS::EC2::Volume', Properties: { Size: 8 } },
  },
}
const ids = {
  StackResourceSummaries: [
    { LogicalResourceId: 'Net', PhysicalResourceId: 'subnet-1', ResourceType: 'AWS::EC2::Subnet' },
    { LogicalResourceId: 'Data', PhysicalResourceId: 'vol-1', ResourceType: 'AWS::EC2::Volume' },
  ],
}

/** An endpoint that shows a subnet and never comes to an end with the volumes; `hung` is told when it is asked for them. */
async function slowAws(hung: () => void): Promise<string> {
  const held: ServerResponse[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', () => {
      const action = new URLSearchParams(body).get('Action')
      if (action === 'DescribeVolumes') {
        held.push(response)
        return hung()
      }
      response
        .writeHead(200, { 'content-type': 'text/xml' })
        .end(action === 'GetCallerIdentity' ? callerIdentity : item('Subnets', 'subnet-1'))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
}

/** Runs the built command in a folder with the documents of one stack, and interrupts it when it asks for volumes. */
async function interrupted(args: readonly string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'driftgate-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  writeFileSync(join(folder, 'web.template.json'), JSON.stringify(template))
  writeFileSync(join(folder, 'web.resources.json'), JSON.stringify(ids))
  let interrupt = (): void => {}
  const endpoint = await slowAws(() => interrupt())
  const child = spawn(process.execPath, [bin, ...args], {
    cwd: folder,
    env: {
      PATH: process.env['PATH'],
      HOME: folder,
      AWS_ENDPOINT_URL: endpoint,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_REGION: 'eu-west-1',
      AWS_EC2_METADATA_DISABLED: 'true',
    },
  })
  interrupt = () => void child.kill('SIGINT')
  let [stdout, stderr] = ['', '']
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  const code = await new Promise((resolve) => child.on('close', resolve))
  return { folder, code, stdout, stderr }
}

const whatWasRead = { complete: false, summary: { resources: { managed: 1, notChecked: 1 } } }
const theRest = expect.objectContaining({ resource: expect.objectContaining({ kind: 'AWS::EC2::Volume' }), reason: 'interrupted' })

describe('Ctrl-C while AWS is read', () => {
  it('writes the report of what was read so far, marked incomplete', async () => {
    const argv = ['scan', '--declared', '.', '--live', 'aws', '--unmanaged', 'none', '--format', 'json']
    const { code, stdout, stderr } = await interrupted(argv)
    expect([code, stderr]).toEqual([3, expect.stringContaining('Interrupted: what was read so far is judged')])
    const report = JSON.parse(stdout)
    expect(report).toMatchObject(whatWasRead)
    expect(report.notChecked).toContainEqual(theRest)
  })

  it('writes the capture of what was read so far, and its replay is incomplete in the same way', async () => {
    const argv = ['capture', '--declared', '.', '--live', 'aws', '--unmanaged', 'none', '--output', 'live.ndjson']
    const { folder, code, stderr } = await interrupted(argv)
    expect([code, stderr]).toEqual([3, expect.stringContaining('Interrupted: what was read so far is written')])
    expect(stderr).toMatch(/^wrote live.ndjson: \d+ items, 1 gap$/m)
    const replay = ['scan', '--declared', '.', '--live', 'capture:live.ndjson', '--unmanaged', 'none', '--format', 'json']
    const { status, stdout } = driftgate(replay, { cwd: folder })
    expect(status).toBe(3)
    const report = JSON.parse(stdout)
    expect(report).toMatchObject(whatWasRead)
    expect(report.notChecked).toContainEqual(theRest)
  })
})
