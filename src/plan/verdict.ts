import type { Finding, Verdict } from '../model/generated/report.ts'
import type { LifecycleClass } from '../model/generated/rebuild-plan.ts'
import type { JudgedMutation, Mutation } from '../model/mutation.ts'
import { own } from '../model/json.ts'
import { indexOf } from './declared-index.ts'
import type { DeclaredIndex, DeclaredNode } from './declared-index.ts'
import {
  classOf,
  forcesReplacement,
  holdsData,
  isElement,
  isImageMade,
  isMachine,
  isRebuilt,
  isTemplate,
  neutralPath,
  updatesInPlace,
} from './lifecycle.ts'
import { unitIn } from './unit.ts'

/** What a verdict depends on beside the finding itself. */
export interface VerdictContext {
  /** The user's own classes, by kind. */
  classes?: ReadonlyMap<string, LifecycleClass>
  /** Why nothing may be rebuilt now: an incident, a change freeze. Every verdict that acts becomes hold. */
  freeze?: string
  /** Declared resources; they tell which group runs from a template. */
  declared?: ReadonlyMap<string, DeclaredNode>
  /** The same, indexed already. */
  index?: DeclaredIndex
}

/** The findings with their verdict and their replacement unit, in the order in which they came. */
export function applyVerdicts(items: readonly JudgedMutation[], context: VerdictContext = {}): Finding[] {
  const index =
    context.index ??
    indexOf(
      context.declared,
      items.map(({ mutation }) => mutation),
    )
  return items.map((item) => ({ ...item.finding, verdict: verdictIn(item, context, index), unit: unitIn(item.mutation, index).name }))
}

/** What is to be done about one finding. The policy proposes; the class of the resource only makes it more careful. For many findings use `applyVerdicts`, which looks through the declarations once. */
export function verdictOf(judged: JudgedMutation, context: VerdictContext = {}): Verdict {
  return verdictIn(judged, context, indexOf(context.declared, [judged.mutation]))
}

function verdictIn(judged: JudgedMutation, context: VerdictContext, index: DeclaredIndex): Verdict {
  const verdict = decide(judged, context, index)
  const acts = verdict.action !== 'hold' && verdict.action !== 'adopt'
  return acts && context.freeze !== undefined ? hold(`Nothing is rebuilt now: ${context.freeze}`) : verdict
}

const replacing = new Set(['replace', 'refresh', 'rollout', 'rebake'])
const known = new Set([...replacing, 'reapply', 'adopt-or-delete', 'migrate', 'quarantine'])

function decide(judged: JudgedMutation, context: VerdictContext, index: DeclaredIndex): Verdict {
  const { mutation, rebuild } = judged
  const { kind } = mutation.resource
  if (!known.has(rebuild.strategy)) return hold(`The policy asks for "${rebuild.strategy}": a human decides.`)
  if (mutation.outcome === 'unmanaged') return ofUnmanaged(judged)
  if (rebuild.strategy === 'adopt-or-delete')
    return say('adopt', 'The policy lets its owner choose: take the change into code, or undo it.')
  if (mutation.outcome === 'missing') return ofMissing(kind, context)
  if (rebuild.strategy === 'quarantine' && isMachine(kind)) {
    return say('quarantine', 'Its integrity is in doubt: take it aside, keep the evidence, then replace it.')
  }
  const kindClass = classOf(kind, context.classes)
  return kindClass === 'cattle' ? ofCattle(judged, index) : ofPrecious(judged, kindClass)
}

function ofUnmanaged({ finding, mutation, rebuild }: JudgedMutation): Verdict {
  const critical = rebuild.strategy === 'quarantine' || finding.severity === 'critical'
  if (critical && isMachine(mutation.resource.kind)) {
    return say('quarantine', 'Nobody declared this machine and it breaks a critical policy: take it aside and keep the evidence.')
  }
  return say('adopt', 'Nothing declares it: adopt it into code or delete it.')
}

