// Resources as AWS shows them, one function a list: the resource of a number, as the element or the object of an answer.

const account = '111122223333'
const time = (at) => `2026-01-${String((at % 28) + 1).padStart(2, '0')}T0${at % 10}:1${at % 10}:2${at % 10}.000Z`
const hex = (at) => at.toString(16).padStart(17, '0')
const tags = (at) => `<item><key>Name</key><value>web-${at}</value></item><item><key>team</key><value>shop</value></item>`

export function instance(at) {
  return `<item><reservationId>r-${at}</reservationId><ownerId>${account}</ownerId><instancesSet><item><instanceId>i-${hex(at)}</instanceId><imageId>ami-0123456789abcdef0</imageId><instanceState><code>16</code><name>running</name></instanceState><privateDnsName>ip-10-0-0-1.eu-west-1.compute.internal</privateDnsName><keyName>ops</keyName><amiLaunchIndex>0</amiLaunchIndex><instanceType>m6i.large</instanceType><launchTime>2026-01-01T00:00:00.000Z</launchTime><placement><availabilityZone>eu-west-1a</availabilityZone><tenancy>default</tenancy></placement><monitoring><state>disabled</state></monitoring><subnetId>subnet-0123456789abcdef0</subnetId><vpcId>vpc-0123456789abcdef0</vpcId><privateIpAddress>10.0.0.1</privateIpAddress><sourceDestCheck>true</sourceDestCheck><groupSet><item><groupId>sg-0123456789abcdef0</groupId><groupName>web</groupName></item></groupSet><architecture>x86_64</architecture><rootDeviceType>ebs</rootDeviceType><rootDeviceName>/dev/xvda</rootDeviceName><blockDeviceMapping><item><deviceName>/dev/xvda</deviceName><ebs><volumeId>vol-${at}</volumeId><status>attached</status><attachTime>2026-01-01T00:00:00.000Z</attachTime><deleteOnTermination>true</deleteOnTermination></ebs></item></blockDeviceMapping><virtualizationType>hvm</virtualizationType><tagSet>${tags(at)}</tagSet><hypervisor>xen</hypervisor><networkInterfaceSet/><ebsOptimized>true</ebsOptimized><enaSupport>true</enaSupport><metadataOptions><state>applied</state><httpTokens>required</httpTokens><httpPutResponseHopLimit>2</httpPutResponseHopLimit><httpEndpoint>enabled</httpEndpoint></metadataOptions></item></instancesSet></item>`
}

export function group(at) {
  const rule = (port) =>
    `<item><ipProtocol>tcp</ipProtocol><fromPort>${port}</fromPort><toPort>${port}</toPort><groups/><ipRanges><item><cidrIp>10.0.0.0/8</cidrIp><description>inside</description></item></ipRanges><ipv6Ranges/><prefixListIds/></item>`
  return `<item><ownerId>${account}</ownerId><groupId>sg-${hex(at)}</groupId><groupName>group-${at}</groupName><groupDescription>of the bench</groupDescription><vpcId>vpc-0123456789abcdef0</vpcId><ipPermissions>${rule(80)}${rule(443)}</ipPermissions><ipPermissionsEgress>${rule(0)}</ipPermissionsEgress><tagSet><item><key>team</key><value>shop</value></item></tagSet></item>`
}

export function volume(at) {
  return `<item><volumeId>vol-${hex(at)}</volumeId><size>100</size><snapshotId>snap-${hex(at)}</snapshotId><availabilityZone>eu-west-1b</availabilityZone><status>in-use</status><createTime>${time(at)}</createTime><attachmentSet><item><volumeId>vol-${hex(at)}</volumeId><instanceId>i-${hex(at)}</instanceId><device>/dev/sdf</device><status>attached</status><attachTime>${time(at)}</attachTime><deleteOnTermination>false</deleteOnTermination></item></attachmentSet><tagSet>${tags(at)}</tagSet><volumeType>gp3</volumeType><iops>3000</iops><encrypted>true</encrypted><kmsKeyId>arn:aws:kms:eu-west-1:${account}:key/0c1d-${at % 9}</kmsKeyId><multiAttachEnabled>false</multiAttachEnabled><throughput>125</throughput></item>`
}

