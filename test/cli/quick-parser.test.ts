import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { commands, commonOptions } from '../../src/cli/commands.ts'
import { optionTable } from '../../src/cli/options.ts'
import { parse, type Parsed } from '../../src/cli/parser.ts'
import { parseQuickly } from '../../src/cli/quick-parser.ts'

const words = [
  'scan',
  'explain',
  'policies',
  'list',
  'show',
  'report',
  'convert',
  'DG401',
  'a=b',
  '0123',
  '1e3',
  '',
  '-',
  '--',
  '-1',
  'true',
  'x y',
]
const flags = [...optionTable].flatMap(([name, { short, type }]) => [
  `--${name}`,
  `--${name}=`,
  `--${name}=v`,
  ...(type === 'switch' ? [`--no-${name}`, `--${name}=false`] : []),
  ...(short === undefined ? [] : [`-${short}`, `-${short}v`, `-${short}=v`]),
])
const other = [
  '--help',
  '-h',
  '--version',
  '--unknown',
  '-z',
  '-qv',
  '--no-declared',
  '--__proto__',
  '--constructor',
  '--_',
  '-qf',
  '--a.b',
]
const word = fc.oneof(fc.constantFrom(...words), fc.constantFrom(...flags), fc.constantFrom(...other), fc.string({ maxLength: 4 }))
const known = commands.map(({ group, name }) => [...(group === undefined ? [] : [group]), name.split(' ')[0] ?? ''])

/** What is told to a command, in plain values: unset options stand there as nothing. */
function told(parsed: Parsed | undefined): unknown {
  if (parsed?.is !== 'command') return parsed
  return { name: parsed.entry, flags: [...parsed.flags].filter(([, value]) => value !== undefined), words: parsed.words }
}

describe('the quick parser', () => {
  it('says what the whole one says, or nothing', async () => {
    let understood = 0
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...known), fc.array(word, { maxLength: 6 }), async (command, rest) => {
        const quick = parseQuickly([...command, ...rest])
        if (quick === undefined) return
        understood += 1
        expect(told(quick)).toEqual(told(await parse([...command, ...rest], 80)))
      }),
      { numRuns: 600 },
    )
    expect(understood).toBeGreaterThan(25)
  })

  it.each(commands.map((entry) => [entry.group === undefined ? entry.name : `${entry.group} ${entry.name}`, entry] as const))(
    'reads every option of %s',
    async (_, entry) => {
      const [name = '', ...wanted] = entry.name.split(' ')
      const names = [...entry.options, ...commonOptions].flatMap((option) =>
        optionTable.get(option)?.type === 'switch' ? [`--${option}`] : [`--${option}`, 'value'],
      )
      const argv = [...(entry.group === undefined ? [] : [entry.group]), name, ...names, ...wanted.map(() => 'word')]
      const quick = parseQuickly(argv)
      const isPlain = wanted.every((each) => each.startsWith('<') && !each.endsWith('..>'))
      expect(told(quick)).toEqual(isPlain ? told(await parse(argv, 80)) : undefined)
    },
  )

  it.each([
    ['help', ['scan', '--help']],
    ['an unknown option', ['scan', '--declare', 'x']],
    ['an option without its value', ['scan', '--declared']],
    ['an unknown command', ['scam']],
    ['no command', []],
    ['a group alone', ['policies']],
    ['a word too many', ['scan', 'x']],
    ['a word too few', ['explain']],
  ])('leaves %s to the whole one', (_, argv) => {
    expect(parseQuickly(argv)).toBeUndefined()
  })
})
