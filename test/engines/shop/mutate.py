"""What somebody does by hand to the shop. Each says where a scan must show it: kind, the declared name or none, a path or an outcome."""
import json

anyone = {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}


def statement(**parts):
    return json.dumps({"Version": "2012-10-17", "Statement": [parts]})


def shop(client):
    """Does it all, one after another: moto answers writes at the same time with 500."""
    ids = {
        each["LogicalResourceId"]: each["PhysicalResourceId"]
        for each in client("cloudformation").list_stack_resources(StackName="shop")["StackResourceSummaries"]
    }
    done = []
    for kind, name, place, act in mutations(client, ids):
        physical_id = act()
        done.append({"kind": kind, "name": name, "place": place, "physicalId": physical_id if name is None else None})
    return done


def mutations(client, ids):
    """[(kind, logical id or None for what nobody declared, pointer or `missing` or `unmanaged`, act)]"""
    return [*network(client, ids), *compute(client, ids), *identity(client, ids), *storage(client, ids), *messages(client, ids), *operations(client, ids)]


def network(client, ids):
    ec2, elb, route53 = client("ec2"), client("elbv2"), client("route53")

    def rule(port, **source):
        return [{"IpProtocol": "tcp", "FromPort": port, "ToPort": port, **source}]

    world = {"IpRanges": [{"CidrIp": "0.0.0.0/0"}]}

    def association():
        tables = ec2.describe_route_tables(RouteTableIds=[ids["Routes"]])["RouteTables"]
        ec2.disassociate_route_table(AssociationId=tables[0]["Associations"][0]["RouteTableAssociationId"])

    def record():
        change = {
            "Action": "UPSERT",
            "ResourceRecordSet": {"Name": "www.shop.example.", "Type": "A", "TTL": 300, "ResourceRecords": [{"Value": "198.51.100.7"}]},
        }
        route53.change_resource_record_sets(HostedZoneId=ids["Zone"], ChangeBatch={"Changes": [change]})

    def listener():
        made = elb.create_listener(
            LoadBalancerArn=ids["Balancer"],
            Port=8080,
            Protocol="HTTP",
            DefaultActions=[{"Type": "forward", "TargetGroupArn": ids["WebTargets"]}],
        )
        return made["Listeners"][0]["ListenerArn"]

    group = "AWS::EC2::SecurityGroup"
    return [
        (group, "WebGroup", "/SecurityGroupIngress", lambda: ec2.authorize_security_group_ingress(GroupId=ids["WebGroup"], IpPermissions=rule(22, **world))),
        (
            group,
            "DataGroup",
            "/SecurityGroupIngress",
            lambda: ec2.revoke_security_group_ingress(
                GroupId=ids["DataGroup"], IpPermissions=rule(5432, UserIdGroupPairs=[{"GroupId": ids["WebGroup"]}])
            ),
        ),
        (group, None, "unmanaged", lambda: ec2.create_security_group(GroupName="mine", Description="mine", VpcId=ids["Vpc"])["GroupId"]),
        ("AWS::EC2::Subnet", "SubnetA", "/MapPublicIpOnLaunch", lambda: ec2.modify_subnet_attribute(SubnetId=ids["SubnetA"], MapPublicIpOnLaunch={"Value": True})),
        ("AWS::EC2::VPC", "Vpc", "/EnableDnsHostnames", lambda: ec2.modify_vpc_attribute(VpcId=ids["Vpc"], EnableDnsHostnames={"Value": False})),
        ("AWS::EC2::Route", "DefaultRoute", "missing", lambda: ec2.delete_route(RouteTableId=ids["Routes"], DestinationCidrBlock="0.0.0.0/0")),
        ("AWS::EC2::SubnetRouteTableAssociation", "RoutesOfA", "missing", association),
        ("AWS::Route53::RecordSet", "Www", "/ResourceRecords", record),
        ("AWS::ElasticLoadBalancingV2::Listener", None, "unmanaged", listener),
        (
            "AWS::ElasticLoadBalancingV2::TargetGroup",
            "WebTargets",
            "/HealthCheckPath",
            lambda: elb.modify_target_group(TargetGroupArn=ids["WebTargets"], HealthCheckPath="/"),
        ),
    ]