export function database(at) {
  return `<DBInstance><DBInstanceIdentifier>db-${at}</DBInstanceIdentifier><DBInstanceClass>db.m6g.large</DBInstanceClass><Engine>postgres</Engine><DBInstanceStatus>available</DBInstanceStatus><MasterUsername>app</MasterUsername><Endpoint><Address>db-${at}.abc.eu-west-1.rds.amazonaws.com</Address><Port>5432</Port><HostedZoneId>Z29XKXDKYMONMX</HostedZoneId></Endpoint><AllocatedStorage>200</AllocatedStorage><InstanceCreateTime>${time(at)}</InstanceCreateTime><PreferredBackupWindow>03:00-03:30</PreferredBackupWindow><BackupRetentionPeriod>7</BackupRetentionPeriod><DBSecurityGroups/><VpcSecurityGroups><VpcSecurityGroupMembership><VpcSecurityGroupId>sg-0123456789abcdef0</VpcSecurityGroupId><Status>active</Status></VpcSecurityGroupMembership></VpcSecurityGroups><DBParameterGroups><DBParameterGroup><DBParameterGroupName>default.postgres16</DBParameterGroupName><ParameterApplyStatus>in-sync</ParameterApplyStatus></DBParameterGroup></DBParameterGroups><AvailabilityZone>eu-west-1a</AvailabilityZone><DBSubnetGroup><DBSubnetGroupName>inside</DBSubnetGroupName><DBSubnetGroupDescription>inside</DBSubnetGroupDescription><VpcId>vpc-1</VpcId><SubnetGroupStatus>Complete</SubnetGroupStatus><Subnets><Subnet><SubnetIdentifier>subnet-1</SubnetIdentifier><SubnetAvailabilityZone><Name>eu-west-1a</Name></SubnetAvailabilityZone><SubnetStatus>Active</SubnetStatus></Subnet></Subnets></DBSubnetGroup><PreferredMaintenanceWindow>mon:04:00-mon:04:30</PreferredMaintenanceWindow><PendingModifiedValues/><LatestRestorableTime>${time(at)}</LatestRestorableTime><MultiAZ>true</MultiAZ><EngineVersion>16.3</EngineVersion><AutoMinorVersionUpgrade>true</AutoMinorVersionUpgrade><ReadReplicaDBInstanceIdentifiers/><LicenseModel>postgresql-license</LicenseModel><OptionGroupMemberships><OptionGroupMembership><OptionGroupName>default:postgres-16</OptionGroupName><Status>in-sync</Status></OptionGroupMembership></OptionGroupMemberships><PubliclyAccessible>false</PubliclyAccessible><StorageType>gp3</StorageType><StorageEncrypted>true</StorageEncrypted><KmsKeyId>arn:aws:kms:eu-west-1:${account}:key/1</KmsKeyId><DbiResourceId>db-R${at}</DbiResourceId><CACertificateIdentifier>rds-ca-rsa2048-g1</CACertificateIdentifier><CopyTagsToSnapshot>true</CopyTagsToSnapshot><MonitoringInterval>60</MonitoringInterval><DBInstanceArn>arn:aws:rds:eu-west-1:${account}:db:db-${at}</DBInstanceArn><IAMDatabaseAuthenticationEnabled>true</IAMDatabaseAuthenticationEnabled><PerformanceInsightsEnabled>false</PerformanceInsightsEnabled><DeletionProtection>true</DeletionProtection><AssociatedRoles/><TagList><Tag><Key>team</Key><Value>shop</Value></Tag></TagList><MaxAllocatedStorage>1000</MaxAllocatedStorage></DBInstance>`
}

const trust = encodeURIComponent(
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}',
)

export function role(at) {
  return `<member><Path>/</Path><RoleName>role-${at}</RoleName><RoleId>AROA${hex(at).toUpperCase()}</RoleId><Arn>arn:aws:iam::${account}:role/role-${at}</Arn><CreateDate>${time(at)}</CreateDate><AssumeRolePolicyDocument>${trust}</AssumeRolePolicyDocument><Description>of the bench</Description><MaxSessionDuration>3600</MaxSessionDuration></member>`
}

export function roleDetail(at) {
  return `<member><Path>/</Path><RoleName>role-${at}</RoleName><RoleId>AROA${hex(at).toUpperCase()}</RoleId><Arn>arn:aws:iam::${account}:role/role-${at}</Arn><CreateDate>${time(at)}</CreateDate><AssumeRolePolicyDocument>${trust}</AssumeRolePolicyDocument><InstanceProfileList/><RolePolicyList><member><PolicyName>access</PolicyName><PolicyDocument>${trust}</PolicyDocument></member></RolePolicyList><AttachedManagedPolicies><member><PolicyName>ReadOnlyAccess</PolicyName><PolicyArn>arn:aws:iam::aws:policy/ReadOnlyAccess</PolicyArn></member></AttachedManagedPolicies><Tags><member><Key>team</Key><Value>shop</Value></member></Tags><RoleLastUsed/></member>`
}

export function lambdaFunction(at) {
  return {
    FunctionName: `function-${at}`,
    FunctionArn: `arn:aws:lambda:eu-west-1:${account}:function:function-${at}`,
    Runtime: 'nodejs22.x',
    Role: `arn:aws:iam::${account}:role/role-${at}`,
    Handler: 'index.handler',
    CodeSize: 12_345,
    Description: 'of the bench',
    Timeout: 30,
    MemorySize: 512,
    LastModified: '2026-01-01T00:00:00.000+0000',
    CodeSha256: 'b3NoIG9mIHRoZSBjb2RlIG9mIHRoZSBmdW5jdGlvbiE=',
    Version: '$LATEST',
    VpcConfig: { SubnetIds: ['subnet-1', 'subnet-2'], SecurityGroupIds: ['sg-1'], VpcId: 'vpc-1', Ipv6AllowedForDualStack: false },
    Environment: { Variables: { STAGE: 'production', TABLE: `table-${at}` } },
    TracingConfig: { Mode: 'PassThrough' },
    RevisionId: `revision-${at}`,
    Layers: [{ Arn: `arn:aws:lambda:eu-west-1:${account}:layer:shared:7`, CodeSize: 4096 }],
    PackageType: 'Zip',
    Architectures: ['arm64'],
    EphemeralStorage: { Size: 512 },
    SnapStart: { ApplyOn: 'None', OptimizationStatus: 'Off' },
    LoggingConfig: { LogFormat: 'Text', LogGroup: `/aws/lambda/function-${at}` },
  }
}

export function logGroup(at) {
  return {
    logGroupName: `/aws/lambda/function-${at}`,
    creationTime: 1_767_225_600_000 + at,
    retentionInDays: 30,
    metricFilterCount: 0,
    arn: `arn:aws:logs:eu-west-1:${account}:log-group:/aws/lambda/function-${at}:*`,
    logGroupArn: `arn:aws:logs:eu-west-1:${account}:log-group:/aws/lambda/function-${at}`,
    storedBytes: 1234,
    logGroupClass: 'STANDARD',
    deletionProtectionEnabled: false,
  }
}
