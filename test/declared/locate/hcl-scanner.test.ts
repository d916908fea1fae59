import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type HclBody, scanHcl } from '../../../src/declared/locate/hcl-scanner.ts'
import { LineIndex, type Range, withoutMark } from '../../../src/declared/locate/line-index.ts'
import { document } from './hcl-printer.ts'

const slice = (text: string, range: Range): string => text.slice(range.start, range.end)

/** Everything a scan names, with the text at the place it gives. */
function namesOf(text: string, body: HclBody): unknown[] {
  return [
    ...body.attributes.map(({ name, nameRange, valueRange, keys: inner }) => ({
      name,
      at: slice(text, nameRange),
      value: slice(text, valueRange),
      keys: inner.map((key) => [key.name, slice(text, key.nameRange), slice(text, key.valueRange), key.object]),
    })),
    ...body.blocks.map((block) => ({
      block: [block.type, ...block.labels],
      header: slice(text, block.headerRange),
      body: namesOf(text, block.body),
    })),
  ]
}

function attributes(text: string): Record<string, string> {
  return Object.fromEntries(scanHcl(text).attributes.map(({ name, valueRange }) => [name, slice(text, valueRange)]))
}

function keys(text: string): string[] {
  return scanHcl(text).attributes.flatMap((attribute) =>
    attribute.keys.map((key) => `${key.object}:${key.name}=${slice(text, key.valueRange)}`),
  )
}

describe('what is found', () => {
  it('blocks with labels, attributes and nested blocks, each where it stands', () => {
    const text = 'a "b" c {\n  d = 1\n  e { f = [1,\n 2] }\n}\n'
    expect(namesOf(text, scanHcl(text))).toEqual([
      {
        block: ['a', 'b', 'c'],
        header: 'a "b" c',
        body: [
          { name: 'd', at: 'd', value: '1', keys: [] },
          { block: ['e'], header: 'e', body: [{ name: 'f', at: 'f', value: '[1,\n 2]', keys: [] }] },
        ],
      },
    ])
  })

  it('literal keys of the outermost objects only, by object, whatever the quotes and signs', () => {
    expect(keys('a = { b = 1, "c.d": [2], (e) = 3\n f = { g = 4 } # no\n}')).toEqual(['0:b=1', '0:c.d=[2]', '0:f={ g = 4 }'])
    expect(keys('a = merge(x, { b = 1 }, { c = "}" })')).toEqual(['0:b=1', '1:c="}"'])
    expect(keys('a = { "x${y}" = 1, b == c, d => e }')).toEqual([])
    expect(keys('a = { for k, v in m : k => { b = v } }')).toEqual([])
    expect(keys('a = "${merge({ b = 1 }, c)}"')).toEqual(['0:b=1'])
    expect(keys('a = { "q\\"\\u00e9\\U0001F600\\n" = 1, "$${x}" = 2 }')).toEqual(['0:q"é😀\n=1', '0:${x}=2'])
    expect(keys(String.raw`a = { "\U99999999" = 1 }`)).toEqual([String.raw`0:\U99999999=1`])
  })

  it('nothing in strings, templates, comments and heredocs', () => {
    expect(
      attributes(
        [
          'a = "x # ${"y = }" } // ${f({ g = "}" })}" # b = 1',
          'c = 1 /* d = 2',
          ' e = 3 */ // f',
          '/* g = 4 */ h = 5',
          'i = "a\\"\\\\" // j = 1',
          'k = "$${" # not open',
        ].join('\n'),
      ),
    ).toEqual({ a: '"x # ${"y = }" } // ${f({ g = "}" })}"', c: '1', h: '5', i: '"a\\"\\\\"', k: '"$${"' })
    const heredoc = 'a = <<-EOT\n  b = "\n  ${x(\n"}")}\n  $${ EOT\n not EOT\n  EOT\nc = f(<<EOT\n}\nEOT\n)\nd = 1\n'
    expect(attributes(heredoc)).toEqual({
      a: '<<-EOT\n  b = "\n  ${x(\n"}")}\n  $${ EOT\n not EOT\n  EOT',
      c: 'f(<<EOT\n}\nEOT\n)',
      d: '1',
    })
    expect(attributes('a = <<EOT\nx\nEOT')).toEqual({ a: '<<EOT\nx\nEOT' })
    expect(attributes('a = 1 << 2\nb = 2 < 3\nc = <<EOT x\n')).toEqual({ a: '1 << 2', b: '2 < 3', c: '<<EOT x' })
  })

  it('names of any script, with dashes', () => {
    expect(Object.keys(attributes('größe-2 = 1\n_a = 2\n名 = 3\n9 = 4\n'))).toEqual(['größe-2', '_a', '名'])
  })
})

