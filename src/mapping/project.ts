import { countLeaves, isEmpty, isObject, own, put, textOf, type Json, type JsonObject } from '../model/json.ts'
import type { NotCompared } from '../model/pair.ts'
import { projectAwscc } from './awscc.ts'
import { factsOf } from './data.ts'
import {
  keepFast,
  tagProperty,
  terraformMap,
  type BlockNode,
  type MapNode,
  type TargetStep,
  type TerraformMap,
  type ValueNode,
} from './terraform-map.ts'
import { pascal } from './block-names.ts'
import { choiceOf, tagList, transforms } from './transforms.ts'

/** A Terraform resource in CloudFormation's shape. */
export interface Projection {
  kind: string
  properties: JsonObject
  /** Several when one resource declares several elements (aws_security_group_rule with two networks). */
  elements: readonly JsonObject[]
  excluded: NotCompared[]
  /** CloudFormation pointer to the Terraform pointer it came from; only with `trace`. */
  origins?: Map<string, string>
}

/** An object under construction, with the path from the root at which it stands. */
interface Frame {
  path: readonly TargetStep[]
  target: JsonObject
  /** Members whose values each become an element of their own. */
  fan: [string, Json][]
  parent?: Frame
  pointer: string
}

interface Run {
  attributes: JsonObject
  excluded: NotCompared[]
  origins: Map<string, string> | undefined
  map: TerraformMap
}

/** Projects the attributes of a Terraform resource. undefined: the type has no map. `live` tells spellings that no table has. */
export function project(type: string, attributes: JsonObject, trace = false, live?: JsonObject): Projection | undefined {
  if (type.startsWith('awscc_')) return projectAwscc(type, attributes, live, trace)
  const map = terraformMap(type)
  if (map === undefined) return undefined
  const run: Run = { attributes, excluded: [], origins: trace ? new Map() : undefined, map }
  const properties: JsonObject = {}
  const root: Frame = { path: [], target: properties, fan: [], pointer: '' }
  for (const node of map.nodes) runNode(node, attributes, root, run, '')
  for (const name of map.unmapped) {
    const value = own(attributes, name)
    if (!isEmpty(value)) run.excluded.push({ path: `/${name}`, reason: 'unmapped', leaves: countLeaves(value) })
  }
  projectTags(map, attributes, properties, run)
  keepFast(properties, map)
  return {
    kind: map.kind,
    properties,
    elements: fanOut(root),
    excluded: run.excluded,
    ...(run.origins === undefined ? {} : { origins: run.origins }),
  }
}

function runNode(node: MapNode, source: JsonObject, frame: Frame, run: Run, from: string): void {
  // Names of attributes are ours: no prototype knows them.
  const value = source[node.attribute]
  if (value === undefined || value === null || value === '') return
  // A block in which nothing is set may yet say what is chosen.
  if (typeof value === 'object' && isEmpty(value) && !(node.does === 'value' && node.transform === 'blocks')) return
  if (node.does === 'value' && node.transform === undefined && node.member !== undefined && run.origins === undefined) {
    if (!isFormerBlock(node, value, run)) put(frame.target, node.member, value)
    return
  }
  const origin = from === '' ? node.pointer : `${from}${node.pointer}`
  if (node.does === 'skip') {
    run.excluded.push({ path: origin, reason: node.reason, leaves: countLeaves(value) })
    return
  }
  if (node.does === 'value') {
    if (node.transform === 'kv' && Array.isArray(value)) {
      for (const block of value) if (isObject(block)) placeAttributes(node, block, frame, run, origin)
    } else if (!isFormerBlock(node, value, run)) placeValue(node, value, source, frame, run, origin)
    return
  }
  if (node.transform === 'map' || node.transform === 'asg-tags') {
    placeValue(node, value, source, frame, run, origin)
    return
  }
  const blocks = Array.isArray(value) ? value : [value]
  if (node.inline || node.transform === 'flatten') {
    for (const [at, block] of blocks.entries())
      if (isObject(block)) for (const child of node.children) runNode(child, block, frame, run, `${origin}/${at}`)
    return
  }
  if (node.transform === 'kv') {
    for (const block of blocks) if (isObject(block)) placeAttributes(node, block, frame, run, origin)
    return
  }
  placeBlocks(node, blocks, frame, run, origin)
}

/** An older provider had a block under the name of what is a text or a number now: the other row of the attribute is for it. */
function isFormerBlock(node: ValueNode, value: Json, run: Run): boolean {
  if (node.transform !== undefined || node.target.length !== 1 || !Array.isArray(value) || !value.every(isObject)) return false
  return 'sinb'.includes(factsOf(run.map.kind)?.y?.[node.target[0]?.name ?? ''] ?? '-')
}

