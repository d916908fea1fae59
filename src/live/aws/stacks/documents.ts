import { AccessError, InputError } from '../../../model/errors.ts'
import { isGlob } from '../../../model/glob.ts'
import { byText, isObject, own, type Json, type JsonObject } from '../../../model/json.ts'
import { stackAddress } from '../../../model/place.ts'
import type { StackDocuments, StackFamily } from '../../../model/stack-family.ts'
import { inParallel } from '../calls/batches.ts'
import { CallFailure, type Answers } from '../calls/call.ts'
import { actionsOfStacks, stackOperations } from '../permissions.ts'
import { accessError } from '../calls/sdk-errors.ts'
import { StackList, type ListedStack } from './list.ts'
import { isInSeveral, onePlace, severalPlaces, type StackPlacesOptions, type StacksPlace } from './places.ts'
import { causeOf } from '../places/whereabouts.ts'

export interface StackDocumentsOptions extends StackPlacesOptions {
  progress?(text: string): void
  /** Told of each stack that is passed over, with its state. */
  skipped?(name: string, status: string): void
}

type FamilyOf = () => Promise<StackFamily>

/** How many places are asked for their lists at a time. */
const width = 8

/**
 * The stacks that are asked for: a name, a StackId, a pattern with `*` and `?`, each with a region and a slash before it where it
 * is in another one. A pattern means those of all accounts and regions in scope, and so does a name where they are several.
 * Nested stacks come with their root. Each family is read when its function is called, which throws InputError when there is no
 * such stack and AccessError when CloudFormation does not tell.
 */
export async function* stackFamilies(asked: string, options: StackDocumentsOptions = {}): AsyncGenerator<FamilyOf> {
  const { name } = stackAddress(asked)
  if (isInSeveral(asked, options)) return yield* inSeveral(asked, options)
  const reader = new FamilyReader(asked, await onePlace(asked, options))
  if (!isGlob(name)) return yield () => reader.named(name)
  const found = await reader.matching(name)
  if (!found.isAny) throw nothingCalled(asked, 'this account and region')
  yield* families(reader, found, options)
}

async function* inSeveral(asked: string, options: StackDocumentsOptions): AsyncGenerator<FamilyOf> {
  const { name } = stackAddress(asked)
  const { places, errors, close } = await severalPlaces(asked, options)
  const failures: unknown[] = [...errors]
  const read: { reader: FamilyReader; found: Matching }[] = []
  try {
    await inParallel(places, width, async (place) => {
      const reader = new FamilyReader(asked, place)
      try {
        read.push({ reader, found: await reader.matching(name) })
      } catch (error) {
        failures.push(error)
      }
    })
    for (const { reader, found } of read.toSorted((a, b) => byText(a.reader.prefix, b.reader.prefix)))
      yield* families(reader, found, options)
    for (const failure of failures) yield () => Promise.reject(failure)
    if (failures.length === 0 && !read.some(({ found }) => found.isAny)) throw nothingCalled(asked, `the ${places.length} places in scope`)
  } finally {
    await close()
  }
}

function* families(reader: FamilyReader, { roots, skipped }: Matching, options: StackDocumentsOptions): Generator<FamilyOf> {
  for (const { name, status } of skipped) options.skipped?.(reader.shown(name), status)
  for (const [at, root] of roots.entries()) {
    if (reader.hasRead(root)) continue
    options.progress?.(`stack ${reader.shown(root.name)}, ${at + 1} of ${roots.length}`)
    yield () => reader.family(root)
  }
}

function nothingCalled(asked: string, where: string): InputError {
  return new InputError('stack-not-found', {
    message: `No stack of ${where} is called ${JSON.stringify(stackAddress(asked).name)}.`,
    hint: 'Check the pattern, AWS_PROFILE and AWS_REGION; deleted stacks are not listed.',
    at: { file: `cloudformation:${asked}` },
  })
}

/** What a pattern names in one place. */
interface Matching {
  roots: ListedStack[]
  /** What holds nothing that was deployed. */
  skipped: ListedStack[]
  isAny: boolean
}

class FamilyReader {
  readonly prefix: string
  readonly #asked: string
  readonly #region: string | undefined
  readonly #answers: Answers
  readonly #nested = new Set<string>()
  #exporting: Promise<Json> | undefined
  #list: StackList | undefined

  constructor(asked: string, { answers, region, prefix }: StacksPlace) {
    this.#asked = asked
    this.#region = region
    this.#answers = answers
    this.prefix = prefix
  }

  /** A stack's own name, with what tells it from those of other places. */
  shown(name: string): string {
    return `${this.prefix}${name}`
  }

  /** The roots that a pattern names, sorted, and the stacks that hold nothing that was deployed. */
  async matching(pattern: string): Promise<Matching> {
    const shown = this.prefix === '' ? this.#asked : this.shown(pattern)
    this.#list = new StackList(await this.#pages(stackOperations.stacks, {}, 'Stacks', shown))
    const found = this.#list.matching(pattern)
    return { ...found, isAny: found.roots.length + found.skipped.length > 0 }
  }

