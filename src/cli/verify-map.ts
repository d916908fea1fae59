import { exitCodes } from '../exit-code.ts'
import { UsageError } from '../model/errors.ts'
import { safeJson, safeText } from '../report/safe-text.ts'
import { counted } from '../report/words.ts'
import type { LiveContext } from '../live/index.ts'
import type { ReadWatcher } from '../sources.ts'
import { verifiedMap, type VerifiedMap } from '../verify-map.ts'
import { ownerOnly, writeStreamAtomically } from './atomic-file.ts'
import { chooseStacks } from './choose-stacks.ts'
import type { Invocation } from './commands.ts'
import { print } from './io.ts'
import { livePlacesOf, openStack } from './open-stack.ts'
import { progressOn } from './progress.ts'
import type { Stack } from './stack.ts'
import { verifiedSchema, type VerifiedDocument } from './verified.ts'
import { version } from './version.ts'

/** Differing rows of a kind that are written out; the file has all. */
const listed = 10

/** `doctor --verify-map`: a few resources of each declared kind, read by rows and through Cloud Control. */
export async function verifyMap(invocation: Invocation): Promise<number> {
  const { values, io } = invocation
  const most = values.count('sample') ?? 3
  if (most === 0)
    throw new UsageError('option-value', { message: '--sample cannot be 0.', hint: 'Give how many resources of a kind are read, as 3.' })
  const progress = progressOn(io, values)
  const maps: VerifiedMap[] = []
  try {
    for (const stack of chooseStacks(invocation).stacks) maps.push(...(await mapsOf(stack, most, invocation, progress.watcher)))
  } finally {
    progress.done()
  }
  await print(io.stdout, textOf(maps, values.on('verbose')))
  const file = values.text('output')
  if (file !== undefined) {
    const text = safeJson(`${JSON.stringify(documentOf(maps), null, 2)}\n`)
    if (file === '-') await print(io.stdout, text)
    else await writeStreamAtomically(file, [text], ownerOnly)
  }
  return exitCodes.clean
}

async function mapsOf(stack: Stack, most: number, { io }: Invocation, watcher: ReadWatcher | undefined): Promise<VerifiedMap[]> {
  if (!stack.live.includes('aws')) {
    throw new UsageError('verify-map-documents', { message: 'Only live AWS can be read both ways.', hint: 'Give --live aws.' })
  }
  const kinds = new Set<string>()
  for await (const { resources } of (await openStack(stack, io.env)).declared) for (const { kind } of resources) kinds.add(kind)
  const { comparableKinds, listCallOf, mapSamples } = await import('../live/aws/cloudcontrol/map-samples.ts')
  const context: LiveContext = {
    note: () => undefined,
    ...(await livePlacesOf(stack)),
    progress: (text) => watcher?.say(text),
  }
  const maps: VerifiedMap[] = []
  for await (const samples of mapSamples(await comparableKinds(kinds), most, context))
    maps.push(verifiedMap(samples, listCallOf(samples.kind)))
  return maps
}

/** Kinds of several stacks are put together: one that differs anywhere does not agree. */
function documentOf(maps: readonly VerifiedMap[]): VerifiedDocument {
  const kinds: VerifiedDocument['kinds'] = {}
  for (const { kind, ...map } of maps) {
    const known = kinds[kind]
    kinds[kind] =
      known === undefined
        ? map
        : {
            ...map,
            sampled: known.sampled + map.sampled,
            agrees:
              known.differs.length + map.differs.length + known.unread.length + map.unread.length === 0 && known.sampled + map.sampled > 0,
            differs: [...known.differs, ...map.differs],
            unread: [...new Set([...known.unread, ...map.unread])],
          }
  }
  return { schema: verifiedSchema, tool: { name: 'driftgate', version: version() }, kinds }
}

function textOf(maps: readonly VerifiedMap[], isVerbose: boolean): string {
  const lines = maps.flatMap((map) => kindLines(map, isVerbose ? Number.POSITIVE_INFINITY : listed))
  const [agreeing, differing] = [maps.filter(({ agrees }) => agrees), maps.filter(({ differs }) => differs.length > 0)]
  const others = maps.length - agreeing.length - differing.length
  lines.push(
    `${counted(maps.length, 'kind')}: ${agreeing.length} in agreement, ${differing.length} different${others === 0 ? '' : `, ${others} not compared`}`,
  )
  return `${lines.join('\n')}\n`
}

function kindLines({ kind, call, sampled, agrees, differs, unread }: VerifiedMap, most: number): string[] {
  const mark = agrees ? 'agrees ' : differs.length > 0 ? 'differs' : 'unread '
  return [
    `${mark}  ${safeText(kind, 120)}  ${counted(sampled, 'resource')} by ${call}`,
    ...differs.slice(0, most).map((row) => `         ${rowText(row)}`),
    ...(differs.length > most ? [`         ... ${differs.length - most} more, all of them with --output FILE`] : []),
    ...unread.map((why) => `         not compared: ${safeText(why, 300)}`),
    ...(sampled === 0 && unread.length === 0 ? ['         there is none of it here'] : []),
  ]
}

function rowText({ path, change, rows, cloudControl, resource }: VerifiedMap['differs'][number]): string {
  const sides = [
    rows === undefined ? [] : [`rows ${JSON.stringify(rows)}`],
    cloudControl === undefined ? [] : [`Cloud Control ${JSON.stringify(cloudControl)}`],
  ].flat()
  return safeText(`${path}  ${change}: ${sides.join(', ')}  (${resource})`, 600)
}
