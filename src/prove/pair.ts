import type { CompareContext } from '../compare/compare.ts'
import type { SchemaNode } from '../compare/kind-schema.ts'
import { schemaOf } from '../compare/schema-of.ts'
import { breaksAny, breaksPlainly } from '../judge/breaks.ts'
import type { PolicyBook } from '../judge/book.ts'
import type { JudgeContext } from '../judge/facts.ts'
import { isObject, own } from '../model/json.ts'
import type { Comparison, Pair, RawDifference } from '../model/pair.ts'
import { isWithin, toPointer } from '../model/pointer.ts'
import type { DeclaredResource } from '../model/resource.ts'
import { contextOf, isIgnored, withTerraformPaths } from '../mutations.ts'
import { changed } from './change.ts'
import { Focus, FocusedPair } from './focus.ts'
import type { MutationKind } from './kinds.ts'
import type { Compared, Memo } from './memo.ts'
import type { LiveMutation } from './places.ts'
import { mutationsOfProperty, propertiesOf } from './properties.ts'
import { reasonOf } from './reason.ts'
import { strideOf } from './stride.ts'

/** What the mutations of all pairs are judged by. */
export interface Surroundings {
  compare: CompareContext
  policies: PolicyBook
  judging: JudgeContext
  /** Says what the declaration itself ignores: `lifecycle.ignore_changes`. */
  locator: { ignoreChanges(declared: DeclaredResource): readonly string[] }
  /** Of this run: it knows nothing of other policies or accounts. */
  memo: Memo
  /** Only these; all when absent. */
  kinds?: ReadonlySet<MutationKind>
}

/** What became of one mutation: found, or missed for a reason; `known`: a difference stood there before. */
export interface Trial {
  kind: MutationKind
  path: string
  /** How many mutations it stands for. */
  count: number
  result: 'found' | 'missed' | 'known'
  /** Only for what was missed. */
  reason?: string
}

/** Tries every mutation of the live side of one managed pair, a property at a time. `clean` is what it compares as untouched. */
export function* trialsOf(pair: Pair, clean: Comparison, around: Surroundings): Generator<Trial> {
  const schema = schemaOf(pair, around.compare.schemas)
  const judged = new Judgement(pair, around)
  const focused = new FocusedPair(pair, clean, around.memo, around.compare)
  for (const name of propertiesOf(pair, schema)) {
    const stride = strideOf(own(pair.liveProperties, name))
    const focus = new Focus(focused, name)
    const owner = pair.notHere?.includes(name) === true ? 'autoscaled' : undefined
    let results = focus.known
    if (results === undefined) {
      const made: Compared[] = []
      let seen = 0
      for (const mutation of mutationsOfProperty(pair, schema, name)) {
        seen += 1
        if (around.kinds?.has(mutation.kind) === false || seen % stride !== 1 % stride) continue
        made.push(comparedIn(focus, mutation, owner ?? hiddenBy(pair, schema.root, mutation)))
      }
      results = focus.remember(made)
    }
    for (const compared of results) {
      const { result, reason } = judged.of(compared)
      const trial: Trial = { kind: compared.mutation.kind, path: compared.path, count: stride, result }
      if (reason !== undefined) trial.reason = reason
      yield trial
    }
  }
}

function comparedIn(focus: Focus, mutation: LiveMutation, hidden: string | undefined): Compared {
  const path = toPointer(mutation.at)
  const base = { mutation, path, differences: [] }
  if (hidden !== undefined) return { ...base, reason: hidden }
  if (focus.isDifferent(path)) return { ...base, isKnown: true }
  const differences = focus.differences(mutation)
  return differences.length > 0 ? { ...base, differences } : { ...base, reason: reasonOf(focus.decisions(mutation), mutation) }
}