  async named(name: string): Promise<StackFamily> {
    const root = new StackList(await this.#pages(stackOperations.stacks, { StackName: name }, 'Stacks', this.#asked)).all()[0]
    return this.family(root ?? { name, id: name, status: '', stack: {} }, this.#asked)
  }

  /** Whether a stack came with the one that it is nested in: not every endpoint says so in its list. */
  hasRead({ id }: ListedStack): boolean {
    return this.#nested.has(id)
  }

  /** A stack and all that is nested in it. */
  async family(root: ListedStack, shown = this.shown(root.name)): Promise<StackFamily> {
    const stacks = [await this.#documents(root, shown)]
    for (const { stackResources } of stacks) {
      for (const id of nestedIn(stackResources)) {
        this.#nested.add(id)
        const child =
          this.#list?.withId(id) ?? new StackList(await this.#pages(stackOperations.stacks, { StackName: id }, 'Stacks', id)).all()[0]
        if (child !== undefined) stacks.push(await this.#documents(child, this.shown(child.name)))
      }
    }
    if (!stacks.some(({ template }) => template.includes('ImportValue'))) return { stacks }
    this.#exporting ??= this.#pages(stackOperations.exports, {}, 'Exports', this.#asked).then(exportingStacks)
    return { stacks, exporting: await this.#exporting }
  }

  async #documents({ name, id, stack }: ListedStack, shown: string): Promise<StackDocuments> {
    const [answer] = await this.#all(stackOperations.template, { StackName: id, TemplateStage: 'Processed' }, [], shown)
    const summaries = await this.#pages(stackOperations.resources, { StackName: id }, 'StackResourceSummaries', shown)
    const template = own(answer, 'TemplateBody')
    return {
      stack: shown,
      template: typeof template === 'string' ? template : '',
      // The list leaves out whose it is.
      stackResources: { StackResourceSummaries: summaries.map((each) => (isObject(each) ? { ...each, StackName: name } : each)) },
      stacks: { Stacks: [stack] },
    }
  }

  async #pages(operation: string, input: JsonObject, member: string, shown: string): Promise<Json[]> {
    const pages = await this.#all(operation, input, [member], shown)
    return pages.flatMap((page) => {
      const list = own(page, member)
      return Array.isArray(list) ? list : []
    })
  }

  async #all(operation: string, input: JsonObject, expects: readonly string[], shown: string): Promise<JsonObject[]> {
    const pages: JsonObject[] = []
    try {
      for await (const page of this.#answers.call({ operation, input, pages: 'detail', expects })) pages.push(page)
    } catch (error) {
      throw explained(error, shown, this.#region)
    }
    return pages
  }
}

/** StackIds of the stacks among the resources of one. */
function nestedIn(stackResources: Json): string[] {
  const list = own(stackResources, 'StackResourceSummaries')
  return (Array.isArray(list) ? list : []).flatMap((each) => {
    const id = own(each, 'PhysicalResourceId')
    const isNested = own(each, 'ResourceType') === 'AWS::CloudFormation::Stack' && own(each, 'ResourceStatus') !== 'DELETE_COMPLETE'
    return isNested && typeof id === 'string' && id !== '' ? [id] : []
  })
}

/** `list-exports` as the stacks that export would say it. */
function exportingStacks(exports: readonly Json[]): Json {
  const byStack = new Map<string, Json[]>()
  for (const each of exports) {
    const [id, name, value] = ['ExportingStackId', 'Name', 'Value'].map((key) => own(each, key))
    if (typeof id !== 'string' || name === undefined || value === undefined) continue
    byStack.set(id, [...(byStack.get(id) ?? []), { ExportName: name, OutputKey: name, OutputValue: value }])
  }
  const stacks = [...byStack].toSorted(([a], [b]) => byText(a, b))
  return { Stacks: stacks.map(([StackId, Outputs]) => ({ StackId, StackName: StackId, StackStatus: 'UPDATE_COMPLETE', Outputs })) }
}

function explained(error: unknown, stack: string, region: string | undefined): unknown {
  if (!(error instanceof CallFailure)) return accessError(error, region) ?? error
  const { code = 'Error', detail = '' } = error.details
  const at = { file: `cloudformation:${stack}` }
  if (code === 'ValidationError' && /does not exist/.test(detail)) {
    return new InputError('stack-not-found', {
      message: `There is no stack ${JSON.stringify(stack)} in this account and region.`,
      hint: 'Check the name, AWS_PROFILE and AWS_REGION; a deleted stack is found by its StackId only.',
      at,
    })
  }
  const known = accessError(causeOf(error), region)
  if (known !== undefined) return new AccessError(known.code, { message: known.message, hint: known.hint, at })
  return new AccessError('stack-unreadable', {
    message: `The stack ${JSON.stringify(stack)} cannot be read: ${code}: ${detail}.`,
    hint: `Reading it needs ${actionsOfStacks().join(', ')}; check credentials, AWS_REGION and the network.`,
    at,
  })
}