function ofMissing(kind: string, context: VerdictContext): Verdict {
  if (holdsData(kind) || context.classes?.get(kind) === 'stateful') {
    return hold('It held data, which may be lost with it: restore it from a backup before anything re-creates it empty.')
  }
  return classOf(kind, context.classes) === 'identity'
    ? say('revert', 'Applying the declaration makes it again; whoever holds its old id or address must be told the new one.')
    : say('revert', 'Applying the declaration makes it again.')
}

/** Stateful and identity-bearing: set back what can be set back in place, never replace. */
function ofPrecious({ mutation, rebuild }: JudgedMutation, kindClass: 'stateful' | 'identity'): Verdict {
  const { difference, resource } = mutation
  const careful = (why: string): Verdict =>
    kindClass === 'identity'
      ? hold(`${why}, and others know it by its name, id or address: a human decides.`)
      : say('migrate', `${why}, and it may hold data: move the data into a new one.`)
  if (difference !== undefined && forcesReplacement(resource.kind, difference)) {
    return careful(`${neutralPath(difference)} can only be set when it is created`)
  }
  if (rebuild.strategy === 'quarantine')
    return hold('Its integrity is in doubt and it cannot be taken aside without harm: a human decides.')
  if (difference !== undefined && (rebuild.strategy === 'reapply' || updatesInPlace(resource.kind, difference))) {
    return say('revert', 'The setting is changed back in place; nothing is replaced.')
  }
  return careful('The policy asks for more than a setting to be changed back')
}

function ofCattle({ mutation, rebuild }: JudgedMutation, index: DeclaredIndex): Verdict {
  if (rebuild.strategy === 'migrate') return say('migrate', 'The policy asks for a migration: a human carries it out.')
  // A tree of files runs nothing that had to be stopped first.
  if (rebuild.strategy === 'quarantine' && !isImageMade(mutation.resource.kind))
    return hold('Its integrity is in doubt and it is no machine that could be taken aside: a human decides.')
  const why = whyReplace(mutation, rebuild.strategy, index)
  if (why === undefined) return say('revert', 'A setting with no instance behind it: applying the declaration changes it back.')
  if (isProtected(mutation)) return hold('It has to be replaced and termination protection is on: a human lifts it first.')
  return say('replace', why)
}

function whyReplace(mutation: Mutation, strategy: string, index: DeclaredIndex): string | undefined {
  const { difference, resource, outcome, declared, group } = mutation
  if (strategy === 'rebake') return 'Bake a new image first, then replace what runs from the old one.'
  if (outcome === 'image') return 'An image is not changed in place: replace what runs from it.'
  if (isImageMade(resource.kind)) return 'What is inside comes from the image: replace it, never repair it.'
  if (difference !== undefined && isTemplate(resource.kind, difference) && hasInstances(mutation, index)) {
    return 'What instances are launched from has changed: reset it first, then replace what it launched.'
  }
  if (group !== undefined && declared === undefined && resource.kind !== group.kind) {
    return 'Its group made it, so no declaration of its own could be applied: its group launches another.'
  }
  if (difference !== undefined && !isElement(resource.kind) && forcesReplacement(resource.kind, difference)) {
    return `${neutralPath(difference)} can only be set when it is created.`
  }
  if (difference !== undefined && isRebuilt(resource.kind, difference)) return `${neutralPath(difference)} decides what the instance runs.`
  return replacing.has(strategy) ? 'The policy asks for a new one.' : undefined
}

/** Whether a group launches from the template that has changed. A service is its own group. */
function hasInstances(mutation: Mutation, index: DeclaredIndex): boolean {
  return mutation.resource.kind === 'AWS::ECS::Service' || unitIn(mutation, index).group !== undefined
}

/** Termination protection that is on now; it does not stop a group. Where it is itself what changed, applying the declaration settles it. */
function isProtected({ live, group }: Mutation): boolean {
  if (group !== undefined) return false
  return own(live?.properties, 'DisableApiTermination') === true || own(live?.properties, 'disable_api_termination') === true
}

function say(action: Verdict['action'], reason: string): Verdict {
  return { action, reason }
}

function hold(reason: string): Verdict {
  return say('hold', reason)
}
