import { createServer } from 'node:http'
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { fixtures, folder } from './folder.ts'
import { runCli } from './run-cli.ts'

const identity = `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
<Arn>arn:aws:iam::123456789012:user/auditor</Arn><UserId>AIDA</UserId><Account>123456789012</Account>
</GetCallerIdentityResult></GetCallerIdentityResponse>`
const refusal = `<ErrorResponse><Error><Code>InvalidClientTokenId</Code><Message>The security token is invalid</Message></Error></ErrorResponse>`

afterEach(() => vi.unstubAllEnvs())

/** An endpoint on this machine that answers every call alike. */
async function endpoint(status: number, body: string): Promise<void> {
  const server = createServer((_request, response) => {
    response.writeHead(status, { 'content-type': 'text/xml' }).end(body)
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  onTestFinished(() => void server.close())
  const address = server.address()
  vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`)
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test')
  vi.stubEnv('AWS_REGION', 'eu-west-1')
}

describe('doctor with live AWS', () => {
  const args = ['doctor', '--declared', `${fixtures}terraform.tfstate`, '--live', 'aws']

  it('says who asks, where, with which clients, and what would stay unread', async () => {
    await endpoint(200, identity)
    const cwd = folder({ 'steps.json': '{"Resources": {"Work": {"Type": "AWS::StepFunctions::StateMachine"}}}' })
    const { code, stdout } = await runCli([...args, '--declared', 'steps.json'], { cwd })
    expect(stdout).toMatch(/^ok {4}aws identity +arn:aws:iam::123456789012:user\/auditor in account 123456789012$/m)
    expect(stdout).toMatch(/^ok {4}aws region +eu-west-1$/m)
    expect(stdout).toContain('@aws-sdk/client-ec2')
    expect(stdout).toMatch(/singly +AWS::StepFunctions::StateMachine +read one resource at a time through Cloud Control\n/)
    expect(stdout).toMatch(/fewer calls with: npm install .*@aws-sdk\/client-sfn/)
    expect(code).toBe(0)
  })

  it('asks in the regions that flags, stacks and the environment name', async () => {
    await endpoint(200, identity)
    vi.stubEnv('AWS_REGION', '')
    const regions = async (argv: string[], cwd = folder()): Promise<string[]> =>
      (await runCli(argv, { cwd })).stdout.split('\n').flatMap((line) => /^ok {4}aws region +(\S+)$/.exec(line)?.[1] ?? [])
    expect(await regions([...args, '--region', 'us-east-2'])).toEqual(['us-east-2'])
    vi.stubEnv('AWS_DEFAULT_REGION', 'ap-south-1')
    expect(await regions(args)).toEqual(['ap-south-1'])
    const stack = (name: string, region: string): string =>
      `  - {name: ${name}, declared: [${fixtures}terraform.tfstate], live: [aws], region: ${region}}\n`
    const cwd = folder({ 'driftgate.yaml': `stacks:\n${stack('a', 'us-west-2')}${stack('b', 'eu-north-1')}${stack('c', 'eu-north-1')}` })
    expect(await regions(['doctor'], cwd)).toEqual(['eu-north-1', 'us-west-2'])
  })

  it('and every other command says what is no region, and where to write one', async () => {
    await endpoint(200, identity)
    for (const argv of [['doctor'], ['scan'], ['capture']]) {
      const { code, stdout, stderr } = await runCli([...argv, ...args.slice(1), '--region', 'nope::x'], { cwd: folder() })
      expect([code, stdout + stderr]).toEqual([2, expect.stringContaining('"nope::x" is no AWS region.')])
    }
    const stack = await runCli(['scan', '--declared', 'cloudformation:shop', '--live', 'aws', '--region', 'nope::x'], { cwd: folder() })
    expect([stack.code, stack.stderr]).toEqual([2, expect.stringContaining('error[aws-no-region]')])
  })

  it('ends with 2 when AWS refuses the credentials', async () => {
    await endpoint(403, refusal)
    const { code, stdout } = await runCli(args, { cwd: folder() })
    expect(code).toBe(2)
    expect(stdout).toMatch(/^FAIL {2}aws identity/m)
  })
})
