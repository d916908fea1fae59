import fc from 'fast-check'

/** What a generated document holds, in the form in which the test prints what a scan found. */
export type Truth = AttributeTruth | BlockTruth
interface AttributeTruth {
  name: string
  at: string
  value: string
  keys: [string, string, string, number][]
}
interface BlockTruth {
  block: string[]
  header: string
  body: Truth[]
}

interface Printed {
  text: string
  truth: Truth[]
}

const name = fc.stringMatching(/^[a-z_][a-zA-Z0-9_-]{0,7}$/)
// Without signs that would make an escape of the template behind it.
const plain = fc.stringMatching(/^[ !#&-Z^-z|~é😀]{0,10}$/u)
const gap = fc.constantFrom('', ' ', '  ', '\t', ' /* = { " */ ')
const lineEnd = fc.constantFrom('\n', '\r\n', ' # } " <<EOT\n', ' // {\n', '\n\n', '\n/* x = 1\n } */\n')

const quoted = fc
  .array(
    fc.oneof(
      plain,
      fc.constantFrom('\\"', '\\\\', '$${', '%%{', '${x}', '${f("}", { a = "${b}" })}', '%{ if a }x%{ endif }', '{', '}', '#'),
    ),
    {
      maxLength: 4,
    },
  )
  .map((parts) => `"${parts.join('')}"`)

const heredoc = fc
  .tuple(
    fc.constantFrom('EOT', 'A_1'),
    fc.boolean(),
    fc.array(fc.constantFrom('x = 1', '}', '"', '  "${a}"', '$${', 'a {', '# b', 'EOTX', '${f(\n"}")}'), { maxLength: 4 }),
  )
  .map(
    ([marker, isIndented, lines]) =>
      `<<${isIndented ? '-' : ''}${marker}\n${lines.map((line) => `${line}\n`).join('')}${isIndented ? '  ' : ''}${marker}`,
  )

/** Expressions without objects of their own: all literal keys are those the printer knows of. */
const simple = fc.oneof(
  fc.constantFrom(
    '1',
    'true',
    'var.a[0].b["c"]',
    'a ? b : c',
    'a == b',
    'x >= 1 && !y',
    'f(1, "a")',
    '[\n 1,\n # ]\n 2\n]',
    '(\n a\n)',
    '[for x in y : x]',
  ),
  fc.array(quoted, { maxLength: 2 }).map((items) => `[${items.join(', ')}]`),
)
/** A quoted text may hold an object in a template; only where keys are not counted. */
const keyless = fc.oneof(
  simple,
  quoted.filter((text) => !text.includes('{ a')),
)

const object = fc
  .array(
    fc.tuple(
      fc.oneof(
        name,
        name.map((text) => `"${text}.x/y"`),
      ),
      fc.constantFrom(' = ', '=', ': ', ' : '),
      fc.oneof(keyless, quoted, fc.constant('{ z = 1, y = { x = 2 } }')),
      fc.constantFrom(', ', '\n', ',\n', ' # , k = 1\n'),
    ),
    {
      maxLength: 4,
    },
  )
  .map((entries) => ({
    text: `{ ${entries.map(([key, sign, value, end]) => key + sign + value + end).join('')}}`,
    keys: entries.map(([key, , value]) => [key.replaceAll('"', ''), key.replaceAll('"', ''), value] as const),
  }))

const value = fc.oneof(
  fc
    .oneof(
      keyless.filter((text) => !text.includes('{ a')),
      heredoc,
    )
    .map((text) => ({ text, objects: [] as { text: string; keys: (readonly [string, string, string])[] }[] })),
  fc.array(object, { minLength: 1, maxLength: 3 }).map((objects) => {
    const [only, ...others] = objects.map(({ text }) => text)
    return { text: others.length === 0 ? (only ?? '') : `merge(${objects.map(({ text }) => text).join(', ')})`, objects }
  }),
)

const attribute: fc.Arbitrary<Printed> = fc.tuple(name, gap, gap, value, lineEnd).map(([key, before, after, expression, end]) => ({
  // A heredoc ends with the marker alone on its line.
  text: `${key}${before}=${after}${expression.text}${expression.text.startsWith('<<') ? '\n' : end}`,
  truth: [
    {
      name: key,
      at: key,
      value: expression.text,
      keys: expression.objects.flatMap(({ keys }, at) =>
        keys.map(([found, slice, text]): AttributeTruth['keys'][number] => [found, slice, text, at]),
      ),
    },
  ],
}))

const { body } = fc.letrec<{ body: Printed; block: Printed }>((tie) => ({
  body: fc
    .tuple(fc.array(attribute, { maxLength: 3 }), fc.array(tie('block'), { maxLength: 3, depthIdentifier: 'blocks' }), gap)
    .map(([attributes, blocks, indent]) => ({
      text: [...attributes, ...blocks].map(({ text }) => indent + text).join(''),
      truth: [...attributes, ...blocks].flatMap(({ truth }) => truth),
    })),
  block: fc.oneof(
    { depthIdentifier: 'blocks', maxDepth: 3 },
    fc.tuple(name, lineEnd).map(([type, end]) => ({ text: `${type} {}${end}`, truth: [{ block: [type], header: type, body: [] }] })),
    fc
      .tuple(
        name,
        fc.array(
          fc.oneof(
            name,
            name.map((text) => `"${text}.x"`),
          ),
          { maxLength: 2 },
        ),
        gap,
        lineEnd,
        tie('body'),
      )
      .map(([type, labels, before, end, inner]) => {
        const header = [type, ...labels].join(' ')
        return {
          text: `${header}${before}{${end}${inner.text}}${end}`,
          truth: [{ block: [type, ...labels.map((label) => label.replaceAll('"', ''))], header, body: inner.truth }],
        }
      }),
  ),
}))

/** Random HCL with the truth about it. */
export const document: fc.Arbitrary<Printed> = body
