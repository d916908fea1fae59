import type { IncomingMessage } from 'node:http'
import { callerIdentity, type Answer } from './aws-endpoint.ts'

/** How many resources of a kind there are, and how many of them, the first, are declared. */
export interface Stock {
  declared: number
  all: number
}

export type Stocks = Readonly<Record<string, Stock>>

const account = '111122223333'
const at = (service: string, name: string) => `arn:aws:${service}:eu-west-1:${account}:${name}`

/** An account that answers what the lists and details of these kinds ask, each in the words of its service. */
export function shopAccount(stocks: Stocks): (request: IncomingMessage, body: string, asked: (action: string) => void) => Answer {
  const each = <T>(kind: string, make: (name: string, at: number) => T): T[] =>
    Array.from({ length: stocks[kind]?.all ?? 0 }, (_, index) => make(`${kind.split('::').at(-1)?.toLowerCase()}-${index}`, index))
  const items = (kind: string, make: (name: string, at: number) => string): string =>
    each(kind, (name, index) => `<item>${make(name, index)}</item>`).join('')
  const members = (kind: string, make: (name: string) => string): string => each(kind, (name) => `<member>${make(name)}</member>`).join('')

  const xml: Readonly<Record<string, () => string>> = {
    DescribeVpcs: () => `<vpcSet>${items('AWS::EC2::VPC', (name) => `<vpcId>${name}</vpcId><cidrBlock>10.0.0.0/16</cidrBlock>`)}</vpcSet>`,
    DescribeSubnets: () => `<subnetSet>${items('AWS::EC2::Subnet', (name) => `<subnetId>${name}</subnetId>`)}</subnetSet>`,
    DescribeSecurityGroups: () =>
      `<securityGroupInfo>${items('AWS::EC2::SecurityGroup', (name) => `<groupId>${name}</groupId><groupName>${name}</groupName>`)}</securityGroupInfo>`,
    DescribeSecurityGroupRules: () => '<securityGroupRuleSet/>',
    DescribeInstances: () =>
      `<reservationSet><item><instancesSet>${items('AWS::EC2::Instance', (name) => `<instanceId>${name}</instanceId><instanceType>t3.micro</instanceType><imageId>ami-1</imageId>`)}</instancesSet></item></reservationSet>`,
    DescribeVolumes: () => '<volumeSet/>',
    DescribeLaunchTemplates: () => '<launchTemplates/>',
    DescribeImages: () => '<imagesSet/>',
    DescribeAutoScalingGroups: () => '<AutoScalingGroups/>',
    ListRoles: () =>
      `<Roles>${members('AWS::IAM::Role', (name) => `<RoleName>${name}</RoleName><Arn>${at('iam', `role/${name}`)}</Arn>`)}</Roles><IsTruncated>false</IsTruncated>`,
    ListInstanceProfiles: () =>
      `<InstanceProfiles>${members('AWS::IAM::InstanceProfile', (name) => `<InstanceProfileName>${name}</InstanceProfileName>`)}</InstanceProfiles>`,
    GetAccountAuthorizationDetails: () =>
      `<RoleDetailList>${members('AWS::IAM::Role', (name) => `<RoleName>${name}</RoleName>`)}</RoleDetailList><UserDetailList>${members('AWS::IAM::User', (name) => `<UserName>${name}</UserName>`)}</UserDetailList><GroupDetailList/><Policies>${members('AWS::IAM::ManagedPolicy', (name) => `<PolicyName>${name}</PolicyName><Arn>${at('iam', `policy/${name}`)}</Arn>`)}</Policies>`,
    ListTopics: () => `<Topics>${members('AWS::SNS::Topic', (name) => `<TopicArn>${at('sns', name)}</TopicArn>`)}</Topics>`,
    DescribeDBInstances: () =>
      `<DBInstances>${members('AWS::RDS::DBInstance', (name) => `<DBInstanceIdentifier>${name}</DBInstanceIdentifier>`).replaceAll('member>', 'DBInstance>')}</DBInstances>`,
    GetCallerIdentity: () => callerIdentity.replace(/<\/?GetCallerIdentityRes\w+>/g, ''),
  }
  const json: Readonly<Record<string, (input: Record<string, unknown>, host: string) => object>> = {
    // The SDK goes where the URL of a queue points.
    'sqs ListQueues': (_input, host) => ({ QueueUrls: each('AWS::SQS::Queue', (name) => `http://${host}/${account}/${name}`) }),
    'sqs GetQueueAttributes': (input) => ({ Attributes: { QueueArn: at('sqs', String(input['QueueUrl']).split('/').at(-1) ?? '') } }),
    'dynamodb ListTables': () => ({ TableNames: each('AWS::DynamoDB::Table', (name) => name) }),
    'dynamodb DescribeTable': (input) => ({
      Table: { TableName: input['TableName'], TableArn: at('dynamodb', `table/${String(input['TableName'])}`) },
    }),
    'logs DescribeLogGroups': (input) => {
      const from = Number(input['nextToken'] ?? 0)
      const groups = each('AWS::Logs::LogGroup', (name) => ({ logGroupName: name, logGroupArn: at('logs', `log-group:${name}`) }))
      return { logGroups: groups.slice(from, from + 50), ...(groups.length > from + 50 ? { nextToken: String(from + 50) } : {}) }
    },
    'kms ListKeys': () => ({ Keys: each('AWS::KMS::Key', (name) => ({ KeyId: name, KeyArn: at('kms', `key/${name}`) })) }),
    'kms ListAliases': () => ({ Aliases: [] }),
    'tagging GetResources': () => ({ PaginationToken: '', ResourceTagMappingList: [] }),
  }

  return (request, body, asked) => {
    const service = /\/[a-z0-9-]+\/([a-z0-9-]+)\/aws4_request/.exec(String(request.headers.authorization))?.[1] ?? ''
    const target = request.headers['x-amz-target']
    if (typeof target === 'string') {
      const operation = target.split('.').at(-1) ?? ''
      asked(`${service} ${operation}`)
      const input: Record<string, unknown> = JSON.parse(body === '' ? '{}' : body)
      return {
        type: 'application/x-amz-json-1.1',
        body: JSON.stringify(json[`${service} ${operation}`]?.(input, request.headers.host ?? '') ?? {}),
      }
    }
    const action = new URLSearchParams(body).get('Action')
    if (action !== null) {
      asked(`${service} ${action}`)
      const inner = xml[action]?.() ?? ''
      return { body: `<${action}Response>${service === 'ec2' ? inner : `<${action}Result>${inner}</${action}Result>`}</${action}Response>` }
    }
    return service === 'lambda' ? lambda(request.url ?? '') : s3(request.url ?? '')

    function lambda(path: string): Answer {
      const name = /\/functions\/([^/?]+)/.exec(path)?.[1]
      asked(`lambda ${name === undefined ? 'ListFunctions' : 'GetFunction'}`)
      const functions = each('AWS::Lambda::Function', (one) => ({ FunctionName: one, FunctionArn: at('lambda', `function:${one}`) }))
      return {
        type: 'application/json',
        body: JSON.stringify(name === undefined ? { Functions: functions } : { Configuration: { FunctionName: name }, Code: {} }),
      }
    }

    function s3(path: string): Answer {
      const [bucket = '', query = ''] = path.slice(1).split('?')
      asked(`s3 ${bucket === '' ? 'ListBuckets' : (query.split('&')[0]?.split('=')[0] ?? '')}`)
      if (bucket !== '') return { body: '<Nothing/>' }
      const buckets = each('AWS::S3::Bucket', (name) => `<Bucket><Name>${name}</Name><BucketRegion>eu-west-1</BucketRegion></Bucket>`)
      return { body: `<ListAllMyBucketsResult><Buckets>${buckets.join('')}</Buckets></ListAllMyBucketsResult>` }
    }
  }
}
