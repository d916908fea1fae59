import type { JsonObject } from '../../../../src/model/json.ts'
import type { Case, Recorded } from './case.ts'

const functions = { Functions: [{ FunctionName: 'resize', FunctionArn: 'arn:aws:lambda:eu-west-1:111122223333:function:resize' }] }
const statement = {
  Sid: 'bucket',
  Effect: 'Allow',
  Principal: { Service: 's3.amazonaws.com' },
  Action: 'lambda:InvokeFunction',
  Resource: 'arn:aws:lambda:eu-west-1:111122223333:function:resize',
  Condition: { StringEquals: { 'AWS:SourceAccount': '111122223333' }, ArnLike: { 'AWS:SourceArn': 'arn:aws:s3:::assets' } },
}
const policy = (...statements: JsonObject[]): JsonObject => ({
  Policy: JSON.stringify({ Version: '2012-10-17', Id: 'default', Statement: statements }),
  RevisionId: 'r',
})

const method = {
  httpMethod: 'GET',
  authorizationType: 'AWS_IAM',
  apiKeyRequired: false,
  methodResponses: { '200': { statusCode: '200', responseModels: { 'application/json': 'Empty' } } },
  methodIntegration: {
    type: 'AWS',
    httpMethod: 'POST',
    uri: 'arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/f/invocations',
    timeoutInMillis: 29000,
    integrationResponses: { '200': { statusCode: '200', selectionPattern: '' } },
  },
}
const methods = (get: JsonObject): Recorded => ({
  'apigateway.GetRestApis': { items: [{ id: 'api1', name: 'shop' }] },
  'apigateway.GetResources': { items: [{ id: 'res1', path: '/', resourceMethods: { GET: get } }] },
})

const tunnel = {
  OutsideIpAddress: '203.0.113.1',
  TunnelInsideCidr: '169.254.10.0/30',
  PreSharedKey: 'never to be read',
  IkeVersions: [{ Value: 'ikev2' }],
  Phase1EncryptionAlgorithms: [{ Value: 'AES256' }],
  DpdTimeoutSeconds: 30,
}
const vpn = (options: JsonObject): Recorded => ({
  'ec2.DescribeVpnConnections': {
    VpnConnections: [
      {
        VpnConnectionId: 'vpn-1',
        State: 'available',
        Type: 'ipsec.1',
        CustomerGatewayId: 'cgw-1',
        CustomerGatewayConfiguration: '<xml>never to be read</xml>',
        Options: { StaticRoutesOnly: false, TunnelOptions: [options] },
      },
    ],
  },
})

const classic = (drains: boolean, cookie: string): Recorded => ({
  'elb.DescribeLoadBalancers': {
    LoadBalancerDescriptions: [
      {
        LoadBalancerName: 'old',
        ListenerDescriptions: [
          { Listener: { Protocol: 'HTTP', LoadBalancerPort: 80, InstanceProtocol: 'HTTP', InstancePort: 8080 }, PolicyNames: ['sticky'] },
        ],
        Policies: {
          AppCookieStickinessPolicies: [{ PolicyName: 'sticky', CookieName: cookie }],
          LBCookieStickinessPolicies: [],
          OtherPolicies: [],
        },
      },
    ],
  },
  'elb.DescribeLoadBalancerAttributes': {
    LoadBalancerAttributes: {
      CrossZoneLoadBalancing: { Enabled: true },
      AccessLog: { Enabled: true, S3BucketName: 'logs', EmitInterval: 60, S3BucketPrefix: 'elb' },
      ConnectionDraining: { Enabled: drains, Timeout: 300 },
      ConnectionSettings: { IdleTimeout: 60 },
    },
  },
})

const accessEntry = (name: string): Recorded => ({
  'eks.ListClusters': { clusters: ['main'] },
  'eks.ListAccessEntries': { accessEntries: ['arn:aws:iam::111122223333:role/ops'] },
  'eks.DescribeAccessEntry': {
    accessEntry: {
      clusterName: 'main',
      principalArn: 'arn:aws:iam::111122223333:role/ops',
      kubernetesGroups: [],
      type: 'STANDARD',
      username: 'ops',
    },
  },
  'eks.ListAssociatedAccessPolicies': {
    associatedAccessPolicies: [
      {
        policyArn: `arn:aws:eks::aws:cluster-access-policy/${name}`,
        accessScope: { type: 'namespace', namespaces: ['shop'] },
        associatedAt: '2026-01-01T00:00:00Z',
      },
    ],
  },
})

