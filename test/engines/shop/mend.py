"""What moto's CloudFormation does otherwise than AWS, and the calls that make it as AWS would have made it.

One row for each: the evidence is what moto 5.2.5 answers right after create_stack, beside what the template says. A row that
mends nothing any more fails the test, so that the table shrinks when moto grows.
"""
import json


def rows(client, ids, template):
    """[(what moto does otherwise, whether it still does, the call that mends it)]"""
    ec2, iam, kms = client("ec2"), client("iam"), client("kms")

    def want(name):
        return template["Resources"][name]["Properties"]

    def untagged(name):
        found = ec2.describe_tags(Filters=[{"Name": "resource-id", "Values": [ids[name]]}, {"Name": "key", "Values": ["Name"]}])
        return found["Tags"] == []

    def tag(name):
        ec2.create_tags(Resources=[ids[name]], Tags=want(name)["Tags"])

    def group(name):
        return ec2.describe_security_groups(GroupIds=[ids[name]])["SecurityGroups"][0]

    def database():
        return client("rds").describe_db_instances(DBInstanceIdentifier=ids["OrderDatabase"])["DBInstances"][0]

    def fleet():
        return client("autoscaling").describe_auto_scaling_groups(AutoScalingGroupNames=[ids["WebFleet"]])["AutoScalingGroups"][0]

    def launched():
        found = ec2.describe_instances(InstanceIds=[each["InstanceId"] for each in fleet()["Instances"]])
        return [instance for each in found["Reservations"] for instance in each["Instances"]]

    def broken(call):
        try:
            call()
            return False
        except Exception:
            return True

    def queue_arn():
        return f"arn:aws:sqs:eu-west-1:123456789012:{want('Orders')['QueueName']}"

    def inline():
        document = json.loads(json.dumps(want("WebRole")["Policies"][0]["PolicyDocument"]))
        document["Statement"][0]["Resource"] = queue_arn()
        return json.dumps(document)

    def key_policy():
        document = json.loads(json.dumps(want("Key")["KeyPolicy"]))
        document["Statement"][0]["Principal"] = {"AWS": "arn:aws:iam::123456789012:root"}
        return json.dumps(document)

    def described_rule():
        rule = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": [{"CidrIp": "0.0.0.0/0", "Description": "the world"}]}
        ec2.update_security_group_rule_descriptions_ingress(GroupId=ids["WebGroup"], IpPermissions=[rule])

    return [
        (
            "VPC: EnableDnsHostnames is dropped",
            lambda: not ec2.describe_vpc_attribute(VpcId=ids["Vpc"], Attribute="enableDnsHostnames")["EnableDnsHostnames"]["Value"],
            lambda: ec2.modify_vpc_attribute(VpcId=ids["Vpc"], EnableDnsHostnames={"Value": True}),
        ),
        (
            "Subnet: MapPublicIpOnLaunch is dropped",
            lambda: not ec2.describe_subnets(SubnetIds=[ids["SubnetB"]])["Subnets"][0]["MapPublicIpOnLaunch"],
            lambda: ec2.modify_subnet_attribute(SubnetId=ids["SubnetB"], MapPublicIpOnLaunch={"Value": True}),
        ),
        ("InternetGateway: Tags are dropped", lambda: untagged("Gateway"), lambda: tag("Gateway")),
        ("RouteTable: Tags are dropped", lambda: untagged("Routes"), lambda: tag("Routes")),
        (
            "SecurityGroup: the Description of a rule is dropped",
            lambda: "the world" not in str(group("WebGroup")["IpPermissions"]),
            described_rule,
        ),
        (
            "Instance: SecurityGroupIds is dropped",
            lambda: ids["WebGroup"] not in str(ec2.describe_instances(InstanceIds=[ids["Bastion"]])),
            lambda: ec2.modify_instance_attribute(InstanceId=ids["Bastion"], Groups=[ids["WebGroup"]]),
        ),
        (
            "AutoScalingGroup: HealthCheckGracePeriod is 300 where CloudFormation's own default is 0",
            lambda: fleet()["HealthCheckGracePeriod"] == 300,
            lambda: client("autoscaling").update_auto_scaling_group(AutoScalingGroupName=ids["WebFleet"], HealthCheckGracePeriod=0),
        ),
        (
            "AutoScalingGroup: its instances do not get the MetadataOptions of their template",
            lambda: any(each.get("MetadataOptions", {}).get("HttpTokens") != "required" for each in launched()),
            lambda: [ec2.modify_instance_metadata_options(InstanceId=each["InstanceId"], HttpTokens="required") for each in launched()],
        ),
        (
            "Role: an inline policy is kept as an object, and GetAccountAuthorizationDetails answers 500",
            lambda: broken(lambda: iam.get_account_authorization_details(Filter=["Role"])),
            lambda: iam.put_role_policy(RoleName="shop-web", PolicyName="orders", PolicyDocument=inline()),
        ),
        (
            "Key: the policy is kept as an object, and DescribeKey answers 500",
            lambda: broken(lambda: kms.describe_key(KeyId=ids["Key"])),
            lambda: kms.put_key_policy(KeyId=ids["Key"], PolicyName="default", Policy=key_policy()),
        ),
        (
            "Function: Tags are dropped",
            lambda: client("lambda").get_function(FunctionName=ids["Thumbnails"]).get("Tags") is None,
            lambda: client("lambda").tag_resource(
                Resource=client("lambda").get_function(FunctionName=ids["Thumbnails"])["Configuration"]["FunctionArn"],
                Tags={each["Key"]: each["Value"] for each in want("Thumbnails")["Tags"]},
            ),
        ),
        (
            "HostedZone: the comment is dropped",
            lambda: client("route53").get_hosted_zone(Id=ids["Zone"])["HostedZone"]["Config"].get("Comment") is None,
            lambda: client("route53").update_hosted_zone_comment(Id=ids["Zone"], Comment="shop"),
        ),
        (
            "DBInstance: VPCSecurityGroups is dropped",
            lambda: database()["VpcSecurityGroups"][0]["VpcSecurityGroupId"] != ids["DataGroup"],
            lambda: client("rds").modify_db_instance(DBInstanceIdentifier=ids["OrderDatabase"], VpcSecurityGroupIds=[ids["DataGroup"]]),
        ),
    ]
