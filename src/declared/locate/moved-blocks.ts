import type { ModuleFolder, PlacedBlock } from './module-folder.ts'
import type { ModuleTree } from './module-tree.ts'
import { type InstanceKey, type Step, stepsOf, stepsText } from './terraform-address.ts'

/** One `moved` statement, in steps relative to its module. */
interface Move {
  from: readonly Step[]
  to: readonly Step[]
}

/** The steps after a move, or undefined when it does not concern them. */
type Apply = (move: Move, steps: readonly Step[]) => Step[] | undefined

/** A chain of moves longer than this is a circle. */
const longestChain = 100

/**
 * Addresses before and after the `moved` blocks of the code.
 * https://developer.hashicorp.com/terraform/language/block/moved
 */
export class MovedBlocks {
  readonly #tree: ModuleTree
  readonly #moves = new Map<string, readonly Move[]>()

  constructor(tree: ModuleTree) {
    this.#tree = tree
  }

  /** The address that a root gives to what was once called `address`. The same when nothing moved. */
  forward(root: string, address: string): string {
    return this.#follow(
      root,
      address,
      (depths) => depths,
      ({ from, to }, steps) => rename(steps, from, to),
    )
  }

  /** The address that `address` had before all moves. The same when nothing moved. */
  backward(root: string, address: string): string {
    // What a module moved inside can be undone only while the module itself still has today's name.
    return this.#follow(
      root,
      address,
      (depths) => depths.toReversed(),
      ({ from, to }, steps) => rename(steps, to, from),
    )
  }

  #follow(root: string, address: string, order: (depths: readonly number[]) => readonly number[], apply: Apply): string {
    const start = stepsOf(address)
    if (start === undefined) return address
    let steps: readonly Step[] = start
    const seen = new Set([stepsText(steps)])
    while (seen.size < longestChain) {
      const next = this.#once(root, steps, order(moduleDepths(steps)), apply)
      if (next === undefined || seen.has(stepsText(next))) break
      steps = next
      seen.add(stepsText(steps))
    }
    return stepsText(steps)
  }

  /** One move, of the root or of any module on the way. */
  #once(root: string, steps: readonly Step[], depths: readonly number[], apply: Apply): Step[] | undefined {
    for (const depth of depths) {
      const path = steps.slice(0, depth).filter((_, at) => at % 2 === 1)
      const module = this.#tree.walk(root, path)?.module
      for (const move of module === undefined ? [] : this.#movesOf(module)) {
        const moved = apply(move, steps.slice(depth))
        if (moved !== undefined) return [...steps.slice(0, depth), ...moved]
      }
    }
    return undefined
  }

  #movesOf(module: ModuleFolder): readonly Move[] {
    let moves = this.#moves.get(module.folder)
    if (moves === undefined) {
      moves = (module.blocks.get('moved') ?? []).flatMap(moveOf)
      // The move of one instance says more than that of all.
      moves = moves.toSorted((a, b) => Number(isWhole(a)) - Number(isWhole(b)))
      this.#moves.set(module.folder, moves)
    }
    return moves
  }
}

/** Without a key on either side all instances move and keep theirs. */
function isWhole({ from, to }: Move): boolean {
  return (from.at(-1)?.keys.length ?? 0) === 0 && (to.at(-1)?.keys.length ?? 0) === 0
}

/** How many steps lie before each module on the way, the root's 0 first: 0, 2 and 4 for `module.a.module.b.x.y`. */
function moduleDepths(steps: readonly Step[]): readonly number[] {
  const depths = [0]
  for (let at = 0; steps[at]?.name === 'module' && at + 2 < steps.length; at += 2) depths.push(at + 2)
  return depths
}

function moveOf({ file, block }: PlacedBlock): Move[] {
  const [from, to] = ['from', 'to'].map((name) => {
    const attribute = block.body.attributes.find((candidate) => candidate.name === name)
    return attribute === undefined ? undefined : stepsOf(file.expression(attribute))
  })
  return from === undefined || to === undefined ? [] : [{ from, to }]
}

/** `steps` with its beginning `from` replaced, or undefined when it begins otherwise. */
function rename(steps: readonly Step[], from: readonly Step[], to: readonly Step[]): Step[] | undefined {
  const last = from.at(-1)
  const end = to.at(-1)
  if (last === undefined || end === undefined || steps.length < from.length) return undefined
  // A resource move names the whole resource; a module move everything below it.
  const isModule = from.length % 2 === 0 && from.at(-2)?.name === 'module'
  if (!isModule && steps.length !== from.length) return undefined
  const keepsKeys = isWhole({ from, to })
  for (const [at, step] of from.entries()) {
    const own = steps[at]
    if (own === undefined || own.name !== step.name) return undefined
    if (!(keepsKeys && at === from.length - 1) && !sameKeys(own.keys, step.keys)) return undefined
  }
  const keys = keepsKeys ? (steps[from.length - 1]?.keys ?? []) : end.keys
  return [...to.slice(0, -1), { name: end.name, keys }, ...steps.slice(from.length)]
}

function sameKeys(a: readonly InstanceKey[], b: readonly InstanceKey[]): boolean {
  return a.length === b.length && a.every((key, at) => key.value === b[at]?.value)
}
