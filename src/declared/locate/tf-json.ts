import type { Node } from 'jsonc-parser'
import { jsonc } from './jsonc.ts'
import type { HclKey } from './hcl-expression.ts'
import type { HclAttribute, HclBlock, HclBody } from './hcl-scanner.ts'
import type { Range } from './line-index.ts'

/** How many labels a block has; all others have none. An argument may be called `data`, so the level counts. */
const topLabels: ReadonlyMap<string, number> = new Map([
  ['resource', 2],
  ['data', 2],
  ['ephemeral', 2],
  ['module', 1],
  ['provider', 1],
  ['variable', 1],
  ['output', 1],
])
const innerLabels: ReadonlyMap<string, number> = new Map([
  ['dynamic', 1],
  ['backend', 1],
])

/**
 * The structure of a `.tf.json` document, in the words of HCL. JSON does not say what is a block and what an attribute
 * (https://developer.hashicorp.com/terraform/language/syntax/json), so what could be either is entered as both.
 */
export function scanTerraformJson(text: string): HclBody {
  try {
    const root = jsonc().parseTree(text)
    const body: HclBody = { attributes: [], blocks: [] }
    for (const object of root === undefined ? [] : objectsOf(root)) enter(object, body, topLabels)
    return body
  } catch {
    // The parser is recursive: text nested deeper than the stack has no place to show.
    return { attributes: [], blocks: [] }
  }
}

function enter(object: Node, body: HclBody, labelCounts: ReadonlyMap<string, number>): void {
  for (const property of object.children ?? []) {
    const [key, value] = property.children ?? []
    if (key === undefined || value === undefined || key.value === '//') continue
    const name = String(key.value)
    const labels = labelCounts.get(name) ?? 0
    enterBlocks(name, [], labels, key, value, body.blocks)
    if (labels === 0) body.attributes.push(attribute(name, key, value))
  }
}

function enterBlocks(type: string, labels: readonly string[], more: number, key: Node, value: Node, blocks: HclBlock[]): void {
  for (const object of objectsOf(value)) {
    if (more > 0) {
      for (const property of object.children ?? []) {
        const [label, inner] = property.children ?? []
        if (label === undefined || inner === undefined || label.value === '//') continue
        enterBlocks(type, [...labels, String(label.value)], more - 1, label, inner, blocks)
      }
      continue
    }
    const body: HclBody = { attributes: [], blocks: [] }
    enter(object, body, innerLabels)
    // An element of a list is told apart by where it starts, not by the list's name.
    const headerRange = value.type === 'array' ? rangeOf(object) : unquoted(key)
    blocks.push({ type, labels, headerRange, body })
  }
}

function attribute(name: string, key: Node, value: Node): HclAttribute {
  const keys: HclKey[] = []
  for (const [object, node] of objectsOf(value).entries()) {
    for (const property of node.children ?? []) {
      const [label, inner] = property.children ?? []
      if (label === undefined || inner === undefined) continue
      keys.push({ name: String(label.value), nameRange: unquoted(label), valueRange: rangeOf(inner), object })
    }
  }
  return { name, nameRange: unquoted(key), valueRange: rangeOf(value), keys }
}

function objectsOf(value: Node): Node[] {
  if (value.type === 'object') return [value]
  return value.type === 'array' ? (value.children ?? []).filter((item) => item.type === 'object') : []
}

function rangeOf(node: Node): Range {
  return { start: node.offset, end: node.offset + node.length }
}

function unquoted(node: Node): Range {
  return { start: node.offset + 1, end: node.offset + node.length - 1 }
}
