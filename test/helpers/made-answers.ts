import type { Schema, Structure } from '../../src/live/aws/xml/schema.ts'

/** Numbers from 0 to below `most`, always the same for a seed. */
export type Pick = (most: number) => number

/** https://en.wikipedia.org/wiki/Linear_congruential_generator */
export function picking(seed: number): Pick {
  let state = seed >>> 0
  return (most) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * most)
  }
}

const texts = [
  'web',
  'i-0123456789abcdef0',
  '',
  ' ',
  '  two  words ',
  'a&amp;b &lt;c&gt; &quot;&apos;',
  '&#65;&#x1F600;&#10;',
  'größe ☃ 😀',
  '\n  ',
  '0',
  '\u00A0\n',
]
const numbers = ['0', '8', '-1', '1.5', '007', '1e3', '', '12345678901234567890', ' 7 ', 'NaN', 'many']
const switches = ['true', 'false', 'TRUE', '', 'yes']
const times = ['2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00Z', '2025-12-31T23:59:59.125+02:00', '1970-01-01T00:00:00Z']
const bytes = ['', 'aGk=', 'aGVsbG8gd29ybGQ=']

/** What `isTimestampSchema` and `isBlobSchema` of a schema say; only tests ask. */
function is(schema: Schema, what: string): boolean {
  return Boolean((Reflect.get(schema, what) as () => unknown).call(schema))
}

/**
 * An answer that a schema allows, as services write it and as they might: members left out, empty, unknown ones among them, white
 * space between them, texts of any kind.
 */
export function madeAnswer(schema: Structure, around: readonly string[], pick: Pick): string {
  const space = ['', '', '\n', '\n  ', ' \n\t'][pick(5)] ?? ''
  const unknown = () =>
    ['', '', '', '', '<unheardOf/>', '<unheardOf>1</unheardOf>', '<unheardOf><a>1</a><a>2</a></unheardOf>'][pick(7)] ?? ''
  const one = (list: readonly string[]) => list[pick(list.length)] ?? ''
  const element = (name: string, inner: string) => (inner === '' && pick(2) === 0 ? `<${name}/>` : `<${name}>${inner}</${name}>`)
  const joined = (parts: readonly string[]) => (parts.length === 0 ? '' : space + parts.filter((part) => part !== '').join(space) + space)
  const wire = (inner: Schema, usual: string) => inner.getMergedTraits().xmlName ?? usual

  const members = (of: Structure, depth: number): string => {
    if (depth > 6) return ''
    const some = [...of.structIterator()].filter(() => pick(depth > 2 ? 4 : 2) === 0)
    const chosen = of.isUnionSchema() ? some.slice(0, 1) : some
    const named = ([name, inner]: [string, Schema]) => member(inner.getMemberTraits().xmlName ?? name, inner, depth + 1)
    return joined(chosen.flatMap((each) => [...named(each), of.isUnionSchema() ? '' : unknown()]))
  }
  const content = (of: Schema, depth: number): string => {
    if (of.isStructSchema()) return members(of, depth)
    if (of.isListSchema()) return joined([...elements(of, wire(of.getValueSchema(), 'member'), depth), unknown()])
    if (of.isMapSchema()) return joined(entries(of, 'entry', depth))
    if (is(of, 'isTimestampSchema')) return one(times)
    if (is(of, 'isBlobSchema')) return one(bytes)
    if (of.isBooleanSchema()) return one(switches)
    return one(of.isNumericSchema() ? numbers : texts)
  }
  const elements = (list: Schema, name: string, depth: number) =>
    Array.from({ length: pick(4) }, () => element(name, content(list.getValueSchema(), depth + 1)))
  const entries = (map: Schema, name: string, depth: number) =>
    Array.from({ length: pick(3) }, (_, at) => {
      const [key, value] = [map.getKeySchema(), map.getValueSchema()]
      return element(
        name,
        element(wire(key, 'key'), `${one(['a', '__proto__', 'x y', 'constructor'])}${at}`) +
          element(wire(value, 'value'), content(value, depth + 1)),
      )
    })
  const member = (name: string, inner: Schema, depth: number): string[] => {
    if (inner.getMergedTraits().xmlFlattened === undefined) return [element(name, content(inner, depth))]
    return inner.isMapSchema() ? entries(inner, name, depth) : elements(inner, name, depth)
  }

  const [root = 'Answer', result] = around
  const whole = members(schema, 0)
  const inside =
    result === undefined
      ? whole
      : `${space}<${result}>${whole}</${result}>${space}<ResponseMetadata><RequestId>1</RequestId></ResponseMetadata>`
  const prologue = ['', '<?xml version="1.0" encoding="UTF-8"?>', '<?xml version="1.0"?>\n\n'][pick(3)] ?? ''
  return `${prologue}<${root}${pick(2) === 0 ? '' : ' xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"'}>${inside}</${root}>`
}
