import { exitCodes } from '../../exit-code.ts'
import { isAskedHistory } from '../../live/as-deployed.ts'
import { bundledServices, packageOf } from '../../live/aws/calls/clients.ts'
import { namedObservers, type LiveContext, type ProbeLine } from '../../live/index.ts'
import { DriftgateError, UsageError } from '../../model/errors.ts'
import type { LiveItem } from '../../model/resource.ts'
import { byText } from '../../model/json.ts'
import { paint } from '../../report/color.ts'
import { safeText } from '../../report/safe-text.ts'
import { counted } from '../../report/words.ts'
import { chooseStacks } from '../choose-stacks.ts'
import type { Command, Invocation } from '../commands.ts'
import { colorsErrors } from '../error-text.ts'
import { print } from '../io.ts'
import { livePlacesOf, openStack } from '../open-stack.ts'
import { onlyOne, type Stack } from '../stack.ts'
import { verifiedKinds } from '../verified.ts'
import { version } from '../version.ts'

/** `driftgate doctor`: what a scan here would read and what not. 2 when it could not scan, else 0. */
const command: Command = async (invocation) => {
  const { io, configuration, values } = invocation
  if (values.on('verify-map')) return (await import('../verify-map.ts')).verifyMap(invocation)
  const lines: ProbeLine[] = [
    { name: 'driftgate', ok: true, detail: `${version()} on Node.js ${process.versions.node}` },
    { name: 'config', ok: true, detail: configuration?.file ?? 'none; flags and what is in the folder decide' },
    ...(await attempt('sources', () => sourceLines(invocation))),
  ]
  const color = colorsErrors(io)
  for (const { name, ok, detail, hint } of lines) {
    const mark = paint(ok ? 'ok  ' : 'FAIL', ok ? 'pass' : 'fail', color)
    await print(io.stdout, `${mark}  ${name.padEnd(10)} ${safeText(detail, 1000)}\n`)
    if (hint !== undefined) await print(io.stdout, `${' '.repeat(17)}${safeText(hint, 1000)}\n`)
  }
  return lines.every(({ ok }) => ok) ? exitCodes.clean : exitCodes.cannotScan
}
export default command

async function attempt(name: string, look: () => Promise<ProbeLine[]>): Promise<ProbeLine[]> {
  try {
    return await look()
  } catch (error) {
    if (!(error instanceof DriftgateError)) throw error
    return [{ name, ok: false, detail: error.message, hint: error.hint }]
  }
}

async function sourceLines(invocation: Invocation): Promise<ProbeLine[]> {
  try {
    return await linesOf(chooseStacks(invocation).stacks, invocation)
  } catch (error) {
    if (!(error instanceof UsageError) || error.code !== 'no-declared') throw error
    // What a scan could not do yet is no reason not to look at what is live.
    const { stacks } = chooseStacks(invocation, 'live')
    return [...(await probes(stacks)), { name: 'declared', ok: false, detail: error.message, hint: error.hint }]
  }
}

async function linesOf(stacks: readonly Stack[], invocation: Invocation): Promise<ProbeLine[]> {
  const lines: ProbeLine[] = []
  for (const stack of stacks) lines.push(...(await attempt(stack.name ?? 'stack', () => stackLines(stack, invocation.io.env))))
  lines.push(...(await probes(stacks)))
  for (const region of historyRegions(stacks)) {
    const { historyProbe } = await import('../../live/aws/config/history.ts')
    lines.push(...(await historyProbe(region)).map((line) => ({ ...line, name: `config ${line.name}` })))
  }
  return lines
}

/** What each named live source says of itself. */
async function probes(stacks: readonly Stack[]): Promise<ProbeLine[]> {
  const lines: ProbeLine[] = []
  const named = new Map<string, { source: string; stack: Stack }>()
  for (const stack of stacks) {
    const { accounts, regions = [], entry } = stack
    for (const source of stack.live.filter((each) => Object.hasOwn(namedObservers, each.split(':')[0] ?? '')))
      named.set(JSON.stringify([source, regions, accounts, entry]), { source, stack })
  }
  for (const [, { source, stack }] of [...named].toSorted(([a], [b]) => byText(a, b)))
    lines.push(...(await attempt(source, () => probe(source, stack))))
  return lines
}

