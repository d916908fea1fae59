import type { ScanReport } from '../../src/model/generated/report.ts'
import { finding, mutation, policy, report, suppressed, unmanaged, without } from './builders.ts'

const bastion = { kind: 'AWS::EC2::SecurityGroup', address: 'aws_security_group.bastion', physicalId: 'sg-0b', stack: 'web-shop' }
const worker = {
  kind: 'AWS::EC2::Instance',
  address: 'module.web.aws_instance.worker[1]',
  physicalId: 'i-0def',
  account: '123456789012',
  region: 'eu-west-1',
  stack: 'web-shop',
}
const replace = { action: 'replace', reason: '1 host, from web-2026-11-02 (ami-0abc)' } as const

/** One report with something of everything that a reporter has to show. */
export function webShop(): ScanReport {
  const findings = [
    mutation(
      {
        path: '/SecurityGroupIngress/2',
        change: 'added',
        element: 'tcp 22 from 0.0.0.0/0 "temp access"',
        live: { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIp: '0.0.0.0/0' },
      },
      {
        policy: 'DG401',
        name: 'sg-rule-added',
        severity: 'critical',
        resource: bastion,
        location: { file: 'network.tf', line: 41, column: 3, kind: 'block' },
        verdict: { action: 'revert', reason: 'the declared rules apply without replacement' },
        alsoBreaks: ['DG104'],
        fingerprint: 'a1'.repeat(32),
        controls: { 'nist-800-53-r5': ['CM-3', 'SC-7'] },
      },
    ),
    mutation(
      { path: '/UserData', change: 'changed', declared: 'sha256 ab12f0', live: 'sha256 cd3491' },
      {
        policy: 'DG305',
        name: 'user-data-changed',
        resource: worker,
        location: {
          file: 'modules/web/main.tf',
          line: 12,
          column: 3,
          endColumn: 12,
          kind: 'attribute',
          frames: [{ file: 'main.tf', line: 7, column: 1 }],
        },
        verdict: replace,
        fingerprint: 'b2'.repeat(32),
        unit: 'module.web.aws_autoscaling_group.workers',
      },
    ),
    mutation(
      { path: '/packages/deb/openssl', change: 'removed', declared: '3.0.11-1', explains: 12 },
      {
        policy: 'DG603',
        name: 'package-removed',
        resource: worker,
        location: { file: 'modules/web/main.tf', line: 9, column: 1, kind: 'block' },
        verdict: replace,
        fingerprint: 'c3'.repeat(32),
        unit: 'module.web.aws_autoscaling_group.workers',
      },
    ),
    mutation(
      { path: '/MasterUserPassword', change: 'changed', declared: '(hash 11)', live: '(hash 22)', sensitive: true },
      {
        severity: 'medium',
        resource: { kind: 'AWS::RDS::DBInstance', address: 'aws_db_instance.orders', physicalId: 'orders', stack: 'web-shop' },
        location: { file: 'db.tf', line: 3, kind: 'block' },
        verdict: { action: 'migrate', reason: 'it holds data' },
        fingerprint: 'd4'.repeat(32),
      },
    ),
    without(
      finding({
        policy: 'DG102',
        name: 'resource-deleted',
        outcome: 'missing',
        resource: { kind: 'AWS::SQS::Queue', address: 'aws_sqs_queue.mail', stack: 'web-shop' },
        location: { file: 'queues.tf', line: 1, column: 1, kind: 'block' },
        verdict: { action: 'revert', reason: 'apply creates it again' },
        fingerprint: 'e5'.repeat(32),
      }),
      'difference',
    ),
    unmanaged('shadow-bucket', 'medium', { fingerprint: 'f6'.repeat(32) }),
    unmanaged('i-0fff', 'high', {
      policy: 'DG304',
      name: 'instance-hand-launched',
      resource: { kind: 'AWS::EC2::Instance', address: 'i-0fff', physicalId: 'i-0fff' },
      fingerprint: '07'.repeat(32),
    }),
    without(
      finding({
        policy: 'DG202',
        name: 'image-too-old',
        severity: 'low',
        outcome: 'image',
        resource: worker,
        message: 'The image is 120 days old, 90 are allowed',
        verdict: { action: 'hold', reason: 'wait for the next image' },
        image: { id: 'ami-0abc', name: 'web-2026-07-01' },
        fingerprint: '18'.repeat(32),
      }),
      'difference',
    ),
  ]
  return report({
    findings,
    exit: { code: 1, reason: '5 at or above high' },
    complete: false,
    summary: {
      resources: { managed: 55, missing: 1, unmanaged: 2, notChecked: 3 },
      attributes: { equal: 1196, different: 8, notCompared: 106, added: 3 },
      findings: { critical: 1, high: 4, medium: 2, low: 1, info: 0 },
      byKind: [
        kind('AWS::EC2::Instance', { managed: 4, unmanaged: 1, equal: 80, different: 2 }),
        kind('AWS::S3::Bucket', { managed: 6, unmanaged: 1, notChecked: 2, equal: 1116, notCompared: 106 }),
      ],
    },
    suppressed: [
      suppressed(
        { exception: 'EX-12', reason: 'migration window', owner: 'alice', expiresAt: '2026-12-01' },
        { fingerprint: '29'.repeat(32) },
      ),
      suppressed({ baseline: '.driftgate/baseline.json' }, { fingerprint: '3a'.repeat(32), policy: 'DG105', severity: 'info' }),
    ],
    notChecked: [bucket('logs'), bucket('assets'), { resource: { kind: 'AWS::Foo::Bar', address: 'x' }, reason: 'unsupported-kind' }],
    notCompared: [
      { reason: 'write-only', count: 31 },
      { reason: 'provider-only', count: 60, examples: ['aws_instance.web/user_data_replace_on_change'] },
      { reason: 'read-gap', count: 15 },
    ],
    diagnostics: [
      { code: 'exception-unused', level: 'note', message: 'EX-3 fits nothing' },
      {
        code: 'terraform-state-version',
        level: 'warning',
        message: 'This state is version 3; driftgate reads version 4.',
        hint: 'Run a refresh-only apply once',
        location: { file: 'old/terraform.tfstate', line: 2 },
      },
    ],
    scope: {
      declared: ['terraform.tfstate', 'extra.tfstate'],
      live: ['live/'],
      accounts: ['123456789012'],
      regions: ['eu-west-1'],
      images: 7,
      liveReadAt: '2026-11-21T10:02:33Z',
      skipped: { 'data-source': 4, deposed: 1 },
    },
    policies: [
      policy('DG401', 'sg-rule-added', {
        title: 'A security group has a rule that nobody declared',
        help: 'Remove the rule.\n\nOr declare it.',
        severities: ['critical', 'high'],
        precision: 'very-high',
        controls: { 'nist-800-53-r5': ['CM-3', 'CM-6(2)', 'SC-7'], 'pci-dss-4.0.1': ['1.2.2', '1.2.8'], cis: ['4.4', '4.2'] },
      }),
      policy('DG101', 'declared-attribute-mutated', { severities: ['medium'] }),
      policy('DG102', 'resource-deleted'),
      policy('DG105', 'tag-mutated', { severity: 'info' }),
      policy('DG103', 'resource-unmanaged', { severity: 'medium' }),
    ],
  })
}

function kind(name: string, counts: Partial<ScanReport['summary']['byKind'][number]>): ScanReport['summary']['byKind'][number] {
  const none = { managed: 0, missing: 0, unmanaged: 0, notChecked: 0, equal: 0, different: 0, notCompared: 0, added: 0 }
  return { kind: name, ...none, ...counts }
}

function bucket(address: string): ScanReport['notChecked'][number] {
  return {
    resource: { kind: 'AWS::S3::Bucket', address },
    reason: 'access-denied',
    service: 's3',
    action: 's3:GetBucketPolicy',
    remedy: 'driftgate permissions prints what is needed',
  }
}
