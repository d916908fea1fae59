import { describe, expect, it } from 'vitest'
import { factsOf, wholeTable } from '../../../src/mapping/data.ts'
import { at, read, stackResourcesOf, templateOf } from './reading.ts'

const account = '123456789012'
const table = 'overrides/cloudformation-identifiers.json'

/** Type, physical id, properties, and the identifier by which Cloud Control names the resource. */
const cases: [kind: string, physicalId: string, properties: Record<string, unknown>, identifier: string][] = [
  ['AWS::ApiGateway::Stage', 'prod', { RestApiId: 'a1' }, 'a1|prod'],
  ['AWS::ApiGateway::Deployment', 'd1', { RestApiId: 'a1' }, 'd1|a1'],
  ['AWS::ApiGateway::Method', 'shop-Get-1', { RestApiId: 'a1', ResourceId: 'r1', HttpMethod: 'GET' }, 'a1|r1|GET'],
  ['AWS::ApiGatewayV2::ApiMapping', 'm1', { DomainName: 'x.example.com' }, 'm1|x.example.com'],
  ['AWS::ApiGatewayV2::RouteResponse', 'rr', { ApiId: 'a', RouteId: 'r' }, 'a|r|rr'],
  ['AWS::AppConfig::HostedConfigurationVersion', '1', { ApplicationId: 'a', ConfigurationProfileId: 'p' }, 'a|p|1'],
  [
    'AWS::ApplicationAutoScaling::ScalingPolicy',
    'arn:aws:autoscaling:eu-west-1:1:p',
    { ScalableDimension: 'ecs:service:DesiredCount' },
    'arn:aws:autoscaling:eu-west-1:1:p|ecs:service:DesiredCount',
  ],
  ['AWS::AppSync::ApiKey', 'arn:aws:appsync:eu-west-1:1:apis/api1/apikeys/da2-x', {}, 'da2-x'],
  ['AWS::Batch::JobDefinition', 'arn:aws:batch:eu-west-1:1:job-definition/build:3', {}, 'build'],
  ['AWS::CodeDeploy::DeploymentGroup', 'g', { ApplicationName: 'app' }, 'app|g'],
  ['AWS::Cognito::UserPoolClient', 'c', { UserPoolId: 'p' }, 'p|c'],
  ['AWS::DataZone::Project', 'prj', { DomainIdentifier: 'dzd' }, 'dzd|prj'],
  ['AWS::DataZone::SubscriptionTarget', 't', { DomainIdentifier: 'd', EnvironmentIdentifier: 'e' }, 'd|e|t'],
  ['AWS::EC2::Route', 'shop-Route-1', { RouteTableId: 'rtb-1', DestinationCidrBlock: '0.0.0.0/0' }, 'rtb-1|0.0.0.0/0'],
  ['AWS::EC2::Route', 'shop-Route-1', { RouteTableId: 'rtb-1', DestinationIpv6CidrBlock: '::/0' }, 'rtb-1|::/0'],
  ['AWS::EC2::VPCGatewayAttachment', 'shop-A-1', { VpcId: 'vpc-1', InternetGatewayId: 'igw-1' }, 'IGW|vpc-1'],
  ['AWS::EC2::VPCGatewayAttachment', 'shop-A-1', { VpcId: 'vpc-1', VpnGatewayId: 'vgw-1' }, 'VGW|vpc-1'],
  [
    'AWS::ECS::Service',
    'arn:aws:ecs:eu-west-1:1:service/web/front',
    {},
    'arn:aws:ecs:eu-west-1:1:service/web/front|arn:aws:ecs:eu-west-1:1:cluster/web',
  ],
  ['AWS::Events::Rule', 'nightly', {}, `arn:aws:events:eu-west-1:${account}:rule/nightly`],
  ['AWS::Events::Rule', 'bus|nightly', { EventBusName: 'bus' }, `arn:aws:events:eu-west-1:${account}:rule/bus/nightly`],
  ['AWS::Lambda::EventInvokeConfig', 'x', { FunctionName: 'f', Qualifier: '$LATEST' }, 'f|$LATEST'],
  ['AWS::Lambda::Permission', 'shop-P-1', { FunctionName: 'f' }, 'f|shop-P-1'],
  ['AWS::Logs::MetricFilter', 'errors', { LogGroupName: '/app' }, '/app|errors'],
  ['AWS::Logs::SubscriptionFilter', 'ship', { LogGroupName: '/app' }, 'ship|/app'],
  ['AWS::QuickSight::RefreshSchedule', 'x', { AwsAccountId: account, DataSetId: 'd', Schedule: { ScheduleId: 's' } }, `${account}|d|s`],
  ['AWS::S3::BucketPolicy', 'shop-Policy-1', { Bucket: 'logs' }, 'logs'],
  ['AWS::S3::StorageLens', 'x', { StorageLensConfiguration: { Id: 'lens' } }, 'lens'],
  ['AWS::SageMaker::Device', 'fleet', { Device: { DeviceName: 'cam' } }, 'cam'],
  [
    'AWS::ServiceCatalogAppRegistry::ResourceAssociation',
    'x',
    { Application: 'a', Resource: 'r', ResourceType: 'CFN_STACK' },
    'a|r|CFN_STACK',
  ],
  ['AWS::SSM::MaintenanceWindowTask', 't', { WindowId: 'w' }, 'w|t'],
]

describe('the identifier of a resource, from what the stack calls it', () => {
  it.each(cases)('%s %s', async (kind, physicalId, properties, identifier) => {
    const reading = await read({
      't.json': templateOf(properties, {}, kind),
      'r.json': stackResourcesOf('shop', { It: [kind, physicalId] }),
    })
    expect(at(reading, 'It').identities).toContain(identifier)
  })

  it('is not guessed where a part is not known', async () => {
    const kind = 'AWS::EC2::VPCGatewayAttachment'
    const reading = await read({
      't.json': templateOf({ VpcId: { Ref: 'Open' } }, {}, kind),
      'r.json': stackResourcesOf('shop', { It: [kind, 'x'] }),
    })
    expect(at(reading, 'It').identities).toEqual(['x'])
  })

  it('has a rule for each part of it', () => {
    const wrong = Object.entries(wholeTable<string[]>(table)).flatMap(([kind, patterns]) => {
      const parts = factsOf(kind)?.i?.length
      return patterns.filter((pattern) => pattern.split('|').length !== parts).map((pattern) => `${kind} ${pattern}`)
    })
    expect(wrong).toEqual([])
  })
})
