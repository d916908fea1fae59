import { hostSuffixOf, partitionOf } from '../../mapping/partitions.ts'
import { isObject, own, textOf, type Json } from '../../model/json.ts'
import { truth } from './evaluated.ts'
import { stackPlace, type StackPlace } from './family.ts'
import { stackIdOf, type PairedStack } from './pairing.ts'

/** What the evaluation of one stack's template may draw on. */
export interface Scope {
  stack: PairedStack
  /** Values of parameters; absent: only the deployment knows it. */
  parameters: ReadonlyMap<string, Json>
  /** Parameters whose value must never be written. */
  secretParameters: ReadonlySet<string>
  /** Clear values of secret parameters. */
  secrets: readonly string[]
  stackName?: string
  stackId?: string
  partition?: string
  account?: string
  region?: string
  /** Exported values of the other stacks that were given, in this account and region. */
  exports: ReadonlyMap<string, string>
  /** Tags that CloudFormation puts on every resource of the stack. */
  stackTags: ReadonlyMap<string, string>
  /** An output of a nested stack, which has a logical id here. */
  nestedOutput: (logicalId: string, name: string) => Json | undefined
  /** Outputs of another stack of the account, in this region unless another is named. */
  output: (stackName: string, region?: string) => ReadonlyMap<string, string> | undefined
}

export interface ScopeSources {
  account?: string
  region?: string
  exports: (place: Pick<StackPlace, 'account' | 'region'>) => ReadonlyMap<string, string>
  nestedOutput: Scope['nestedOutput']
  /** What a nested stack has of its parent. */
  parentTags?: ReadonlyMap<string, string>
  output: (
    stackName: string,
    region: string | undefined,
    place: { account?: string; region?: string },
  ) => ReadonlyMap<string, string> | undefined
  /** What the parent of a nested stack gives it; undefined where that is not known. */
  given?: ReadonlyMap<string, string | undefined>
}

export function scopeOf(stack: PairedStack, sources: ScopeSources): Scope {
  const stackId = stackIdOf(stack)
  const { deployment } = stack.template
  const place = stackPlace(stackId)
  const stackName = stack.stackResources?.stackName ?? stack.stack?.name ?? place?.name ?? deployment?.stackName
  const region = place?.region ?? deployment?.region ?? sources.region
  const account = place?.account ?? deployment?.account ?? sources.account
  const partition = place?.partition ?? (region === undefined ? undefined : partitionOf(region))
  return {
    stack,
    ...parametersOf(stack, sources.given),
    ...(stackName !== undefined && { stackName }),
    ...(stackId !== undefined && { stackId }),
    ...(partition !== undefined && { partition }),
    ...(account !== undefined && { account }),
    ...(region !== undefined && { region }),
    exports: account === undefined || region === undefined ? new Map() : sources.exports({ account, region }),
    stackTags: stack.stack?.tags ?? stack.parameterFile?.tags ?? deployment?.tags ?? sources.parentTags ?? new Map(),
    nestedOutput: sources.nestedOutput,
    output: (name, from) =>
      sources.output(name, from, { ...(account !== undefined && { account }), ...(region !== undefined && { region }) }),
  }
}

/** The domain of AWS's endpoints in a partition. */
export function urlSuffix(partition: string | undefined): string | undefined {
  return partition === undefined ? undefined : hostSuffixOf(partition)
}

/** A pseudo parameter; undefined when only the deployment knows it, or when it is none. */
export function pseudoParameter(name: string, scope: Scope): Json | undefined {
  switch (name) {
    case 'AWS::AccountId':
      return scope.account
    case 'AWS::Region':
      return scope.region
    case 'AWS::Partition':
      return scope.partition
    case 'AWS::URLSuffix':
      return urlSuffix(scope.partition)
    case 'AWS::StackId':
      return scope.stackId
    case 'AWS::StackName':
      return scope.stackName
    case 'AWS::NotificationARNs':
      return scope.stack.stack?.notificationArns === undefined ? undefined : [...scope.stack.stack.notificationArns]
    default:
      return undefined
  }
}

/**
 * What each parameter was at deployment: what `describe-stacks` says, else the parameters file, else what the parent
 * stack gave, else the default. Secret ones only where their clear value is given; of a type that CloudFormation looks
 * up in the parameter store only what that gave.
 */
function parametersOf(
  { template, stack, parameterFile }: PairedStack,
  given: ScopeSources['given'],
): Pick<Scope, 'parameters' | 'secretParameters' | 'secrets'> {
  const parameters = new Map<string, Json>()
  const secretParameters = new Set<string>()
  const secrets = new Set<string>()
  const declared = own(template.document, 'Parameters')
  for (const [name, parameter] of isObject(declared) ? Object.entries(declared) : []) {
    const type = textOf(own(parameter, 'Type'))
    const secret = truth(own(parameter, 'NoEcho') ?? false) === true
    const deployed = stack?.parameters.get(name)
    const standard = scalarText(own(parameter, 'Default'))
    const filed = parameterFile?.values.get(name) ?? template.deployment?.parameters.get(name)
    const known = clear(deployed?.value) ?? filed ?? (deployed === undefined ? given?.get(name) : undefined)
    if (secret) {
      secretParameters.add(name)
      for (const text of [known, standard]) if (text !== undefined && text !== '') secrets.add(text)
    }
    const fallback = secret || deployed !== undefined || given?.has(name) === true ? undefined : standard
    const value = type.startsWith('AWS::SSM::Parameter::Value<') ? deployed?.resolved : (known ?? fallback)
    if (value !== undefined) parameters.set(name, /(?:List<|CommaDelimitedList)/.test(type) ? listOf(value) : value)
  }
  return { parameters, secretParameters, secrets: [...secrets].toSorted() }
}

/** CloudFormation shows secret parameters as asterisks. */
function clear(value: string | undefined): string | undefined {
  return value === undefined || /^\*{4,}$/.test(value) ? undefined : value
}

function scalarText(value: Json | undefined): string | undefined {
  return value === undefined || value === null || typeof value === 'object' ? undefined : String(value)
}

function listOf(value: string): string[] {
  return value === '' ? [] : value.split(',').map((part) => part.trim())
}