/** Why the source would not show a mutation; undefined where it would. */
function hiddenBy({ live, liveProperties }: Pair, root: SchemaNode, { path }: LiveMutation): string | undefined {
  const isThere = own(liveProperties, String(path[0])) !== undefined
  // Most providers carry over the secret that they wrote, whatever it is now.
  if (isSecretIn(root, path)) return 'secret'
  if (root.children.get(String(path[0]))?.writeOnly === true && !isThere) return 'write-only'
  const unread = live?.unread ?? []
  if (unread.length === 0) return undefined
  if (unread.includes('/') && !isThere) return 'read-gap'
  const at = toPointer(path)
  return unread.some((place) => place !== '/' && isWithin(at, place)) ? 'not-read' : undefined
}

function isSecretIn(root: SchemaNode, path: LiveMutation['path']): boolean {
  let node: SchemaNode | undefined = root
  for (const step of path) {
    if (typeof step === 'number') continue
    node = node?.children.get(step)
    if (node?.skip === 'secret') return true
  }
  return false
}

const found = { result: 'found' } as const

/** Whether what differs in one pair would be a finding. */
class Judgement {
  private readonly ignored: readonly string[]
  private readonly context: ReturnType<typeof contextOf>
  private readonly pair: Pair
  private readonly around: Surroundings

  constructor(pair: Pair, around: Surroundings) {
    this.pair = pair
    this.around = around
    this.context = contextOf(pair)
    this.ignored = pair.declared === undefined ? [] : around.locator.ignoreChanges(pair.declared)
  }

  of(compared: Compared): Pick<Trial, 'result' | 'reason'> {
    if (compared.isKnown === true) return { result: 'known' }
    const { differences, mutation, reason } = compared
    if (reason !== undefined) return this.isOtherImage(mutation) ? found : { result: 'missed', reason }
    if (this.ignored.length === 0) {
      compared.isPlain ??= this.named(differences).some((difference) => this.breaksPlainly(difference))
      if (compared.isPlain) return found
    }
    const kept = this.named(differences).filter((difference) => !isIgnored(this.pair, difference, this.ignored))
    if (kept.length === 0) return { result: 'missed', reason: 'ignore-changes' }
    const isFinding = kept.some((difference) => this.breaksPlainly(difference) || this.breaksAny(difference, mutation))
    return isFinding ? found : { result: 'missed', reason: 'no-policy' }
  }

  /** With the paths that policies and `ignore_changes` speak of, where they are other ones. */
  private named(differences: readonly RawDifference[]): readonly RawDifference[] {
    return this.ignored.length > 0 || this.pair.shape === 'terraform' ? withTerraformPaths(this.pair, differences) : differences
  }

  private breaksPlainly(difference: RawDifference): boolean {
    return breaksPlainly(difference, this.context.resource.kind, this.around.policies)
  }

  private breaksAny(difference: RawDifference, mutation: LiveMutation): boolean {
    const { policies, judging } = this.around
    return breaksAny({ ...this.context, ...this.liveWith(mutation), outcome: 'mutated', difference }, policies, judging)
  }

  /** The live side as policies would see it, made when one looks. */
  private liveWith(mutation: LiveMutation): Pick<Pair, 'live'> {
    const { live, liveProperties = {} } = this.pair
    if (live === undefined) return {}
    return {
      live: {
        ...live,
        get properties() {
          const tree = changed(liveProperties, mutation)
          return isObject(tree) ? tree : {}
        },
      },
    }
  }

  /** Another image is judged as a whole. */
  private isOtherImage({ path, value }: LiveMutation): boolean {
    return path.length === 1 && path[0] === 'ImageId' && typeof value === 'string' && isImageFinding(this.pair, value, this.around)
  }
}

/** Whether an instance is reported for its image once it runs another one, and not before. */
export function isImageFinding(pair: Pair, id: string, { policies, judging }: Surroundings): boolean {
  if (pair.image === undefined) return false
  const context = contextOf(pair)
  const other = { id, known: false, ...(pair.image.launchedAt === undefined ? {} : { launchedAt: pair.image.launchedAt }) }
  const isFinding = (image: typeof pair.image): boolean => breaksAny({ ...context, image, outcome: 'image' }, policies, judging)
  return !isFinding(pair.image) && isFinding(other)
}