function placeBlocks(node: BlockNode, blocks: readonly Json[], frame: Frame, run: Run, origin: string): void {
  const home = homeOf(frame, node.target)
  const elements: Json[] = []
  const holder = run.origins === undefined ? '' : pointerIn(home, node.target)
  const offset = run.origins === undefined ? 0 : placedAt(home, node.target)
  for (let at = 0; at < blocks.length; at += 1) {
    const block = blocks[at] ?? null
    if (isObject(block)) placeBlock(node, block, frame, run, `${origin}/${at}`, elements, `${holder}/${offset + elements.length}`)
    else if (!isEmpty(block)) elements.push(block)
  }
  if (elements.length === 0) return
  if (node.member !== undefined && home === frame && frame.target[node.member] === undefined) frame.target[node.member] = elements
  else {
    const spot = reach(home.target, node.target, home.path.length)
    const existing = own(spot.holder, spot.name)
    put(spot.holder, spot.name, Array.isArray(existing) ? [...existing, ...elements] : elements)
  }
  run.origins?.set(holder, origin)
}

/** One block as an element, or as several. */
function placeBlock(node: BlockNode, block: JsonObject, frame: Frame, run: Run, from: string, elements: Json[], pointer: string): void {
  const element: Frame = { path: node.target, target: {}, fan: [], parent: frame, pointer }
  if (node.transform === 'event-split') splitEvents(node, block, element, run, from)
  else for (const child of node.children) runNode(child, block, element, run, from)
  const slash = pointer.lastIndexOf('/') + 1
  for (const [at, one] of fanOut(element).entries()) {
    run.origins?.set(`${pointer.slice(0, slash)}${Number(pointer.slice(slash)) + at}`, from)
    elements.push(one)
  }
}

/** How many elements a list has from blocks of another name. */
function placedAt(home: Frame, target: readonly TargetStep[]): number {
  let at: Json | undefined = home.target
  for (const { name } of target.slice(home.path.length)) at = own(at, name)
  return Array.isArray(at) ? at.length : 0
}

function placeValue(
  node: { attribute: string; target: TargetStep[]; transform?: string; argument: string },
  value: Json,
  source: JsonObject,
  frame: Frame,
  run: Run,
  origin: string,
): void {
  const { transform, argument } = node
  if (transform === undefined) {
    placeAt(homeOf(frame, node.target), node.target, value, run, origin)
    return
  }
  const apply = Object.hasOwn(transforms, transform) ? transforms[transform] : undefined
  if (apply === undefined) {
    run.excluded.push({ path: origin, reason: 'unmapped' })
    return
  }
  let result = apply(value, { argument, attribute: node.attribute, siblings: source })
  if (result === undefined) {
    // `absent` and `zero-absent` declare nothing; a map that cannot be made says so.
    if (transform === 'map' || transform === 'single') run.excluded.push({ path: origin, reason: 'transform-failed' })
    return
  }
  let target = node.target
  if (transform === 'kv-proto') {
    placeByProtocol(node.attribute, value, frame, target, run, origin)
    return
  }
  if (transform === 'choose') {
    const path = choiceOf(argument, source)
    if (path === undefined) {
      run.excluded.push({ path: origin, reason: 'transform-failed' })
      return
    }
    target = [...target, ...path.split('.').map((name) => ({ name }))]
  }
  if (transform === 'alt' && own(source, 'protocol_version') === undefined && own(run.attributes, 'protocol_version') === 'GRPC') {
    target = argument.split('.').map((name) => ({ name }))
  }
  const home = homeOf(frame, target)
  const steps = target.length - home.path.length
  if (transform === 'kv' && argument !== '') {
    const spot = reach(home.target, target, home.path.length)
    const list = own(spot.holder, spot.name)
    const key = argument
      .replace('*', node.attribute.replace(/^[a-z]+_[a-z]+_/, '').replaceAll('_', '.'))
      .replace(/\{(\w+)\}/, (_, sibling: string) => textOf(own(source, sibling)))
    put(spot.holder, spot.name, [...(Array.isArray(list) ? list : []), { Key: key, Value: textOf(result) }])
    run.origins?.set(`${pointerTo(target)}/${key}`, origin)
    return
  }
  if (transform === 'explode' || transform === 'self-ref') {
    if (steps > 0) fan(home, target, transform, result, run)
    return
  }
  if (transform === 'first' && target.at(-1)?.index === undefined && !Array.isArray(result) && target.length === 1) result = [result]
  if (transform === 'member' && !Array.isArray(result) && steps === 1) result = [result]
  if (transform === 'by') {
    const [key = '', type = ''] = argument.split('=')
    put(home.target, key, type)
  }
  placeAt(home, target, result, run, origin)
}

function placeAt(home: Frame, target: readonly TargetStep[], value: Json, run: Run, origin: string): void {
  if (target.length === home.path.length) return
  const spot = reach(home.target, target, home.path.length)
  put(spot.holder, spot.name, value)
  run.origins?.set(pointerIn(home, target), origin)
}

function pointerIn(home: Frame, target: readonly TargetStep[]): string {
  return `${home.pointer}${pointerTo(target.slice(home.path.length))}`
}

function pointerTo(target: readonly TargetStep[]): string {
  return `/${target.map((step) => step.name).join('/')}`
}

