/**
 * The strongly connected components of a graph, dependencies before dependents (Tarjan's algorithm, without recursion,
 * since a chain of resources may be longer than the stack is deep).
 */
export function componentsOf(edges: ReadonlyMap<string, readonly string[]>): string[][] {
  const state = new Map<string, { index: number; low: number; onStack: boolean }>()
  const stack: string[] = []
  const components: string[][] = []
  for (const root of edges.keys()) {
    if (state.has(root)) continue
    const frames = [enter(root)]
    for (let frame = frames.at(-1); frame !== undefined; frame = frames.at(-1)) {
      const next = (edges.get(frame.name) ?? [])[frame.at++]
      if (next === undefined) {
        frames.pop()
        leave(frame, frames.at(-1)?.own)
      } else {
        const known = state.get(next)
        if (known === undefined) frames.push(enter(next))
        else if (known.onStack) frame.own.low = Math.min(frame.own.low, known.index)
      }
    }
  }
  return components

  function enter(name: string): { name: string; at: number; own: { index: number; low: number; onStack: boolean } } {
    const own = { index: state.size, low: state.size, onStack: true }
    state.set(name, own)
    stack.push(name)
    return { name, at: 0, own }
  }

  function leave({ name, own }: ReturnType<typeof enter>, parent: { low: number } | undefined): void {
    if (parent !== undefined) parent.low = Math.min(parent.low, own.low)
    if (own.low !== own.index) return
    const members: string[] = []
    for (let member = stack.pop(); member !== undefined; member = member === name ? undefined : stack.pop()) {
      const of = state.get(member)
      if (of !== undefined) of.onStack = false
      members.push(member)
    }
    components.push(members)
  }
}
