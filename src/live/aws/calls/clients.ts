import { row } from '../../../mapping/data.ts'
import { codeOf } from '../../../model/errors.ts'

/** Clients that come with driftgate, by the service's name in the rows. Loaded when first used. */
const bundled: Readonly<Record<string, () => Promise<object>>> = {
  apigateway: () => import('@aws-sdk/client-api-gateway'),
  apigatewayv2: () => import('@aws-sdk/client-apigatewayv2'),
  autoscaling: () => import('@aws-sdk/client-auto-scaling'),
  cloudcontrol: () => import('@aws-sdk/client-cloudcontrol'),
  cloudformation: () => import('@aws-sdk/client-cloudformation'),
  cloudfront: () => import('@aws-sdk/client-cloudfront'),
  cloudtrail: () => import('@aws-sdk/client-cloudtrail'),
  cloudwatch: () => import('@aws-sdk/client-cloudwatch'),
  config: () => import('@aws-sdk/client-config-service'),
  dynamodb: () => import('@aws-sdk/client-dynamodb'),
  ec2: () => import('@aws-sdk/client-ec2'),
  ecr: () => import('@aws-sdk/client-ecr'),
  ecs: () => import('@aws-sdk/client-ecs'),
  eks: () => import('@aws-sdk/client-eks'),
  elasticache: () => import('@aws-sdk/client-elasticache'),
  elbv2: () => import('@aws-sdk/client-elastic-load-balancing-v2'),
  events: () => import('@aws-sdk/client-eventbridge'),
  iam: () => import('@aws-sdk/client-iam'),
  kms: () => import('@aws-sdk/client-kms'),
  lambda: () => import('@aws-sdk/client-lambda'),
  logs: () => import('@aws-sdk/client-cloudwatch-logs'),
  organizations: () => import('@aws-sdk/client-organizations'),
  rds: () => import('@aws-sdk/client-rds'),
  resourcegroupstaggingapi: () => import('@aws-sdk/client-resource-groups-tagging-api'),
  route53: () => import('@aws-sdk/client-route-53'),
  s3: () => import('@aws-sdk/client-s3'),
  secretsmanager: () => import('@aws-sdk/client-secrets-manager'),
  sns: () => import('@aws-sdk/client-sns'),
  sqs: () => import('@aws-sdk/client-sqs'),
  ssm: () => import('@aws-sdk/client-ssm'),
  sts: () => import('@aws-sdk/client-sts'),
}

export const bundledServices: readonly string[] = Object.keys(bundled)

/** `@aws-sdk/client-sfn` for `stepfunctions`. */
export function packageOf(service: string): string {
  return `@aws-sdk/client-${row<string>('api-packages.json', service) ?? service}`
}

const modules = new Map<string, Promise<object | undefined>>()

/** The SDK module of a service; undefined where the user has not installed it. */
export function sdkModule(service: string): Promise<object | undefined> {
  let loading = modules.get(service)
  if (loading === undefined) {
    const load = Object.hasOwn(bundled, service) ? bundled[service] : undefined
    loading = load === undefined ? installed(packageOf(service)) : load()
    modules.set(service, loading)
  }
  return loading
}

async function installed(name: string): Promise<object | undefined> {
  try {
    import.meta.resolve(name)
  } catch (error) {
    if (codeOf(error) === 'ERR_MODULE_NOT_FOUND') return undefined
    throw error
  }
  const module: object = await import(name)
  return module
}

/** What is used of an SDK client. */
export interface SdkClient {
  send(command: object, options: { abortSignal?: AbortSignal }): Promise<unknown>
  destroy(): void
  config: object
}

type Constructor = new (input: object) => object

function isConstructor(value: unknown): value is Constructor {
  return typeof value === 'function'
}

function constructorIn(module: object, wanted: (name: string) => boolean): Constructor | undefined {
  for (const [name, value] of Object.entries(module)) if (wanted(name) && isConstructor(value)) return value
  return undefined
}

/** A client of the module, whatever it is called: `EC2Client`, `SFNClient`. */
export function clientIn(module: object, configuration: object): SdkClient | undefined {
  const Client = constructorIn(module, (name) => /^[A-Z]\w+Client$/.test(name))
  const client = Client === undefined ? undefined : new Client(configuration)
  return client !== undefined && isClient(client) ? client : undefined
}

function isClient(value: object): value is SdkClient {
  return (
    'send' in value &&
    typeof value.send === 'function' &&
    'destroy' in value &&
    typeof value.destroy === 'function' &&
    'config' in value &&
    typeof value.config === 'object' &&
    value.config !== null
  )
}

/** The only verbs that are ever called. */
const readingVerbs = /^(Describe|Get|List|BatchGet|Select|Lookup|Search)[A-Z]/

/** Operations that read, and what they read is a secret: no row may name one. */
const secretReaders: readonly RegExp[] = [
  /^secretsmanager\.(?:Batch)?GetSecretValue$/,
  /^ssm\.GetParameter(?:History|sByPath)?$/,
  /^ssm\.GetAccessToken$/,
  /^ec2\.GetPasswordData$/,
  /^ec2\.GetConsole\w+$/,
  /^ecr(?:-public)?\.GetAuthorizationToken$/,
  /^codeartifact\.GetAuthorizationToken$/,
  /^redshift(?:-serverless)?\.Get(?:Cluster)?Credentials\w*$/,
  /^rds\.DownloadDB\w+$/,
  /^lightsail\.(?:GetInstanceAccessDetails|GetRelationalDatabaseMasterUserPassword|GetKeyPair|DownloadDefaultKeyPair)$/,
  /^sts\.Get(?:SessionToken|FederationToken|WebIdentityToken)$/,
  /^cognito-identity\.Get(?:CredentialsForIdentity|OpenIdToken\w*)$/,
  /^kms\.(?:Decrypt|GenerateDataKey\w*)$/,
  /^glue\.GetConnections?$/,
  /^iot\.GetOTAUpdate$/,
  /^appconfigdata\.\w+$/,
  /^wafv2\.GetDecryptedAPIKey$/,
  /^apigateway\.GetApiKey$/,
  /^emr-containers\.GetManagedEndpointSessionCredentials$/,
  /^gamelift\.Get(?:InstanceAccess|ComputeAccess|ComputeAuthToken)$/,
  /^lakeformation\.GetTemporary\w+$/,
  /^s3\.GetObjectTorrent$/,
  /^acm\.ExportCertificate$/,
]

/** Whether `service.Operation` answers with a secret. It is never called. */
export function readsSecret(operation: string): boolean {
  return secretReaders.some((pattern) => pattern.test(operation))
}

/** A command by the operation's name. Throws for one that does not read, whatever asks for it; undefined when the SDK has none. */
export function commandIn(module: object, operation: string, input: object): object | undefined {
  if (!readingVerbs.test(operation)) throw new RangeError(`${operation} is not an operation that reads.`)
  const Command: unknown = Reflect.get(module, `${operation}Command`)
  return isConstructor(Command) ? new Command(input) : undefined
}

/** The SDK warns of old Node versions on every start; `driftgate doctor` is the place for that. */
export function quietNodeWarning(): void {
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true'
}