const route = (GatewayId: string): Recorded => ({
  'ec2.DescribeRouteTables': {
    RouteTables: [
      { RouteTableId: 'rtb-1', Routes: [{ DestinationCidrBlock: '10.9.0.0/16', GatewayId, Origin: 'CreateRoute', State: 'active' }] },
    ],
  },
})

const alias = (concurrency: number | 'absent'): Recorded => ({
  'lambda.ListFunctions': functions,
  'lambda.ListAliases': {
    Aliases: [{ AliasArn: 'arn:aws:lambda:eu-west-1:111122223333:function:resize:live', Name: 'live', FunctionVersion: '3' }],
  },
  'lambda.GetProvisionedConcurrencyConfig':
    concurrency === 'absent' ? 'absent' : { RequestedProvisionedConcurrentExecutions: concurrency, Status: 'READY' },
})

const distribution = (locations: string[], headers: JsonObject[]): Recorded => ({
  'cloudfront.ListDistributions': { DistributionList: { Items: [{ Id: 'E1', DomainName: 'd.cloudfront.net' }] } },
  'cloudfront.GetDistributionConfig': {
    DistributionConfig: {
      Enabled: true,
      Origins: {
        Quantity: 1,
        Items: [{ Id: 'o', DomainName: 'origin.example.com', CustomHeaders: { Quantity: headers.length, Items: headers } }],
      },
      DefaultCacheBehavior: {
        TargetOriginId: 'o',
        ViewerProtocolPolicy: 'https-only',
        AllowedMethods: { Quantity: 2, Items: ['HEAD', 'GET'], CachedMethods: { Quantity: 2, Items: ['HEAD', 'GET'] } },
      },
      Restrictions: { GeoRestriction: { RestrictionType: 'whitelist', Quantity: locations.length, Items: locations } },
    },
  },
})