/** The innermost frame whose path the target goes through. */
function homeOf(frame: Frame, target: readonly TargetStep[]): Frame {
  let at: Frame = frame
  while (at.parent !== undefined && !goesThrough(target, at.path)) at = at.parent
  return at
}

function goesThrough(target: readonly TargetStep[], path: readonly TargetStep[]): boolean {
  return path.length <= target.length && path.every(({ name }, at) => name === target[at]?.name)
}

/** Walks from the step `from` to where the last one is to be set, making what is missing on the way. */
function reach(start: JsonObject, steps: readonly TargetStep[], from = 0): { holder: JsonObject; name: string } {
  let holder = start
  for (let at = from; at < steps.length; at += 1) {
    const step = steps[at]
    if (step === undefined) break
    const last = at === steps.length - 1
    if (step.index === undefined && step.where === undefined) {
      if (last) return { holder, name: step.name }
      const next = own(holder, step.name)
      const first = Array.isArray(next) ? next[0] : next
      if (isObject(first)) holder = first
      else {
        const made: JsonObject = {}
        put(holder, step.name, made)
        holder = made
      }
      continue
    }
    const existing = own(holder, step.name)
    const list: Json[] = Array.isArray(existing) ? existing : []
    if (!Array.isArray(existing)) put(holder, step.name, list)
    const { where } = step
    let element = where === undefined ? list[step.index ?? 0] : list.find((item) => own(item, where.key) === where.value)
    if (!isObject(element)) {
      element = where === undefined ? {} : { [where.key]: where.value }
      if (where === undefined) {
        // null is no element: nobody declared the ones before.
        while (list.length < (step.index ?? 0)) list.push(null)
        list[step.index ?? 0] = element
      } else list.push(element)
    }
    holder = element
    if (last) return { holder, name: step.name }
  }
  return { holder, name: steps.at(-1)?.name ?? '' }
}

function fan(frame: Frame, steps: readonly TargetStep[], transform: string, value: Json, run: Run): void {
  const name = steps.at(-1)?.name
  if (name === undefined) return
  if (transform === 'self-ref') {
    if (value !== true) return
    const id = own(run.attributes, 'security_group_id') ?? own(run.attributes, 'id')
    if (id !== undefined) frame.fan.push([name, id])
    return
  }
  for (const item of Array.isArray(value) ? value : [value]) frame.fan.push([name, item])
}

/** One element for each value that was fanned out; the element itself when there was none. */
function fanOut(frame: Frame): JsonObject[] {
  if (frame.fan.length === 0) {
    for (const _ in frame.target) return [frame.target]
    return []
  }
  return frame.fan.map(([name, value]) => {
    const element: JsonObject = { ...frame.target }
    put(element, name, value)
    return element
  })
}

/** Nested attributes to `{Key, Value}` pairs: `stickiness.*` of a block `{enabled, type}`. */
function placeAttributes(
  node: { target: TargetStep[]; argument: string },
  block: JsonObject,
  frame: Frame,
  run: Run,
  origin: string,
): void {
  for (const name of Object.keys(block)) {
    const value = block[name]
    if (value === undefined || isEmpty(value) || typeof value === 'object') continue
    const single = { attribute: name, target: node.target, transform: 'kv', argument: node.argument.replace('*', name) }
    placeValue(single, value, block, frame, run, `${origin}/0/${name}`)
  }
}

/** `http_success_feedback_role_arn` to the element of Protocol http. */
function placeByProtocol(attribute: string, value: Json, frame: Frame, target: readonly TargetStep[], run: Run, origin: string): void {
  const [protocol = '', ...rest] = attribute.split('_')
  const [list] = target
  if (list === undefined) return
  const name = protocol === 'http' ? 'http/s' : protocol
  const spot = reach(frame.target, [{ name: list.name, where: { key: 'Protocol', value: name } }, { name: pascal(rest.join('_')) }])
  put(spot.holder, spot.name, value)
  run.origins?.set(`/${list.name}/${name}/${spot.name}`, origin)
}

/** One bucket notification names several events; CloudFormation has an element for each. */
function splitEvents(node: BlockNode, block: JsonObject, element: Frame, run: Run, from: string): void {
  for (const child of node.children) if (child.attribute !== 'events') runNode(child, block, element, run, from)
  const events = own(block, 'events')
  if (Array.isArray(events)) for (const event of events) element.fan.push(['Event', event])
}

function projectTags(map: TerraformMap, attributes: JsonObject, properties: JsonObject, run: Run): void {
  const property = tagProperty(map, attributes)
  if (property === undefined || map.part !== undefined) return
  const all = own(attributes, 'tags_all')
  const tags = isObject(all) ? all : own(attributes, 'tags')
  if (!isObject(tags) || Object.keys(tags).length === 0) return
  const list = factsOf(map.kind)?.y?.[property] === 'a'
  put(properties, property, list ? tagList(tags) : tags)
  run.origins?.set(`/${property}`, isObject(all) ? '/tags_all' : '/tags')
}
