import { quotedAt } from './hcl-text.ts'

/** An instance key: as it is written between the brackets, and what it means. */
export interface InstanceKey {
  text: string
  value: string | number
}

/** `name` with the keys that follow it: `many["one"]`. */
export interface Step {
  name: string
  keys: readonly InstanceKey[]
}

/** A resource address in its parts: `module.many["one"].data.aws_ami.base[0]`. */
export interface ResourceAddress {
  modules: readonly Step[]
  mode: 'resource' | 'data'
  type: string
  resource: Step
}

/** Splits on dots outside of brackets and quotes. Undefined for what is no address, such as one with a splat. */
export function stepsOf(text: string): Step[] | undefined {
  const steps: Step[] = []
  let at = 0
  for (;;) {
    const start = at
    while (at < text.length && text[at] !== '.' && text[at] !== '[') at += 1
    const name = text.slice(start, at).trim()
    if (!/^[\p{ID_Continue}-]+$/u.test(name)) return undefined
    const keys: InstanceKey[] = []
    while (text[at] === '[') {
      const key = keyAt(text, at + 1)
      if (key === undefined) return undefined
      keys.push({ text: text.slice(at + 1, key.end), value: key.value })
      at = key.end + 1
    }
    steps.push({ name, keys })
    if (at >= text.length) return steps
    if (text[at] !== '.') return undefined
    at += 1
  }
}

/** The parts of a resource address, or undefined when it is none. */
export function addressOf(text: string): ResourceAddress | undefined {
  const steps = stepsOf(text)
  if (steps === undefined) return undefined
  const modules: Step[] = []
  let at = 0
  for (; steps[at]?.name === 'module' && steps[at]?.keys.length === 0; at += 2) {
    const module = steps[at + 1]
    if (module === undefined) return undefined
    modules.push(module)
  }
  const isData = steps[at]?.name === 'data' && steps.length - at === 3
  const [type, resource, ...rest] = steps.slice(isData ? at + 1 : at)
  if (type === undefined || resource === undefined || rest.length > 0 || type.keys.length > 0) return undefined
  return { modules, mode: isData ? 'data' : 'resource', type: type.name, resource }
}

function stepText(step: Step): string {
  return step.name + step.keys.map((key) => `[${key.text}]`).join('')
}

export function stepsText(steps: readonly Step[]): string {
  return steps.map(stepText).join('.')
}

/** The key whose text starts at `at`, and the offset of the bracket that closes it. */
function keyAt(text: string, at: number): { value: string | number; end: number } | undefined {
  // Verbatim: an address is no template, whoever printed it may have left `${` as it was.
  const quoted = quotedAt(text, at, true)
  if (quoted !== undefined) return text[quoted.end] === ']' ? { value: quoted.value, end: quoted.end } : undefined
  const end = text.indexOf(']', at)
  const number = end === -1 ? '' : text.slice(at, end).trim()
  return /^\d+$/.test(number) ? { value: Number(number), end } : undefined
}
