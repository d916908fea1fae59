import { exitCodes } from '../../exit-code.ts'
import { kindsToRead } from '../../live-scope.ts'
import { UsageError } from '../../model/errors.ts'
import { byText } from '../../model/json.ts'
import { safeText } from '../../report/safe-text.ts'
import { chooseStacks } from '../choose-stacks.ts'
import type { Command, Invocation } from '../commands.ts'
import { print } from '../io.ts'
import { wantsKindFrom } from '../narrowing.ts'
import { openStack, placesOf } from '../open-stack.ts'
import { unmanagedScopes } from '../options.ts'
import { isFetched, type Stack } from '../stack.ts'
import { verifiedKinds } from '../verified.ts'

/** What a scan of the stacks may call: by kind, and what belongs to none. */
interface Needs {
  byKind: Map<string, readonly string[]>
  others: Set<string>
  /** Where states are kept: `arn:aws:s3:::states`, `arn:aws:s3:::states/prod/*`. */
  buckets: Set<string>
  objects: Set<string>
  /** Roles that are taken on: `arn:aws:iam::*:role/audit`. */
  roles: Set<string>
  /** Whether the sessions of the roles have tags. */
  areTagged?: boolean
}

/** `driftgate permissions`: the IAM policy that the scan of these sources needs, and nothing more. Nothing is called. */
const command: Command = async (invocation) => {
  const { values, io } = invocation
  const trusted = values.text('trust')
  if (trusted !== undefined) {
    const { trustPolicy } = await import('../trust-policy.ts')
    await print(io.stdout, trustPolicy(trusted, invocation))
    return exitCodes.clean
  }
  const format = formatOf(invocation)
  const needs: Needs = { byKind: new Map(), others: new Set(), buckets: new Set(), objects: new Set(), roles: new Set() }
  for (const stack of chooseStacks(invocation).stacks) await addNeeds(needs, stack, invocation)
  const actions = [...new Set([...needs.others, ...[...needs.byKind.values()].flat()])].toSorted(byText)
  if (actions.length + needs.objects.size === 0) {
    throw new UsageError('permissions-none', {
      message: 'The sources are documents: a scan of them calls nothing.',
      hint: 'Give --live aws or --live config for the permissions of a scan that asks AWS.',
    })
  }
  if (!values.on('quiet') && format === 'json') await print(io.stderr, `${actions.length} actions for ${needs.byKind.size} kinds\n`)
  await print(io.stdout, format === 'json' ? policyText(actions, needs) : tableText(needs))
  return exitCodes.clean
}
export default command

function formatOf({ values }: Invocation): 'json' | 'table' {
  const format = values.isAsked('format') ? values.text('format') : 'json'
  if (format === 'json' || format === 'table') return format
  throw new UsageError('option-value', { message: `Permissions cannot be written as ${format}.`, hint: 'Choices are json, table.' })
}