describe('positions', () => {
  it('count UTF-16 units from 1, whatever the line ends, and do not count a byte order mark', () => {
    const text = withoutMark('\uFEFF/* 😀 */ a = "😀" \r\nb {\r\n}\r\n')
    const index = new LineIndex(text)
    const body = scanHcl(text)
    const [a] = body.attributes
    const [b] = body.blocks
    expect(a && index.position(a.nameRange)).toEqual({ line: 1, column: 10, endColumn: 11 })
    expect(a && index.position(a.valueRange)).toEqual({ line: 1, column: 14, endColumn: 18 })
    expect(b && index.position(b.headerRange)).toEqual({ line: 2, column: 1, endColumn: 2 })
    expect(scanHcl('\uFEFFa = 1').attributes).toHaveLength(1)
  })

  it('end with the first line of what is longer', () => {
    expect(new LineIndex('a = [ \r\n 1]').position({ start: 0, end: 10 })).toEqual({ line: 1, column: 1, endColumn: 6 })
    expect(new LineIndex('').position({ start: 0, end: 0 })).toEqual({ line: 1, column: 1, endColumn: 1 })
  })
})

function labels(text: string): string[] {
  return scanHcl(text).blocks.map((block) => block.labels.join())
}

describe('broken text', () => {
  it('costs at most the block around it', () => {
    expect(labels('r "a" {\n x = [1, (2\n}\nr "b" {}')).toEqual(['a', 'b'])
    expect(labels('r "a" {\n x = "open\n}\nr "b" {}')).toEqual(['a', 'b'])
    expect(labels('r "a {\n}\nr "b" {}')).toEqual(['b'])
    expect(labels('} ) ] ?? r\nr "b" {}')).toEqual(['b'])
    expect(labels('a b = c\nr "b" {}')).toEqual(['b'])
    expect(attributes('x = 1)]\ny = (]\n)\nz = 2')).toEqual({ x: '1)]', y: '(]\n)', z: '2' })
  })

  it('never throws and never leaves its own bounds', () => {
    const piece = fc.constantFrom(
      '"',
      '${',
      '%{',
      '}',
      '{',
      '[',
      ']',
      '(',
      ')',
      '<<EOT\n',
      '<<-A\n',
      '\nEOT\n',
      '/*',
      '*/',
      '#',
      '//',
      '\\',
      '\n',
      '\r\n',
      '=',
      ':',
      ',',
      '$${',
      'a',
      ' ',
      'é',
      '😀',
      '\uFEFF',
    )
    const text = fc.oneof(
      fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join('')),
      fc.string({ unit: 'binary' }),
    )
    fc.assert(
      fc.property(text, (value) => {
        const check = (body: HclBody): void => {
          for (const { name, nameRange, valueRange, keys: inner } of body.attributes) {
            expect(slice(value, nameRange)).toBe(name)
            expect(valueRange.start).toBeGreaterThanOrEqual(nameRange.end)
            expect(valueRange.end).toBeGreaterThanOrEqual(valueRange.start)
            expect(valueRange.end).toBeLessThanOrEqual(value.length)
            for (const key of inner) {
              expect(key.nameRange.start).toBeGreaterThanOrEqual(valueRange.start)
              expect(key.valueRange.end).toBeLessThanOrEqual(value.length)
              expect(key.valueRange.end).toBeGreaterThanOrEqual(key.valueRange.start)
            }
          }
          for (const block of body.blocks) {
            expect(slice(value, block.headerRange).startsWith(block.type)).toBe(true)
            check(block.body)
          }
        }
        check(scanHcl(value))
      }),
      { numRuns: 500 },
    )
  })

  it.each(['"${', 'a {', 'a={a=', 'a=<<A\n', '/*', 'a /*', 'a=(((', 'a={"', 'a = { b /* ', '${', 'a ', '"', '}', 'a=<<A\n${'])(
    'takes time in proportion to its size: %j repeated',
    (piece) => {
      const started = performance.now()
      scanHcl(piece.repeat(Math.ceil(150_000 / piece.length)))
      scanHcl(`a = {${piece.repeat(Math.ceil(150_000 / piece.length))}`)
      scanHcl(`a = <<EOT\n${piece.repeat(Math.ceil(150_000 / piece.length))}`)
      // Linear work takes some 0.03 s; quadratic work would take half a minute.
      expect(performance.now() - started).toBeLessThan(5000)
    },
  )
})

describe('generated documents', () => {
  it('are found again, name by name and place by place', () => {
    fc.assert(
      fc.property(document, ({ text, truth }) => {
        expect(namesOf(text, scanHcl(text))).toEqual(truth)
      }),
      { numRuns: 300 },
    )
  })

  it('can be cut anywhere without losing a whole block before the cut', () => {
    fc.assert(
      fc.property(document, fc.nat(), ({ text, truth }, cut) => {
        const whole = truth.filter((entry) => 'block' in entry)
        const part = text.slice(0, cut % (text.length + 1))
        const found = scanHcl(part).blocks.map((block) => [block.type, ...block.labels])
        expect(whole.slice(0, found.length).map((entry) => entry.block)).toEqual(found)
      }),
      { numRuns: 300 },
    )
  })
})
