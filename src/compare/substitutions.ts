import type { Json } from '../model/json.ts'
import type { Walk } from './walk.ts'

/** Stands for what only the deployment knows; see unresolved.ts. */
const gap = '\uFFFF'

/** A definition with `${Name}` in it, and beside it the map of what the names stand for: live has it filled in. */
export function substituted(walk: Walk, declared: Json): Json {
  if (typeof declared !== 'string' || walk.path.length !== 1 || !declared.includes('${')) return declared
  const map = `${String(walk.path[0]).replace(/String$/, '')}Substitutions`
  if (walk.whole.says([map]) === undefined) return declared
  return declared.replaceAll(/\$\{([\w.-]+)\}/g, (whole, name: string) => {
    const value = walk.whole.says([map, name])
    if (value === undefined) return whole
    return value === null || typeof value === 'object' || walk.unresolved.has(`/${map}/${name}`) ? gap : String(value)
  })
}