def compute(client, ids):
    ec2, scaling, functions = client("ec2"), client("autoscaling"), client("lambda")

    def bigger():
        ec2.stop_instances(InstanceIds=[ids["Bastion"]])
        ec2.modify_instance_attribute(InstanceId=ids["Bastion"], InstanceType={"Value": "t3.large"})
        ec2.start_instances(InstanceIds=[ids["Bastion"]])

    def launched():
        image = ec2.describe_instances(InstanceIds=[ids["Bastion"]])["Reservations"][0]["Instances"][0]["ImageId"]
        return ec2.run_instances(ImageId=image, MinCount=1, MaxCount=1, SubnetId=ids["SubnetB"])["Instances"][0]["InstanceId"]

    def version():
        # All of it is said: moto leaves out what a version has from its source.
        known = ec2.describe_launch_template_versions(LaunchTemplateId=ids["WebTemplate"], Versions=["1"])
        data = {**known["LaunchTemplateVersions"][0]["LaunchTemplateData"], "InstanceType": "m5.large"}
        made = ec2.create_launch_template_version(LaunchTemplateId=ids["WebTemplate"], LaunchTemplateData=data)
        number = str(made["LaunchTemplateVersion"]["VersionNumber"])
        ec2.modify_launch_template(LaunchTemplateId=ids["WebTemplate"], DefaultVersion=number)

    def variables():
        known = functions.get_function_configuration(FunctionName="shop-thumbnails")["Environment"]["Variables"]
        functions.update_function_configuration(FunctionName="shop-thumbnails", MemorySize=1024, Environment={"Variables": {**known, "STAGE": "test"}})

    return [
        ("AWS::EC2::Instance", "Bastion", "/InstanceType", bigger),
        ("AWS::EC2::Instance", "Bastion", "/Tags", lambda: ec2.create_tags(Resources=[ids["Bastion"]], Tags=[{"Key": "Name", "Value": "mine"}])),
        ("AWS::EC2::Instance", None, "unmanaged", launched),
        ("AWS::EC2::LaunchTemplate", "WebTemplate", "/LaunchTemplateData/InstanceType", version),
        (
            "AWS::AutoScaling::AutoScalingGroup",
            "WebFleet",
            "/MaxSize",
            lambda: scaling.update_auto_scaling_group(AutoScalingGroupName="shop-web", MaxSize=9),
        ),
        ("AWS::Lambda::Function", "Thumbnails", "/Environment/Variables/STAGE", variables),
        ("AWS::Lambda::Function", "Thumbnails", "/MemorySize", lambda: None),
        (
            "AWS::ECR::Repository",
            "Images",
            "/ImageTagMutability",
            lambda: client("ecr").put_image_tag_mutability(repositoryName="shop/web", imageTagMutability="MUTABLE"),
        ),
    ]


def identity(client, ids):
    iam = client("iam")
    admin = "arn:aws:iam::aws:policy/AdministratorAccess"
    trust = statement(Effect="Allow", Principal={"AWS": "*"}, Action="sts:AssumeRole")
    everything = statement(Effect="Allow", Action="*", Resource="*")
    return [
        ("AWS::IAM::Role", "WebRole", "/Policies", lambda: iam.put_role_policy(RoleName="shop-web", PolicyName="quick", PolicyDocument=everything)),
        ("AWS::IAM::Role", "WebRole", "/AssumeRolePolicyDocument", lambda: iam.update_assume_role_policy(RoleName="shop-web", PolicyDocument=trust)),
        ("AWS::IAM::Role", "LambdaRole", "/ManagedPolicyArns", lambda: iam.attach_role_policy(RoleName="shop-thumbnails", PolicyArn=admin)),
        (
            "AWS::IAM::ManagedPolicy",
            "ReadAssets",
            "/PolicyDocument",
            lambda: iam.create_policy_version(PolicyArn=ids["ReadAssets"], PolicyDocument=everything, SetAsDefault=True),
        ),
        (
            "AWS::IAM::Group",
            "Operators",
            "/ManagedPolicyArns",
            lambda: iam.attach_group_policy(GroupName="shop-operators", PolicyArn=admin),
        ),
        ("AWS::IAM::User", None, "unmanaged", lambda: iam.create_user(UserName="mine")["User"]["UserName"]),
        ("AWS::IAM::User", "Deployer", "missing", lambda: iam.delete_user(UserName="shop-deployer")),
    ]