export const networkAndCode: readonly Case[] = [
  {
    kind: 'AWS::Lambda::Permission',
    id: 'resize|bucket',
    declared: {
      FunctionName: 'resize',
      Action: 'lambda:InvokeFunction',
      Principal: 's3.amazonaws.com',
      SourceArn: 'arn:aws:s3:::assets',
      SourceAccount: '111122223333',
    },
    answers: { 'lambda.ListFunctions': functions, 'lambda.GetPolicy': policy(statement) },
    changed: { 'lambda.ListFunctions': functions, 'lambda.GetPolicy': policy({ ...statement, Principal: '*', Condition: {} }) },
    differences: ['changed /Principal', 'removed /SourceAccount', 'removed /SourceArn'],
  },
  {
    kind: 'AWS::ApiGateway::Method',
    id: 'api1|res1|GET',
    declared: {
      RestApiId: 'api1',
      ResourceId: 'res1',
      HttpMethod: 'GET',
      AuthorizationType: 'AWS_IAM',
      MethodResponses: [{ StatusCode: '200', ResponseModels: { 'application/json': 'Empty' } }],
      Integration: {
        Type: 'AWS',
        IntegrationHttpMethod: 'POST',
        Uri: method.methodIntegration.uri,
        IntegrationResponses: [{ StatusCode: '200' }],
      },
    },
    answers: methods(method),
    changed: methods({
      ...method,
      authorizationType: 'NONE',
      methodIntegration: { ...method.methodIntegration, uri: 'https://elsewhere.example' },
    }),
    differences: ['changed /AuthorizationType', 'changed /Integration/Uri'],
  },
  {
    kind: 'AWS::EC2::VPNConnection',
    id: 'vpn-1',
    declared: {
      Type: 'ipsec.1',
      CustomerGatewayId: 'cgw-1',
      StaticRoutesOnly: false,
      VpnTunnelOptionsSpecifications: [
        {
          TunnelInsideCidr: '169.254.10.0/30',
          IKEVersions: [{ Value: 'ikev2' }],
          Phase1EncryptionAlgorithms: [{ Value: 'AES256' }],
          DPDTimeoutSeconds: 30,
        },
      ],
    },
    answers: vpn(tunnel),
    changed: vpn({ ...tunnel, Phase1EncryptionAlgorithms: [{ Value: 'AES128' }] }),
    differences: [
      'added /VpnTunnelOptionsSpecifications/0/Phase1EncryptionAlgorithms/0',
      'removed /VpnTunnelOptionsSpecifications/0/Phase1EncryptionAlgorithms/0',
    ],
  },
  {
    kind: 'AWS::ElasticLoadBalancing::LoadBalancer',
    id: 'old',
    declared: {
      LoadBalancerName: 'old',
      Listeners: [{ Protocol: 'HTTP', LoadBalancerPort: '80', InstanceProtocol: 'HTTP', InstancePort: '8080', PolicyNames: ['sticky'] }],
      AppCookieStickinessPolicy: [{ PolicyName: 'sticky', CookieName: 'JSESSIONID' }],
      CrossZone: true,
      AccessLoggingPolicy: { Enabled: true, S3BucketName: 'logs', EmitInterval: 60, S3BucketPrefix: 'elb' },
      ConnectionDrainingPolicy: { Enabled: true, Timeout: 300 },
    },
    answers: classic(true, 'JSESSIONID'),
    changed: classic(false, 'other'),
    differences: ['changed /AppCookieStickinessPolicy/0/CookieName', 'changed /ConnectionDrainingPolicy/Enabled'],
  },
  {
    kind: 'AWS::EKS::AccessEntry',
    id: 'arn:aws:iam::111122223333:role/ops|main',
    declared: { ClusterName: 'main', PrincipalArn: 'arn:aws:iam::111122223333:role/ops' },
    answers: { ...accessEntry(''), 'eks.ListAssociatedAccessPolicies': { associatedAccessPolicies: [] } },
    changed: accessEntry('AmazonEKSClusterAdminPolicy'),
    differences: ['added /AccessPolicies/0'],
  },
  {
    kind: 'AWS::EKS::AccessEntry',
    id: 'arn:aws:iam::111122223333:role/ops|main',
    declared: {
      ClusterName: 'main',
      PrincipalArn: 'arn:aws:iam::111122223333:role/ops',
      AccessPolicies: [
        {
          PolicyArn: 'arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy',
          AccessScope: { Type: 'namespace', Namespaces: ['shop'] },
        },
      ],
    },
    answers: accessEntry('AmazonEKSViewPolicy'),
    changed: accessEntry('AmazonEKSClusterAdminPolicy'),
    differences: ['changed /AccessPolicies/0/PolicyArn'],
  },
  {
    kind: 'AWS::EC2::Route',
    id: 'rtb-1|10.9.0.0/16',
    declared: { RouteTableId: 'rtb-1', DestinationCidrBlock: '10.9.0.0/16', VpcEndpointId: 'vpce-1' },
    answers: route('vpce-1'),
    changed: route('igw-1'),
    differences: ['removed /VpcEndpointId'],
  },
  {
    kind: 'AWS::Lambda::Alias',
    id: 'arn:aws:lambda:eu-west-1:111122223333:function:resize:live',
    declared: {
      FunctionName: 'resize',
      Name: 'live',
      FunctionVersion: '3',
      ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: 5 },
    },
    answers: alias(5),
    changed: alias('absent'),
    differences: ['removed /ProvisionedConcurrencyConfig'],
  },
  {
    kind: 'AWS::CloudFront::Distribution',
    id: 'E1',
    declared: {
      DistributionConfig: {
        Enabled: true,
        Origins: [{ Id: 'o', DomainName: 'origin.example.com', OriginCustomHeaders: [{ HeaderName: 'X-Shop', HeaderValue: '1' }] }],
        DefaultCacheBehavior: {
          TargetOriginId: 'o',
          ViewerProtocolPolicy: 'https-only',
          AllowedMethods: ['GET', 'HEAD'],
          CachedMethods: ['GET', 'HEAD'],
        },
        Restrictions: { GeoRestriction: { RestrictionType: 'whitelist', Locations: ['DE'] } },
      },
    },
    answers: distribution(['DE'], [{ HeaderName: 'X-Shop', HeaderValue: '1' }]),
    changed: distribution(['DE', 'US'], [{ HeaderName: 'X-Shop', HeaderValue: '2' }]),
    differences: [
      'added /DistributionConfig/Restrictions/GeoRestriction/Locations/1',
      'changed /DistributionConfig/Origins/0/OriginCustomHeaders/0/HeaderValue',
    ],
  },
]
