import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { match } from '../../src/match/match.ts'
import type { JsonObject } from '../../src/model/json.ts'
import { openSources } from '../../src/sources.ts'
import type { TruthCase } from './cases.ts'

/** Recordings of real accounts, one resource a line; they lie beside the repository, where somebody has them. */
const recordings = new URL('../../../shared/data/cfn-pairs/cases.ndjson', import.meta.url)

interface Recording {
  case: string
  type: string
  logicalId: string
  physicalId: string
  identifier: string
  account: string
  region: string
  stack: string
  stackTags: Record<string, string>
  declared: JsonObject
  live: JsonObject
  clean: boolean
  either: boolean
  alone: string[]
  aliases: Record<string, string>
}

export const hasRecordings = existsSync(recordings)

/** The recorded resources that nobody touched, read as a scan reads them. */
export async function recordedPairs(): Promise<TruthCase[]> {
  const all = readFileSync(recordings, 'utf8').trim().split('\n')
  const out: TruthCase[] = []
  const folder = mkdtempSync(join(tmpdir(), 'recorded-'))
  for (const line of all) {
    const recording: Recording = JSON.parse(line)
    // A finding about a sibling that one resource cannot carry is none.
    if (recording.clean && !recording.either && recording.alone.length === 0) out.push(await pairOf(recording, folder))
  }
  rmSync(folder, { recursive: true })
  return out
}

async function pairOf(recording: Recording, folder: string): Promise<TruthCase> {
  const { type, declared, live, aliases } = recording
  const write = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text)
    return join(folder, name)
  }
  const { stack, stackId } = stackOf(recording)
  const sources = await openSources({
    declared: [
      write('template.json', JSON.stringify({ Resources: { [recording.logicalId]: { Type: type, Properties: declared } } })),
      write('stack-resources.json', JSON.stringify(stack)),
      write('stacks.json', JSON.stringify(tagsOf(recording, stackId))),
    ],
    live: [write('live.ndjson', answersOf(recording))],
    baked: [],
  })
  const matched = await match(sources.declared, sources.live, { livePartial: false, unmanaged: 'none' })
  const pair = [...matched.pairs].find((one) => one.declared?.address.endsWith(recording.logicalId))
  if (pair?.outcome !== 'managed') throw new Error(`${recording.case} is ${pair?.outcome ?? 'lost'}`)
  return {
    type,
    kind: type,
    declared,
    live,
    aliases: new Map(Object.entries(aliases)),
    // What a mutation changed, in the live side as it was matched.
    pairWith: (other) => (other === live ? pair : { ...pair, liveProperties: { ...pair.liveProperties, ...other } }),
  }
}

function stackOf({ type, logicalId, physicalId, account, region, stack }: Recording): { stack: unknown; stackId: string } {
  const stackId = `arn:aws:cloudformation:${region}:${account}:stack/${stack}/00000000-0000-4000-8000-000000000000`
  const resource = { StackName: stack, StackId: stackId, LogicalResourceId: logicalId, PhysicalResourceId: physicalId, ResourceType: type }
  return { stackId, stack: { StackResources: [{ ...resource, ResourceStatus: 'CREATE_COMPLETE' }] } }
}

function tagsOf({ stack, stackTags }: Recording, stackId: string): unknown {
  const tags = Object.entries(stackTags).map(([Key, Value]) => ({ Key, Value }))
  return {
    Stacks: [{ StackId: stackId, StackName: stack, CreationTime: '2026-01-01T00:00:00Z', StackStatus: 'CREATE_COMPLETE', Tags: tags }],
  }
}

function answersOf({ type, identifier, live, aliases }: Recording): string {
  const answer = (name: string, id: string, properties: unknown): string =>
    JSON.stringify({ TypeName: name, ResourceDescription: { Identifier: id, Properties: JSON.stringify(properties) } })
  const keys = Object.entries(aliases).map(([AliasName, TargetKeyId]) => answer('AWS::KMS::Alias', AliasName, { AliasName, TargetKeyId }))
  return `${[answer(type, identifier, live), ...keys].join('\n')}\n`
}
