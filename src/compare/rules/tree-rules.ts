import type { JsonObject } from '../../model/json.ts'
import { shapeRules } from './shape-rules.ts'
import type { TreeRule } from './tree-rule.ts'

const anything = 'acme/Thing'
const allow = (more: JsonObject): JsonObject => ({ Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*', ...more }] })
const role = (document: JsonObject): JsonObject => ({ AssumeRolePolicyDocument: document })
const rule = (more: JsonObject): JsonObject => ({ SecurityGroupIngress: [{ IpProtocol: '-1', CidrIp: '10.0.0.0/8', ...more }] })

/** The rules for trees, in the order of their weight. A test holds each to its pairs. */
export const treeRules: readonly TreeRule[] = [
  {
    name: 'nothing-set',
    because: 'null, absent, "", [] and {} all say that nothing is set.',
    where: 'everywhere',
    equal: [
      [anything, { Note: '', List: [], Map: {} }, {}],
      [anything, { Note: null }, { Note: '' }],
    ],
    different: [[anything, { Note: 'a' }, { Note: '' }]],
  },
  {
    name: 'off-is-absent',
    because: 'false, zero and a declared default say what absence says.',
    where: 'declared values that live lacks, outside policy documents and maps of the user',
    equal: [[anything, { Enabled: false, Retries: 0 }, {}]],
    different: [
      [anything, { Enabled: true }, {}],
      ['AWS::Lambda::Function', { Environment: { Variables: { A: 'x', DEBUG: 'false' } } }, { Environment: { Variables: { A: 'x' } } }],
    ],
  },
  {
    name: 'list-order',
    because: 'Services give lists back in an order of their own.',
    where: 'lists, but for those whose order means something (data/aws/corrections.json)',
    equal: [[anything, { List: ['a', 'b'] }, { List: ['b', 'a'] }]],
    different: [
      [anything, { List: ['a', 'b'] }, { List: ['b', 'c'] }],
      ['AWS::CodePipeline::Pipeline', { Stages: [{ Name: 'a' }, { Name: 'b' }] }, { Stages: [{ Name: 'b' }, { Name: 'a' }] }],
    ],
  },
  {
    name: 'keyed-list',
    because: 'What has a name, a key or an id is the same element wherever it stands.',
    where: 'lists whose elements are all named',
    equal: [[anything, { Rules: [{ Id: 'a', On: 1 }, { Id: 'b' }] }, { Rules: [{ Id: 'b' }, { Id: 'a', On: 1 }] }]],
    different: [[anything, { Rules: [{ Id: 'a', On: 1 }, { Id: 'b' }] }, { Rules: [{ Id: 'b', On: 1 }, { Id: 'a' }] }]],
  },
  {
    name: 'reserved-tags',
    because: 'AWS writes tags of its own, which begin with aws:.',
    where: 'tags',
    equal: [
      [
        anything,
        { Tags: [{ Key: 'a', Value: '1' }] },
        {
          Tags: [
            { Key: 'aws:cloudformation:stack-name', Value: 's' },
            { Key: 'a', Value: '1' },
          ],
        },
      ],
    ],
    different: [
      [
        anything,
        { Tags: [{ Key: 'a', Value: '1' }] },
        {
          Tags: [
            { Key: 'awsome', Value: 's' },
            { Key: 'a', Value: '1' },
          ],
        },
      ],
    ],
  },
  {
    name: 'policy-document',
    because: 'One value may stand without its list, an account is its root, and the order of actions says nothing.',
    where: 'policy documents, as objects or as text',
    equal: [
      [
        'AWS::IAM::Role',
        role(allow({ Action: ['s3:PutObject', 's3:GetObject'], Principal: { AWS: '123456789012' } })),
        role(allow({ Action: ['s3:GetObject', 's3:PutObject'], Principal: { AWS: ['arn:aws:iam::123456789012:root'] } })),
      ],
    ],
    different: [
      ['AWS::IAM::Role', role(allow({})), role(allow({ Action: ['s3:GetObject', 's3:*'] }))],
      ['AWS::IAM::Role', role(allow({ Condition: { Bool: { 'aws:SecureTransport': 'true' } } })), role(allow({}))],
    ],
  },
  {
    name: 'policy-version',
    because: 'A policy document without a version is one of 2008-10-17.',
    where: 'policy documents',
    equal: [['AWS::IAM::Role', role(allow({})), role({ Version: '2008-10-17', ...allow({}) })]],
    different: [['AWS::IAM::Role', role(allow({})), role({ Version: '2012-10-17', ...allow({}) })]],
  },
  {
    name: 'statement-name',
    because: 'Some services number the statements of a policy themselves.',
    where: 'Sid and Id that nobody declared, in policy documents',
    equal: [['AWS::IAM::Role', role(allow({})), role({ Id: 'x', ...allow({ Sid: '1' }) })]],
    different: [['AWS::IAM::Role', role(allow({ Sid: 'a' })), role(allow({ Sid: 'b' }))]],
  },
  {
    name: 'embedded-json',
    because: 'A document is the same as an object and as text, however it is spaced.',
    where: 'texts that hold a JSON object or list',
    equal: [
      [anything, { Definition: '{ "a": [1, 2] }' }, { Definition: '{"a":[1,2]}' }],
      [anything, { Definition: { a: 1 } }, { Definition: '{"a":1}' }],
    ],
    different: [[anything, { Definition: '{"a":1}' }, { Definition: '{"a":1,"b":2}' }]],
  },
  {
    name: 'single-element',
    because: 'One value and a list of one are one thing.',
    where: 'a list of one on one side only',
    equal: [[anything, { Name: 'a' }, { Name: ['a'] }]],
    different: [[anything, { Name: 'a' }, { Name: ['a', 'b'] }]],
  },
  {
    name: 'name-value-rows',
    because: 'A map is shown as rows of Name or Key and Value, and rows as a map.',
    where: 'a map on one side and rows on the other',
    equal: [
      [
        anything,
        { Settings: { a: '1', b: '2' } },
        {
          Settings: [
            { Name: 'b', Value: '2' },
            { Name: 'a', Value: '1' },
          ],
        },
      ],
    ],
    different: [
      [anything, { Settings: { a: '1' } }, { Settings: [{ Name: 'a', Value: '2' }] }],
      [anything, { Settings: [{ Name: 'a', Value: '1' }] }, { Settings: { a: '2' } }],
    ],
  },
  {
    name: 'all-protocols',
    because: 'A rule for all protocols has no ports, whatever was written.',
    where: 'rules of security groups',
    equal: [['AWS::EC2::SecurityGroup', rule({ FromPort: 0, ToPort: 0 }), rule({})]],
    different: [
      ['AWS::EC2::SecurityGroup', rule({ IpProtocol: 'tcp', FromPort: 443, ToPort: 443 }), rule({})],
      [
        'AWS::EC2::SecurityGroup',
        rule({ IpProtocol: 'tcp', FromPort: 443, ToPort: 443 }),
        rule({ IpProtocol: 'tcp', FromPort: 0, ToPort: 443 }),
      ],
    ],
  },
  {
    name: 'known-default',
    because: 'AWS sets a value where nobody declares one.',
    where: 'values that live alone has, by data/aws/defaults/ and data/aws/corrections.json',
    equal: [['AWS::Lambda::Function', { FunctionName: 'f' }, { FunctionName: 'f', MemorySize: 128, Timeout: 3 }]],
    different: [
      [
        'AWS::IAM::Role',
        { RoleName: 'r' },
        { RoleName: 'r', MaxSessionDuration: 3600, PermissionsBoundary: 'arn:aws:iam::123456789012:policy/p' },
      ],
    ],
  },
  {
    name: 'service-sets-it',
    because: 'Ids, ARNs and states are read-only: only the service sets them.',
    where: 'read-only properties that live alone has',
    equal: [['AWS::S3::Bucket', { BucketName: 'b' }, { BucketName: 'b', Arn: 'arn:aws:s3:::b' }]],
    different: [['AWS::S3::Bucket', { BucketName: 'b' }, { BucketName: 'b', WebsiteConfiguration: { IndexDocument: 'i.html' } }]],
  },
  {
    name: 'attribute-bag',
    because: 'A service fills a list of attributes up with its own.',
    where: 'rows of name and value that live alone has; never variables, tags, headers and the like',
    equal: [
      [
        'AWS::ElasticLoadBalancingV2::LoadBalancer',
        { LoadBalancerAttributes: [{ Key: 'deletion_protection.enabled', Value: 'true' }] },
        {
          LoadBalancerAttributes: [
            { Key: 'deletion_protection.enabled', Value: 'true' },
            { Key: 'idle_timeout.timeout_seconds', Value: '60' },
          ],
        },
      ],
    ],
    different: [
      [
        'AWS::ElasticLoadBalancingV2::LoadBalancer',
        { LoadBalancerAttributes: [{ Key: 'deletion_protection.enabled', Value: 'true' }] },
        { LoadBalancerAttributes: [{ Key: 'deletion_protection.enabled', Value: 'false' }] },
      ],
      [
        'AWS::Lambda::Function',
        { Environment: { Variables: { A: '1' } } },
        { Environment: { Variables: { A: '1', HTTPS_PROXY: 'http://proxy.example' } } },
      ],
    ],
  },
  ...shapeRules,
]

export type { TreePair, TreeRule } from './tree-rule.ts'
