import type { Node } from 'jsonc-parser'
import { jsonc } from './jsonc.ts'
import { type Child, isIndex, isIntrinsic } from './template-tree.ts'

type Into = Child['into']
const nothing: Into = () => undefined

/** The way into a JSON document, for positions only. */
export function jsonRoot(text: string): Into {
  const tree = jsonc().parseTree(text, [], { allowTrailingComma: true })
  return tree === undefined ? nothing : jsonInto(tree)
}

function jsonInto(node: Node): Into {
  const children = node.children ?? []
  if (node.type === 'array') {
    return (segment) => {
      const item = isIndex(segment) ? children[Number(segment)] : undefined
      return item === undefined ? undefined : { range: { start: item.offset, end: item.offset + item.length }, into: jsonInto(item) }
    }
  }
  if (node.type !== 'object' || (children.length === 1 && isIntrinsic(children[0]?.children?.[0]?.value))) return nothing
  return (segment) => {
    const [key, value] = children.findLast((property) => property.children?.[0]?.value === segment)?.children ?? []
    if (key === undefined || value === undefined) return undefined
    return { range: { start: key.offset + 1, end: value.offset + value.length }, into: jsonInto(value) }
  }
}
