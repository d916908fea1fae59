import { AccessError, InputError } from '../../../model/errors.ts'
import { byText, isObject, own, type Json, type JsonObject } from '../../../model/json.ts'
import { stackAddress, type StackDocuments, type StackFamily } from '../../../model/stack-family.ts'
import type { LiveContext } from '../../index.ts'
import { CallFailure, type Answers } from '../calls/call.ts'
import { Limiter } from '../calls/limiter.ts'
import { actionsOfStacks, stackOperations } from '../permissions.ts'
import { countsOf, SdkAnswers, type CallCounts } from '../calls/sdk.ts'
import { accessError } from '../calls/sdk-errors.ts'
import { StackList, type ListedStack } from './list.ts'
import { causeOf, environmentRegion } from '../places/whereabouts.ts'

export interface StackDocumentsOptions extends CallCounts, Partial<Pick<LiveContext, 'entry' | 'note'>> {
  /** The account of stacks that are not named by their StackId; absent: that of the credentials, or of the role. */
  account?: string
  region?: string
  progress?(text: string): void
  /** Told of each stack that is passed over, with its state. */
  skipped?(name: string, status: string): void
}

/**
 * The stacks that are asked for: a name, a StackId, a pattern with `*` and `?`, each with a region and a slash before it where it
 * is in another one. Nested stacks come with their root. Each family is read when its function is called, which throws InputError
 * when there is no such stack and AccessError when CloudFormation does not tell.
 */
export async function* stackFamilies(asked: string, options: StackDocumentsOptions = {}): AsyncGenerator<() => Promise<StackFamily>> {
  const { name, region = options.region ?? environmentRegion() } = stackAddress(asked)
  const reader = new FamilyReader(asked, region, await answersFor(asked, region, options))
  if (!/[*?]/.test(name)) {
    yield () => reader.named(name)
    return
  }
  const { roots, skipped } = await reader.matching(name)
  for (const { name: each, status } of skipped) options.skipped?.(each, status)
  for (const [at, root] of roots.entries()) {
    if (reader.hasRead(root)) continue
    options.progress?.(`stack ${root.name}, ${at + 1} of ${roots.length}`)
    yield () => reader.family(root)
  }
}

/** CloudFormation in the account of the stacks: by the role there, where one is said. */
async function answersFor(asked: string, region: string | undefined, options: StackDocumentsOptions): Promise<Answers> {
  const { entry, account } = options
  const counts = countsOf(options)
  if (entry === undefined) return new SdkAnswers({ region, limiter: new Limiter(), ...counts })
  const { Connection } = await import('../places/connection.ts')
  const scope = region === undefined ? {} : { regions: [region] }
  const [, ofId] = /^arn:[^:]+:cloudformation:[^:]*:(\d{12}):/.exec(asked) ?? []
  const entered = await new Connection({ scope, entry, note: (diagnostic) => options.note?.(diagnostic), ...counts }).into(ofId ?? account)
  if (!('gap' in entered)) return entered.in(region)
  const { detail = '', remedy = '' } = entered.gap
  throw new AccessError('stack-unreadable', {
    message: `The stack ${JSON.stringify(asked)} cannot be read: ${detail}`,
    hint: remedy,
    at: { file: `cloudformation:${asked}` },
  })
}

class FamilyReader {
  readonly #asked: string
  readonly #region: string | undefined
  readonly #answers: Answers
  readonly #nested = new Set<string>()
  #exporting: Promise<Json> | undefined
  #list: StackList | undefined

  constructor(asked: string, region: string | undefined, answers: Answers) {
    this.#asked = asked
    this.#region = region
    this.#answers = answers
  }

  /** The roots that a pattern names, sorted, and the stacks that hold nothing that was deployed. */
  async matching(pattern: string): Promise<{ roots: ListedStack[]; skipped: ListedStack[] }> {
    this.#list = new StackList(await this.#pages(stackOperations.stacks, {}, 'Stacks', this.#asked))
    const found = this.#list.matching(pattern)
    if (found.roots.length + found.skipped.length > 0) return found
    throw new InputError('stack-not-found', {
      message: `No stack of this account and region is called ${JSON.stringify(pattern)}.`,
      hint: 'Check the pattern, AWS_PROFILE and AWS_REGION; deleted stacks are not listed.',
      at: { file: `cloudformation:${this.#asked}` },
    })
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
  async family(root: ListedStack, shown = this.#shown(root.name)): Promise<StackFamily> {
    const stacks = [await this.#documents(root, shown)]
    for (const { stackResources } of stacks) {
      for (const id of nestedIn(stackResources)) {
        this.#nested.add(id)
        const child =
          this.#list?.withId(id) ?? new StackList(await this.#pages(stackOperations.stacks, { StackName: id }, 'Stacks', id)).all()[0]
        if (child !== undefined) stacks.push(await this.#documents(child, this.#shown(child.name)))
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

  /** A stack's own name, with the region where the user gave one. */
  #shown(name: string): string {
    const { region } = stackAddress(this.#asked)
    return region === undefined || this.#asked.startsWith('arn:') ? name : `${region}/${name}`
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
