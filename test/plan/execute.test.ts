import { describe, expect, it } from 'vitest'
import type { DeclaredResource } from '../../src/model/resource.ts'
import { aws } from '../../src/plan/execute/command.ts'
import { declared, groupOf, instance, itemOf, judged } from './builders.ts'

const web = declared(instance, 'aws_instance.web', { physicalId: 'i-1' })

const inStack = (address: string, kind: string, more: Partial<DeclaredResource> = {}) =>
  declared(kind, address, { file: 'shop.yaml', reader: 'cloudformation', stack: 'shop', ...more })

describe('standalone resources', () => {
  it('are replaced by Terraform, after a look at the saved plan, and with a question when they go before they come', () => {
    const item = itemOf([judged({ kind: instance, path: '/UserData', declared: web })])
    expect(item.executor.argv[0]).toEqual([
      'terraform',
      'plan',
      '-input=false',
      '-replace=aws_instance.web',
      '-target=aws_instance.web',
      '-out=driftgate.tfplan',
    ])
    expect(item.executor.allows).toEqual([{ address: 'aws_instance.web', actions: [['delete', 'create']] }])
    expect(item).toMatchObject({ auto: false })
    expect(item.hazards.join()).toContain('down in between')
  })

  it('launch first when the state says create_before_destroy, which a name of their own defeats', () => {
    const first = { ...web, lifecycle: { createBeforeDestroy: true } }
    const item = itemOf([judged({ kind: instance, path: '/UserData', declared: first })])
    expect(item.executor.allows).toEqual([{ address: 'aws_instance.web', actions: [['create', 'delete']] }])
    expect(item.auto).toBe(true)
    const named = itemOf([
      judged({ kind: instance, path: '/UserData', declared: { ...first, properties: { name: 'web', name_prefix: '' } } }),
    ])
    expect(named.hazards.join()).toContain('name of its own')
  })

  it('go with the instance they are the inside of', () => {
    const item = itemOf(
      [
        judged({ kind: 'host', path: '/files/~1x', physicalId: 'i-1', address: 'web-1' }),
        judged({ kind: instance, path: '/Tags/0', declared: web }),
      ],
      [web],
    )
    expect(item).toMatchObject({ unit: 'aws_instance.web', verdict: 'replace' })
  })
})

describe('stacks', () => {
  it('are set back once for all their settings, by a drift-aware change set', () => {
    const item = itemOf([
      judged({
        kind: 'AWS::CloudWatch::Alarm',
        path: '/Threshold',
        declared: inStack('Alarm', 'AWS::CloudWatch::Alarm'),
        region: 'eu-west-1',
      }),
      judged({
        kind: 'AWS::IAM::RolePolicy',
        path: '/PolicyDocument',
        declared: inStack('Policy', 'AWS::IAM::RolePolicy'),
        region: 'eu-west-1',
      }),
    ])
    expect(item).toMatchObject({ unit: 'shop', stack: 'shop', verdict: 'revert', auto: true, addresses: ['Alarm', 'Policy'] })
    expect(item.executor.argv.map((argv) => argv.slice(2, argv.indexOf('--region=eu-west-1')).join(' '))).toEqual([
      'create-change-set',
      'wait change-set-create-complete',
      'describe-change-set',
      'execute-change-set',
      'wait stack-update-complete',
    ])
    expect(item.executor.argv[0]).toEqual(
      expect.arrayContaining([
        '--deployment-mode=REVERT_DRIFT',
        '--use-previous-template',
        '--capabilities=["CAPABILITY_NAMED_IAM","CAPABILITY_AUTO_EXPAND"]',
      ]),
    )
    expect(item.hazards.join()).toContain('need a replacement')
  })

  it('give an instance a new root volume when only its inside differs', () => {
    const node = inStack('Web', instance, { physicalId: 'i-1', properties: { ImageId: 'ami-1' } })
    const item = itemOf([judged({ kind: 'host', path: '/files/~1x', physicalId: 'i-1' })], [node])
    expect(item.executor.argv[0]).toEqual(
      expect.arrayContaining([
        'create-replace-root-volume-task',
        '--instance-id=i-1',
        '--image-id=ami-1',
        '--no-delete-replaced-root-volume',
      ]),
    )
    expect(item.auto).toBe(false)
  })

  it('leave other replacements to a human and warn of custom names', () => {
    const node = inStack('Fn', 'AWS::Lambda::Function', { properties: { FunctionName: 'fn' } })
    const item = itemOf([judged({ kind: node.kind, path: '/PackageType', declared: node })])
    expect(item).toMatchObject({ verdict: 'replace', auto: false, executor: { kind: 'manual', argv: [] } })
    expect(item.hazards.join()).toContain('same name')
  })
})

