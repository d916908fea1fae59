import { account, arnOf, iamArn, idOf, live, liveTags, managed, name, region, tagged } from './account.mjs'
import { bucketName } from './bucket-policies.mjs'
import { groups } from './firewall.mjs'
import { keyArn } from './keys.mjs'
import { interfaceOf } from './machines.mjs'
import { network } from './network.mjs'

/** The thumbnail function (thumbnails.tf). */
export const functionName = `${name}-thumbnails`

const invoke = (target) => `arn:aws:apigateway:${region}:lambda:path/2015-03-31/functions/${target}/invocations`

export function thumbnailResources() {
  const { tags, tags_all } = tagged({ Name: functionName })
  const arn = arnOf('lambda', `function:${functionName}`)
  const role = iamArn(`role/${functionName}`)
  const variables = {
    BUCKET: bucketName('uploads'),
    QUEUE_URL: `https://sqs.${region}.amazonaws.com/${account}/${name}-orders`,
    WIDTHS: '160,320,640',
  }
  const logGroup = `/aws/lambda/${functionName}`
  const hash = 'b1nJx0qfR2m7o5cXkJd7m8G7c0qz4V7yq0m3hM8pZ1w='
  return [
    managed(
      'aws_lambda_function.thumbnails',
      {
        architectures: ['arm64'],
        arn,
        code_sha256: hash,
        code_signing_config_arn: '',
        dead_letter_config: [],
        description: 'Thumbnails of uploaded pictures',
        environment: [{ variables }],
        ephemeral_storage: [{ size: 512 }],
        file_system_config: [],
        function_name: functionName,
        handler: 'index.handler',
        id: functionName,
        image_config: [],
        image_uri: '',
        invoke_arn: invoke(arn),
        kms_key_arn: keyArn,
        last_modified: '2026-11-05T09:31:09.000+0000',
        layers: [],
        logging_config: [{ application_log_level: '', log_format: 'Text', log_group: logGroup, system_log_level: '' }],
        memory_size: 512,
        package_type: 'Zip',
        publish: false,
        qualified_arn: `${arn}:$LATEST`,
        qualified_invoke_arn: invoke(`${arn}:$LATEST`),
        reserved_concurrent_executions: 20,
        role,
        runtime: 'nodejs22.x',
        s3_bucket: `${name}-releases`,
        s3_key: 'thumbnails/4d1c7a9.zip',
        signing_job_arn: '',
        signing_profile_version_arn: '',
        skip_destroy: false,
        snap_start: [],
        source_code_hash: hash,
        source_code_size: 48211,
        source_kms_key_arn: '',
        tags,
        tags_all,
        timeout: 30,
        tracing_config: [{ mode: 'Active' }],
        version: '$LATEST',
        vpc_config: [
          { ipv6_allowed_for_dual_stack: false, security_group_ids: [groups.lambda], subnet_ids: network.private, vpc_id: network.vpc },
        ],
      },
      {
        dependsOn: [
          'aws_cloudwatch_log_group.app',
          'aws_iam_role.lambda',
          'aws_kms_key.main',
          'aws_security_group.lambda',
          'aws_sqs_queue.orders',
          'aws_subnet.private',
          'module.bucket.aws_s3_bucket.this',
        ],
        live: [
          live(
            'AWS::Lambda::Function',
            functionName,
            {
              FunctionName: functionName,
              Arn: arn,
              Description: 'Thumbnails of uploaded pictures',
              Runtime: 'nodejs22.x',
              PackageType: 'Zip',
              Handler: 'index.handler',
              Role: role,
              MemorySize: 512,
              Timeout: 30,
              Architectures: ['arm64'],
              TracingConfig: { Mode: 'Active' },
              VpcConfig: { Ipv6AllowedForDualStack: false, SecurityGroupIds: [groups.lambda], SubnetIds: network.private.toReversed() },
              KmsKeyArn: keyArn,
              Environment: { Variables: Object.fromEntries(Object.entries(variables).toReversed()) },
              EphemeralStorage: { Size: 512 },
              LoggingConfig: { LogFormat: 'Text', LogGroup: logGroup },
              SnapStart: { ApplyOn: 'None' },
              ReservedConcurrentExecutions: 20,
              RecursiveLoop: 'Terminate',
              RuntimeManagementConfig: { UpdateRuntimeOn: 'Auto' },
              Tags: liveTags(tags_all),
            },
            [arn],
          ),
          ...network.private.map((subnet, at) =>
            interfaceOf(idOf('eni', `lambda/${at}`), {
              description: `AWS Lambda VPC ENI-${functionName}-${at === 0 ? '0b52d6f1-7c0e-4a57-9d6e-3f4e8c21a705' : '7a9e14c3-2f86-4b1d-8c57-90d3e6b2f418'}`,
              ip: `10.20.1${at}.170`,
              subnet,
              groups: [groups.lambda],
              type: 'lambda',
            }),
          ),
        ],
      },
    ),
  ]
}
