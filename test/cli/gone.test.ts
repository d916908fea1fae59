import { expect, it, describe } from 'vitest'
import { folder } from './folder.ts'
import { runCli } from './run-cli.ts'

const kind = 'AWS::EC2::Instance'
const stack = { StackName: 'web', StackId: 'arn:aws:cloudformation:eu-west-1:111122223333:stack/web/1' }
const declared = {
  'web.template.json': JSON.stringify({ Resources: { Web: { Type: kind, Properties: { InstanceType: 't3.micro' } } } }),
  'web.resources.json': JSON.stringify({
    StackResources: [{ ...stack, LogicalResourceId: 'Web', PhysicalResourceId: 'i-1', ResourceType: kind }],
  }),
}
const described = (Name: string) =>
  JSON.stringify({
    Reservations: [{ OwnerId: '111122223333', Instances: [{ InstanceId: 'i-1', InstanceType: 't3.micro', State: { Name } }] }],
  })
const got = (Name: string) =>
  JSON.stringify({
    TypeName: kind,
    ResourceDescription: {
      Identifier: 'i-1',
      Properties: JSON.stringify({ InstanceId: 'i-1', InstanceType: 't3.micro', State: { Code: '0', Name } }),
    },
  })

describe('an instance that is described by itself', () => {
  it.each([
    ['get-resource', got],
    ['describe-instances --instance-ids', described],
  ])('of %s is missing where it is terminated or about to be, and managed where it is stopped', async (_name, document) => {
    const outcomes: Record<string, string[]> = {}
    for (const state of ['terminated', 'shutting-down', 'stopped']) {
      const cwd = folder({ ...declared, 'live/instance.json': document(state) })
      const argv = ['scan', '--declared', 'web.template.json', '--declared', 'web.resources.json', '--live', 'live', '-f', 'json']
      const { stdout } = await runCli([...argv, '--with-resources', '--region', 'eu-west-1'], { cwd })
      outcomes[state] = JSON.parse(stdout).resources.map(({ outcome }: { outcome: string }) => outcome)
    }
    expect(outcomes).toEqual({ terminated: ['missing'], 'shutting-down': ['missing'], stopped: ['managed'] })
  })
})