/** Where AWS Config's history would be asked; undefined: in the region of the environment. */
function historyRegions(stacks: readonly Stack[]): Set<string | undefined> {
  return new Set(stacks.filter(({ asDeployed = [] }) => asDeployed.some(isAskedHistory)).map(({ regions }) => onlyOne(regions)))
}

/** What is recognised, and of what is declared what no client here could read. */
async function stackLines(stack: Stack, env: Invocation['io']['env']): Promise<ProbeLine[]> {
  const opened = await openStack(stack, env)
  const kinds = new Set<string>()
  let resources = 0
  for await (const batch of opened.declared) {
    resources += batch.resources.length
    for (const { kind } of batch.resources) kinds.add(kind)
  }
  const { declared, baked, live } = opened.took
  const title = stack.name === undefined ? '' : `${stack.name}: `
  return [
    {
      name: 'declared',
      ok: true,
      detail: `${title}${counted(resources, 'resource')} of ${counted(kinds.size, 'kind')} in ${declared.join(', ')}`,
    },
    {
      name: 'baked',
      ok: true,
      detail: opened.library === undefined ? 'no library of images' : `${counted(opened.library.size, 'image')} in ${baked.join(', ')}`,
    },
    { name: 'live', ok: true, detail: live.join(', ') },
    ...opened.diagnostics.map(({ level, message, hint }) => ({
      name: level,
      ok: level !== 'error',
      detail: message,
      ...(hint === undefined ? {} : { hint }),
    })),
    ...(stack.live.includes('aws') ? await unreadLines(kinds, verifiedKinds(stack.verified)) : []),
  ]
}

/** How declared kinds are read that cannot be read in bulk. */
async function unreadLines(kinds: ReadonlySet<string>, verified: ReadonlySet<string>): Promise<ProbeLine[]> {
  const { readableKinds } = await import('../../live/aws/observer.ts')
  const { gaps, fallbacks } = await readableKinds({ scope: { kinds, verified } })
  const packages = [...new Set(fallbacks.flatMap((each) => each.package ?? []))].toSorted(byText)
  const one = fallbacks.map(({ kind }) => ({
    name: 'singly',
    ok: true,
    detail: `${kind}  read one resource at a time through Cloud Control`,
  }))
  const clients =
    packages.length === 0 ? [] : [{ name: 'clients', ok: true, detail: `fewer calls with: npm install ${packages.join(' ')}` }]
  const unread = gaps.map((gap: LiveItem) =>
    gap.is !== 'gap'
      ? { name: 'unread', ok: true, detail: '' }
      : {
          name: 'unread',
          ok: true,
          detail: [gap.kind, gap.reason, gap.detail].filter((part) => part !== undefined).join('  '),
          ...(gap.remedy === undefined ? {} : { hint: gap.remedy }),
        },
  )
  return [...one, ...clients, ...unread]
}

async function probe(source: string, stack: Stack): Promise<ProbeLine[]> {
  const [name = '', ...rest] = source.split(':')
  const entry = Object.entries(namedObservers).find(([each]) => each === name)?.[1]
  if (entry === undefined) return []
  const notes: ProbeLine[] = []
  const context: LiveContext = {
    note: ({ level, message, hint }) =>
      notes.push({ name: level, ok: level !== 'error', detail: message, ...(hint === undefined ? {} : { hint }) }),
    ...(await livePlacesOf(stack)),
  }
  const { default: observer } = await entry.load()
  const lines = await observer.probe(rest.length === 0 ? undefined : rest.join(':'), context)
  const clients = { name: 'clients', ok: true, detail: bundledServices.map(packageOf).join(', ') }
  return [...lines.map((line) => ({ ...line, name: `${name} ${line.name}` })), ...notes, ...(name === 'aws' ? [clients] : [])]
}
