/** Answers as the services print them, from the examples of their API references, shortened. */
export const realAnswers: readonly { operation: string; body: string }[] = [
  {
    // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstances.html
    operation: 'ec2.DescribeInstances',
    body: `<DescribeInstancesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">
  <requestId>8f7724cf-496f-496e-8fe3-example</requestId>
  <reservationSet>
    <item>
      <reservationId>r-1234567890abcdef0</reservationId>
      <ownerId>123456789012</ownerId>
      <groupSet/>
      <instancesSet>
        <item>
          <instanceId>i-1234567890abcdef0</instanceId>
          <imageId>ami-bff32ccc</imageId>
          <instanceState><code>16</code><name>running</name></instanceState>
          <privateDnsName>ip-192-168-1-88.eu-west-1.compute.internal</privateDnsName>
          <reason/>
          <keyName>my_keypair</keyName>
          <amiLaunchIndex>0</amiLaunchIndex>
          <productCodes/>
          <instanceType>t2.micro</instanceType>
          <launchTime>2018-05-08T16:46:19.000Z</launchTime>
          <placement><availabilityZone>eu-west-1c</availabilityZone><groupName/><tenancy>default</tenancy></placement>
          <monitoring><state>disabled</state></monitoring>
          <sourceDestCheck>true</sourceDestCheck>
          <groupSet><item><groupId>sg-e4076980</groupId><groupName>SecurityGroup1</groupName></item></groupSet>
          <blockDeviceMapping>
            <item>
              <deviceName>/dev/xvda</deviceName>
              <ebs><volumeId>vol-1234567890abcdef0</volumeId><status>attached</status><attachTime>2015-12-22T10:44:09.000Z</attachTime><deleteOnTermination>true</deleteOnTermination></ebs>
            </item>
          </blockDeviceMapping>
          <clientToken>xMcwG14507example</clientToken>
          <tagSet><item><key>Name</key><value>Server &amp; Co &lt;1&gt;</value></item></tagSet>
          <hypervisor>xen</hypervisor>
          <networkInterfaceSet>
            <item>
              <networkInterfaceId>eni-551ba033</networkInterfaceId>
              <groupSet><item><groupId>sg-e4076980</groupId><groupName>SecurityGroup1</groupName></item></groupSet>
              <attachment><attachmentId>eni-attach-39697adc</attachmentId><deviceIndex>0</deviceIndex></attachment>
              <ipv6AddressesSet><item><ipv6Address>2001:db8:1234:1a2b::123</ipv6Address></item></ipv6AddressesSet>
            </item>
          </networkInterfaceSet>
          <ebsOptimized>false</ebsOptimized>
          <cpuOptions><coreCount>1</coreCount><threadsPerCore>1</threadsPerCore></cpuOptions>
          <aMemberOfTomorrow><item><a>1</a></item></aMemberOfTomorrow>
        </item>
      </instancesSet>
    </item>
  </reservationSet>
</DescribeInstancesResponse>
`,
  },
  {
    // https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html
    operation: 'iam.GetAccountAuthorizationDetails',
    body: `<GetAccountAuthorizationDetailsResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/">
  <GetAccountAuthorizationDetailsResult>
    <IsTruncated>true</IsTruncated>
    <Marker>EXAMPLEkakv9BCuUNFDtxWSyfzetYwEx2ADc8dnzfvERF5S6YMvXKx41t6gCl/eeaCX3Jo94/bKqezEAg8TEVS99EKFLxm3jtbpl25FDWEXAMPLE</Marker>
    <RoleDetailList>
      <member>
        <RoleName>EC2role</RoleName>
        <AssumeRolePolicyDocument>%7B%22Version%22%3A%222012-10-17%22%7D</AssumeRolePolicyDocument>
        <RoleId>AROAFP4BKI7Y7TEXAMPLE</RoleId>
        <CreateDate>2014-07-30T17:09:20Z</CreateDate>
        <InstanceProfileList/>
        <RolePolicyList/>
        <AttachedManagedPolicies>
          <member><PolicyName>AmazonS3FullAccess</PolicyName><PolicyArn>arn:aws:iam::aws:policy/AmazonS3FullAccess</PolicyArn></member>
        </AttachedManagedPolicies>
        <Path>/</Path>
        <Arn>arn:aws:iam::123456789012:role/EC2role</Arn>
      </member>
    </RoleDetailList>
  </GetAccountAuthorizationDetailsResult>
  <ResponseMetadata><RequestId>92e79ae7-7399-11e4-8c85-4b53eEXAMPLE</RequestId></ResponseMetadata>
</GetAccountAuthorizationDetailsResponse>`,
  },
  {
    // https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeDBInstances.html
    operation: 'rds.DescribeDBInstances',
    body: `<DescribeDBInstancesResponse xmlns="http://rds.amazonaws.com/doc/2014-10-31/">
  <DescribeDBInstancesResult>
    <DBInstances>
      <DBInstance>
        <BackupRetentionPeriod>7</BackupRetentionPeriod>
        <DBInstanceStatus>available</DBInstanceStatus>
        <MultiAZ>false</MultiAZ>
        <VpcSecurityGroups>
          <VpcSecurityGroupMembership><Status>active</Status><VpcSecurityGroupId>sg-01234567</VpcSecurityGroupId></VpcSecurityGroupMembership>
        </VpcSecurityGroups>
        <DBInstanceIdentifier>mysqlexampledb</DBInstanceIdentifier>
        <PreferredBackupWindow>10:07-10:37</PreferredBackupWindow>
        <PendingModifiedValues/>
        <ReadReplicaDBInstanceIdentifiers/>
        <Engine>mysql</Engine>
        <InstanceCreateTime>2018-12-19T20:03:20.365Z</InstanceCreateTime>
        <Endpoint><Address>mysqlexampledb.123456789012.us-east-1.rds.amazonaws.com</Address><Port>3306</Port></Endpoint>
        <AllocatedStorage>20</AllocatedStorage>
        <TagList><Tag><Key>env</Key><Value/></Tag></TagList>
      </DBInstance>
    </DBInstances>
  </DescribeDBInstancesResult>
  <ResponseMetadata><RequestId>23a75ea5-35b4-11e3-8746-example</RequestId></ResponseMetadata>
</DescribeDBInstancesResponse>`,
  },
  {
    // https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLifecycleConfiguration.html
    operation: 's3.GetBucketLifecycleConfiguration',
    body: `<?xml version="1.0" encoding="UTF-8"?>
<LifecycleConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/">
  <Rule>
    <ID>Archive and then delete rule</ID>
    <Filter><Prefix>projectdocs/</Prefix></Filter>
    <Status>Enabled</Status>
    <Transition><Days>30</Days><StorageClass>STANDARD_IA</StorageClass></Transition>
    <Transition><Days>365</Days><StorageClass>GLACIER</StorageClass></Transition>
    <Expiration><Days>3650</Days></Expiration>
  </Rule>
  <Rule><ID>two</ID><Filter/><Status>Disabled</Status></Rule>
</LifecycleConfiguration>`,
  },
  {
    // https://docs.aws.amazon.com/Route53/latest/APIReference/API_ListResourceRecordSets.html
    operation: 'route53.ListResourceRecordSets',
    body: `<?xml version="1.0" encoding="UTF-8"?>
<ListResourceRecordSetsResponse xmlns="https://route53.amazonaws.com/doc/2013-04-01/">
   <ResourceRecordSets>
      <ResourceRecordSet>
         <Name>example.com.</Name>
         <Type>TXT</Type>
         <TTL>900</TTL>
         <ResourceRecords><ResourceRecord><Value>&quot;v=spf1 -all&quot;</Value></ResourceRecord></ResourceRecords>
      </ResourceRecordSet>
   </ResourceRecordSets>
   <IsTruncated>false</IsTruncated>
   <MaxItems>10</MaxItems>
</ListResourceRecordSetsResponse>`,
  },
]