async function addNeeds(needs: Needs, stack: Stack, { values, io }: Invocation): Promise<void> {
  const { actionsOf, actionsOfConfirmation, actionsOfHistory, actionsOfIdentity, actionsOfStacks, actionsThroughCloudControl } =
    await import('../../live/aws/permissions.ts')
  const areStacksRead = stack.declared.some((source) => isNamed(source, 'cloudformation'))
  if (values.on('attribute')) needs.others.add((await import('../../live/aws/attribution.ts')).attributionAction)
  if (areStacksRead) for (const action of actionsOfStacks()) needs.others.add(action)
  if (stack.asDeployed?.includes('config') === true) for (const action of actionsOfHistory()) needs.others.add(action)
  for (const source of stack.declared) addObjects(needs, source)
  for (const library of stack.baked) addObjects(needs, library.replace(/\/*$/, '/'))
  const configs = stack.live.filter((source) => isNamed(source, 'config')).map((source) => source.slice('config:'.length))
  const delivered = (stack.asDeployed ?? []).filter((source) => isNamed(source, 'config')).map((source) => source.slice('config:'.length))
  for (const address of [...configs, ...delivered]) addObjects(needs, /\.json(?:\.gz)?$|\/$/.test(address) ? address : `${address}/`)
  const asked = configs.filter((argument) => !argument.startsWith('s3://'))
  const byLists = stack.live.some((source) => isNamed(source, 'aws'))
  const isConfirmed = values.switch('confirm') !== false
  // Records that were delivered take no call but those that confirm what they show.
  const isAsked = byLists || asked.length > 0 || (configs.length > 0 && isConfirmed)
  if (isAsked || areStacksRead || stack.asDeployed?.includes('config') === true) await addEntry(needs, stack)
  if (!isAsked) return
  for (const action of actionsOfIdentity()) needs.others.add(action)
  for (const argument of asked) {
    const { configActions } = await import('../../live/aws/config/observer.ts')
    for (const action of configActions(argument === '' ? undefined : argument)) needs.others.add(action)
  }
  if (!byLists) {
    // What is fetched itself is not opened for it: of AWS Config's findings its own actions are enough but to confirm them.
    const here = { ...stack, declared: stack.declared.filter((source) => !isFetched(source)) }
    const kinds = isConfirmed && here.declared.length > 0 ? await declaredKinds(here, io.env) : []
    for (const kind of kinds) if (actionsOfConfirmation(kind).length > 0) needs.byKind.set(kind, actionsOfConfirmation(kind))
    return
  }
  const { readableKinds } = await import('../../live/aws/observer.ts')
  const unmanaged = values.choice('unmanaged', unmanagedScopes)
  const declared = await declaredKinds(stack, io.env)
  const kinds = kindsToRead(declared, unmanaged, wantsKindFrom(values))
  const { readable, fallbacks } = await readableKinds({
    scope: { kinds, declared, includeMedium: values.on('include-medium'), verified: verifiedKinds(stack.verified) },
  })
  for (const kind of readable) {
    const again = isConfirmed && declared.has(kind) ? actionsOfConfirmation(kind) : []
    needs.byKind.set(kind, [...new Set([...actionsOf(kind), ...again])].toSorted(byText))
  }
  const isListed = unmanaged !== 'none'
  for (const { kind } of fallbacks) needs.byKind.set(kind, actionsThroughCloudControl(kind, isListed))
}

/** What it takes to come into several accounts and regions. */
async function addEntry(needs: Needs, stack: Stack): Promise<void> {
  const { actionsOfEntry, rolesOf } = await import('../../live/aws/places/entry-permissions.ts')
  const places = await placesOf(stack)
  for (const action of actionsOfEntry(places)) needs.others.add(action)
  for (const role of rolesOf(places)) needs.roles.add(role)
  if (places.entry?.sessionTags !== undefined) needs.areTagged = true
}

function isNamed(source: string, name: string): boolean {
  return source === name || source.startsWith(`${name}:`)
}

async function declaredKinds(stack: Stack, env: Invocation['io']['env']): Promise<Set<string>> {
  const kinds = new Set<string>()
  for await (const { resources } of (await openStack(stack, env)).declared) for (const { kind } of resources) kinds.add(kind)
  return kinds
}

/** `s3://states/prod/`: every state below it; a whole key is one. */
function addObjects(needs: Needs, source: string): void {
  const [, bucket, key = ''] = /^s3:\/\/([^/?]+)\/?([^?]*)/.exec(source) ?? []
  if (bucket === undefined) return
  needs.buckets.add(`arn:aws:s3:::${bucket}`)
  needs.objects.add(`arn:aws:s3:::${bucket}/${key}${key === '' || key.endsWith('/') ? '*' : ''}`)
}

function policyText(actions: readonly string[], { buckets, objects, roles, areTagged }: Needs): string {
  const statements = [
    ...(roles.size === 0
      ? []
      : [
          {
            Sid: 'DriftgateEntersAccounts',
            Effect: 'Allow',
            Action: ['sts:AssumeRole', ...(areTagged === true ? ['sts:TagSession'] : [])],
            Resource: [...roles].toSorted(byText),
          },
        ]),
    ...(actions.length === 0 ? [] : [{ Sid: 'DriftgateReads', Effect: 'Allow', Action: actions, Resource: '*' }]),
    ...(objects.size === 0
      ? []
      : [
          { Sid: 'DriftgateListsStates', Effect: 'Allow', Action: ['s3:ListBucket'], Resource: [...buckets].toSorted(byText) },
          {
            Sid: 'DriftgateReadsStates',
            Effect: 'Allow',
            Action: ['s3:GetObject', 's3:GetObjectVersion'],
            Resource: [...objects].toSorted(byText),
          },
        ]),
  ]
  return `${JSON.stringify({ Version: '2012-10-17', Statement: statements }, null, 2)}\n`
}

function tableText({ byKind, others, objects, roles }: Needs): string {
  const rows = [...byKind].toSorted(([a], [b]) => byText(a, b))
  const lines = rows.map(([kind, actions]) => `${safeText(kind, 200)}\n${actions.map((action) => `  ${action}\n`).join('')}`)
  const more = [...others].toSorted(byText).map((action) => `  ${action}\n`)
  const entered = [...roles].toSorted(byText).map((role) => `  sts:AssumeRole ${safeText(role, 300)}\n`)
  const states = [...objects].toSorted(byText).map((object) => `  s3:GetObject ${safeText(object, 300)}\n`)
  return [
    ...lines,
    ...(entered.length === 0 ? [] : ['to come into accounts\n', ...entered]),
    ...(more.length === 0 ? [] : ['every scan\n', ...more]),
    ...(states.length === 0 ? [] : ['states\n', ...states]),
  ].join('')
}
