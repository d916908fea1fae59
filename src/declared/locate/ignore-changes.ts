import { byText } from '../../model/json.ts'
import { toPointer } from '../../model/pointer.ts'
import { afterComment, quotedAt } from './hcl-text.ts'
import type { PlacedBlock } from './module-folder.ts'
import { stepsOf } from './terraform-address.ts'

/**
 * `lifecycle { ignore_changes = [tags["Owner"], spec[0].replicas] }` as pointers, sorted; `['/']` for `all`.
 * Of blocks that override one another the last that says it wins.
 */
export function ignoredChanges(blocks: readonly PlacedBlock[]): readonly string[] {
  for (const { file, block } of blocks.toReversed()) {
    for (const lifecycle of block.body.blocks) {
      if (lifecycle.type !== 'lifecycle') continue
      const attribute = lifecycle.body.attributes.find(({ name }) => name === 'ignore_changes')
      if (attribute !== undefined) return pointersOf(file.expression(attribute))
    }
  }
  return []
}

function pointersOf(expression: string): readonly string[] {
  if (expression === 'all') return ['/']
  if (!expression.startsWith('[')) return []
  const pointers = new Set<string>()
  for (const item of listItems(expression)) {
    const pointer = pointerOf(item)
    // `["*"]` is how Terraform 0.11 wrote `all`.
    if (item === '"*"') return ['/']
    if (pointer !== undefined) pointers.add(pointer)
  }
  return [...pointers].toSorted(byText)
}

/** `tags["Owner"]`, or the same in quotes, which Terraform still takes. */
function pointerOf(item: string): string | undefined {
  const steps = stepsOf(quotedAt(item, 0, true)?.value ?? item)
  return steps === undefined ? undefined : toPointer(steps.flatMap((step) => [step.name, ...step.keys.map((key) => key.value)]))
}

/** The items of a list as they are written, without comments. */
function listItems(list: string): string[] {
  const items: string[] = []
  let item = ''
  for (let at = 1; at < list.length;) {
    const comment = afterComment(list, at)
    const end = comment === at ? (quotedAt(list, at, true)?.end ?? at + 1) : comment
    const piece = comment === at ? list.slice(at, end) : ''
    at = end
    if (piece === ',' || (piece === ']' && at === list.length)) {
      items.push(item.trim())
      item = ''
    } else item += piece
  }
  return items.filter((text) => text !== '')
}