def storage(client, ids):
    s3, dynamodb, rds, kms = client("s3"), client("dynamodb"), client("rds"), client("kms")
    archive = "shop-archive-123456789012"
    encryption = {"Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms"}}]}
    backups = {"PointInTimeRecoveryEnabled": False}

    def expiring():
        rule = {"ID": "old", "Status": "Enabled", "Prefix": "", "Expiration": {"Days": 1}}
        s3.put_bucket_lifecycle_configuration(Bucket=archive, LifecycleConfiguration={"Rules": [rule]})

    def volume():
        found = client("ec2").describe_volumes(Filters=[{"Name": "tag:Name", "Values": ["shop-data"]}])
        client("ec2").delete_volume(VolumeId=found["Volumes"][0]["VolumeId"])

    return [
        ("AWS::S3::Bucket", "Archive", "/VersioningConfiguration", lambda: s3.put_bucket_versioning(Bucket=archive, VersioningConfiguration={"Status": "Suspended"})),
        ("AWS::S3::Bucket", "Archive", "/PublicAccessBlockConfiguration", lambda: s3.delete_public_access_block(Bucket=archive)),
        ("AWS::S3::Bucket", "Archive", "/LifecycleConfiguration", expiring),
        ("AWS::S3::BucketPolicy", "ArchivePolicy", "/PolicyDocument", lambda: s3.put_bucket_policy(Bucket=archive, Policy=statement(**anyone))),
        (
            "AWS::S3::Bucket",
            "Assets",
            "/BucketEncryption",
            lambda: s3.put_bucket_encryption(Bucket="shop-assets-123456789012", ServerSideEncryptionConfiguration=encryption),
        ),
        ("AWS::DynamoDB::Table", "Carts", "/DeletionProtectionEnabled", lambda: dynamodb.update_table(TableName="shop-carts", DeletionProtectionEnabled=False)),
        (
            "AWS::DynamoDB::Table",
            "Sessions",
            "/PointInTimeRecoverySpecification",
            lambda: dynamodb.update_continuous_backups(TableName="shop-sessions", PointInTimeRecoverySpecification=backups),
        ),
        ("AWS::RDS::DBInstance", "OrderDatabase", "/PubliclyAccessible", lambda: rds.modify_db_instance(DBInstanceIdentifier="shop-orders", PubliclyAccessible=True)),
        ("AWS::RDS::DBInstance", "OrderDatabase", "/BackupRetentionPeriod", lambda: rds.modify_db_instance(DBInstanceIdentifier="shop-orders", BackupRetentionPeriod=1)),
        ("AWS::KMS::Key", "Key", "/EnableKeyRotation", lambda: kms.disable_key_rotation(KeyId=ids["Key"])),
        ("AWS::EC2::Volume", "DataVolume", "missing", volume),
    ]


def messages(client, ids):
    sqs, sns = client("sqs"), client("sns")
    orders = sqs.get_queue_url(QueueName="shop-orders")["QueueUrl"]
    topic = ids["Alerts"]
    return [
        ("AWS::SQS::Queue", "Orders", "/VisibilityTimeout", lambda: sqs.set_queue_attributes(QueueUrl=orders, Attributes={"VisibilityTimeout": "5"})),
        ("AWS::SQS::QueueInlinePolicy", None, "unmanaged", lambda: sqs.set_queue_attributes(QueueUrl=orders, Attributes={"Policy": statement(**anyone)}) and orders),
        ("AWS::SNS::Topic", "Alerts", "/DisplayName", lambda: sns.set_topic_attributes(TopicArn=topic, AttributeName="DisplayName", AttributeValue="mine")),
        (
            "AWS::SNS::Subscription",
            None,
            "unmanaged",
            lambda: sns.subscribe(TopicArn=topic, Protocol="email", Endpoint="me@example.com", ReturnSubscriptionArn=True)["SubscriptionArn"],
        ),
        ("AWS::SNS::TopicInlinePolicy", None, "unmanaged", lambda: sns.set_topic_attributes(TopicArn=topic, AttributeName="Policy", AttributeValue=statement(**anyone)) and topic),
    ]


def operations(client, ids):
    events = client("events")
    return [
        ("AWS::Logs::LogGroup", "ThumbnailLog", "/RetentionInDays", lambda: client("logs").put_retention_policy(logGroupName="/aws/lambda/shop-thumbnails", retentionInDays=1)),
        ("AWS::SSM::Parameter", "Setting", "/Value", lambda: client("ssm").put_parameter(Name="/shop/stage", Value="test", Overwrite=True)),
        ("AWS::Events::Rule", "Nightly", "/State", lambda: events.disable_rule(Name="shop-nightly")),
        ("AWS::CloudWatch::Alarm", "Alarm", "/ActionsEnabled", lambda: client("cloudwatch").disable_alarm_actions(AlarmNames=["shop-orders-late"])),
        ("AWS::SecretsManager::Secret", "Secret", "/Description", lambda: client("secretsmanager").update_secret(SecretId="shop/orders", Description="mine")),
    ]
