"""The shop: stack.json through CloudFormation, extras.json by single calls."""
import json
import pathlib

import mend

folder = pathlib.Path(__file__).parent
template = json.loads((folder / "stack.json").read_text())
extras = json.loads((folder / "extras.json").read_text())
resources = extras["Resources"]


def declared(name):
    return resources[name]["Properties"]


def shop(client):
    """Deploys both. Says the second as a template with what list-stack-resources would say, and what had to be mended."""
    image = client("ec2").describe_images(Owners=["amazon"])["Images"][0]["ImageId"]
    cloudformation = client("cloudformation")
    cloudformation.create_stack(
        StackName="shop",
        TemplateBody=json.dumps(template),
        Parameters=[{"ParameterKey": "ImageId", "ParameterValue": image}],
        Capabilities=["CAPABILITY_NAMED_IAM"],
    )
    summaries = cloudformation.list_stack_resources(StackName="shop")["StackResourceSummaries"]
    ids = {each["LogicalResourceId"]: each["PhysicalResourceId"] for each in summaries}
    refer(ids)
    mended = [(what, is_needed(), call()) for what, is_needed, call in mend.rows(client, ids, template)]
    made = [
        {
            "LogicalResourceId": name,
            "PhysicalResourceId": make(client),
            "ResourceType": resources[name]["Type"],
            "ResourceStatus": "CREATE_COMPLETE",
        }
        for name, make in makers.items()
    ]
    return {
        "template": extras,
        "stackResources": {"StackResourceSummaries": made},
        "mended": [what for what, was_needed, _ in mended if was_needed],
        "needless": [what for what, was_needed, _ in mended if not was_needed],
    }


def refer(ids):
    """`@Name` in extras.json is the physical id of that resource of the stack."""
    for each in resources.values():
        for key, value in each["Properties"].items():
            if isinstance(value, str) and value.startswith("@"):
                each["Properties"][key] = ids[value[1:]]


def archive(client):
    s3, want = client("s3"), declared("Archive")
    name = want["BucketName"]
    s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    s3.put_bucket_versioning(Bucket=name, VersioningConfiguration=want["VersioningConfiguration"])
    s3.put_public_access_block(Bucket=name, PublicAccessBlockConfiguration=want["PublicAccessBlockConfiguration"])
    s3.put_bucket_encryption(
        Bucket=name,
        ServerSideEncryptionConfiguration={"Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}]},
    )
    s3.put_bucket_lifecycle_configuration(
        Bucket=name,
        LifecycleConfiguration={"Rules": [{"ID": "old", "Status": "Enabled", "Prefix": "", "Expiration": {"Days": 365}}]},
    )
    s3.put_bucket_tagging(Bucket=name, Tagging={"TagSet": want["Tags"]})
    return name


def archive_policy(client):
    want = declared("ArchivePolicy")
    client("s3").put_bucket_policy(Bucket=want["Bucket"], Policy=json.dumps(want["PolicyDocument"]))
    return want["Bucket"]


def secret(client):
    return client("secretsmanager").create_secret(SecretString="not-a-secret", **declared("Secret"))["ARN"]


def alarm(client):
    want = declared("Alarm")
    client("cloudwatch").put_metric_alarm(**want)
    return want["AlarmName"]


def deployer(client):
    return client("iam").create_user(**declared("Deployer"))["User"]["UserName"]


def operators(client):
    iam, want = client("iam"), declared("Operators")
    iam.create_group(GroupName=want["GroupName"])
    for arn in want["ManagedPolicyArns"]:
        iam.attach_group_policy(GroupName=want["GroupName"], PolicyArn=arn)
    return want["GroupName"]


def sessions(client):
    dynamodb, want = client("dynamodb"), dict(declared("Sessions"))
    recovery = want.pop("PointInTimeRecoverySpecification")
    dynamodb.create_table(**want)
    dynamodb.update_continuous_backups(TableName=want["TableName"], PointInTimeRecoverySpecification=recovery)
    return want["TableName"]


def data_volume(client):
    want = dict(declared("DataVolume"))
    tags = want.pop("Tags")
    made = client("ec2").create_volume(**want, TagSpecifications=[{"ResourceType": "volume", "Tags": tags}])
    return made["VolumeId"]


def routes_of_a(client):
    return client("ec2").associate_route_table(**declared("RoutesOfA"))["AssociationId"]


def dead_orders_policy(client):
    sqs, want = client("sqs"), declared("DeadOrdersPolicy")
    # What a queue is called is an address of moto's: not that of its CloudFormation.
    want["Queue"] = sqs.get_queue_url(QueueName="shop-orders-dead")["QueueUrl"]
    sqs.set_queue_attributes(QueueUrl=want["Queue"], Attributes={"Policy": json.dumps(want["PolicyDocument"])})
    return want["Queue"]


def mail(client):
    return client("sns").create_topic(Name=declared("Mail")["TopicName"])["TopicArn"]


def mail_policy(client):
    want = declared("MailPolicy")
    document = json.dumps(want["PolicyDocument"])
    client("sns").set_topic_attributes(TopicArn=want["TopicArn"], AttributeName="Policy", AttributeValue=document)
    return want["TopicArn"]


def bus(client):
    client("events").create_event_bus(**declared("Bus"))
    return declared("Bus")["Name"]


def alert_mail(client):
    return client("sns").subscribe(**declared("AlertMail"), ReturnSubscriptionArn=True)["SubscriptionArn"]


makers = {
    "Archive": archive,
    "ArchivePolicy": archive_policy,
    "Secret": secret,
    "Alarm": alarm,
    "Deployer": deployer,
    "Operators": operators,
    "Sessions": sessions,
    "DataVolume": data_volume,
    "RoutesOfA": routes_of_a,
    "DeadOrdersPolicy": dead_orders_policy,
    "Mail": mail,
    "MailPolicy": mail_policy,
    "Bus": bus,
    "AlertMail": alert_mail,
}
