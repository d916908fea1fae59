import type { Stage } from '../model/generated/rebuild-plan.ts'

/** How many are done in each stage: one, then a tenth, half and all of `total`. Stages with nothing left to do are left out. */
export function stagesOf(total: number): { name: Stage; instances: number }[] {
  const ends: readonly (readonly [Stage, number])[] = [
    ['canary', Math.min(1, total)],
    ['10 %', Math.ceil(total / 10)],
    ['50 %', Math.ceil(total / 2)],
    ['rest', total],
  ]
  let done = 0
  const stages: { name: Stage; instances: number }[] = []
  for (const [name, end] of ends) {
    if (end > done) stages.push({ name, instances: end - done })
    done = Math.max(done, end)
  }
  return stages
}