describe('services and workloads', () => {
  const service = declared('AWS::ECS::Service', 'aws_ecs_service.web', {
    properties: { Cluster: 'c', ServiceName: 'web', TaskDefinition: 'web:7' },
  })

  it('run the declared task definition, not the live one', () => {
    const item = itemOf([judged({ kind: service.kind, path: '/NetworkConfiguration', strategy: 'rollout', declared: service })])
    expect(item.executor.argv[0]).toEqual([
      'aws',
      'ecs',
      'update-service',
      '--cluster=c',
      '--service=web',
      '--task-definition=web:7',
      '--force-new-deployment',
    ])
    expect(item.resetTemplate?.argv[0]).toContain('-target=aws_ecs_service.web')
    const drifted = itemOf([judged({ kind: service.kind, path: '/TaskDefinition', declared: service })])
    expect(drifted.resetTemplate?.address).toBe(service.address)
    const unknown = itemOf([judged({ kind: service.kind, path: '/TaskDefinition', declared: { ...service, properties: {} } })])
    expect(unknown.executor.kind).toBe('terraform')
  })

  it('apply the manifest first and restart only what has pods', () => {
    const node = declared('apps/Deployment', 'shop/-web', { file: 'k8s.yaml', reader: 'kubernetes' })
    const item = itemOf([judged({ kind: node.kind, path: '/spec/template/spec', strategy: 'rollout', declared: node })])
    expect(item.executor.argv.map((argv) => argv.slice(0, 3).join(' '))).toEqual([
      'kubectl apply --server-side',
      'kubectl rollout restart',
      'kubectl rollout status',
    ])
    expect(item.executor.argv[1]?.slice(-2)).toEqual(['--', 'deployment/-web'])
    expect(itemOf([judged({ kind: node.kind, path: '/spec/replicas', declared: node })]).executor.argv).toHaveLength(1)
    const pod = declared('Pod', 'shop/p', { file: 'k8s.yaml', reader: 'kubernetes' })
    expect(itemOf([judged({ kind: pod.kind, path: '/spec', strategy: 'rollout', declared: pod })]).executor.kind).toBe('manual')
  })

  it('deploy the stack file and force tasks out, new before old', () => {
    const node = declared('swarm/service', 'shop/web', { file: 'stack.yaml', reader: 'compose' })
    const item = itemOf([judged({ kind: node.kind, path: '/image', strategy: 'rollout', declared: node })])
    expect(item.executor.argv[0]).toEqual(['docker', 'stack', 'deploy', '--compose-file=stack.yaml', '--', 'shop'])
    expect(item.executor.argv[1]).toEqual(expect.arrayContaining(['--update-order=start-first', '--', 'shop_web']))
    expect(itemOf([judged({ kind: node.kind, path: '/replicas', declared: node })]).executor.argv).toHaveLength(1)
    const bare = declared('swarm/service', 'web', { file: 'stack.yaml', reader: 'compose', stack: 'shop' })
    expect(itemOf([judged({ kind: bare.kind, path: '/replicas', declared: bare })]).executor.argv[0]?.at(-1)).toBe('shop')
  })
})

describe('hostile names', () => {
  const hostile = ['--help', '-target=x', 'a b', `a"b'c`, 'a\nb', '$(x)', '`x`', '; rm -rf /', '__proto__', '../../x']

  it.each(hostile)('stay one argument and become no option: %j', (name) => {
    const found = ['i-1', 'i-2'].map((physicalId) =>
      judged({ kind: 'host', path: '/files/~1x', physicalId, group: groupOf(9, { id: name }) }),
    )
    expect(itemOf(found).executor.argv[0]).toContain(`--auto-scaling-group-name=${name}`)
    const address = `module.m["${name}"].aws_instance.web`
    expect(itemOf([judged({ kind: instance, path: '/UserData', declared: { ...web, address } })]).executor.argv[0]).toEqual([
      'terraform',
      'plan',
      '-input=false',
      `-replace=${address}`,
      `-target=${address}`,
      '-out=driftgate.tfplan',
    ])
    const node = declared('AWS::CloudWatch::Alarm', 'Alarm', { file: 'x.yaml', reader: 'cloudformation', stack: name })
    expect(itemOf([judged({ kind: node.kind, path: '/Threshold', declared: node })]).executor.argv[0]).toContain(`--stack-name=${name}`)
  })

  it('are not read as files or addresses by the AWS command line', () => {
    for (const name of ['file:///etc/passwd', 'fileb://x', 'http://169.254.169.254/', 'HTTPS://x']) {
      expect(aws('ecs', 'wait services-stable', { cluster: name })).toEqual([
        'aws',
        'ecs',
        'wait',
        'services-stable',
        '--cli-input-json',
        JSON.stringify({ cluster: name }),
      ])
    }
  })

  it('go to a human when no program could be given them', () => {
    const found = ['i-1', 'i-2'].map((physicalId) =>
      judged({ kind: 'host', path: '/files/~1x', physicalId, group: groupOf(9, { id: 'a\0b' }) }),
    )
    expect(itemOf(found)).toMatchObject({ auto: false, executor: { kind: 'manual', argv: [] } })
  })
})
