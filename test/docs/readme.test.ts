import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse as parseYaml } from 'yaml'
import { checkedEntry } from '../../src/cli/account-entry.ts'
import { commands, commonOptions } from '../../src/cli/commands.ts'
import { readConfiguration } from '../../src/cli/configuration-document.ts'
import { optionTable } from '../../src/cli/options.ts'
import { readableKinds } from '../../src/live/aws/observer.ts'
import { actionsOfStacks, actionsThroughCloudControl } from '../../src/live/aws/permissions.ts'
import { historyAction } from '../../src/live/aws/config/untold.ts'
import { configActions } from '../../src/live/aws/config/observer.ts'
import { apiRow, operationFacts } from '../../src/mapping/api.ts'
import { runCli } from '../cli/run-cli.ts'
import { loadText } from '../judge/load-text.ts'

const root = new URL('../../', import.meta.url)
const readme = readFileSync(new URL('README.md', root), 'utf8')
const pages = [
  'README.md',
  'CONTRIBUTING.md',
  'docs/aws.md',
  'docs/containers.md',
  'docs/data.md',
  'docs/extending.md',
  'docs/images.md',
  'docs/library.md',
  'docs/policies.md',
]

const fenced = (text: string): string => `\n\`\`\`\n${text}\n\`\`\`\n`

/** The text between two comments of the README, which stay. */
function filled(text: string, name: string, content: string): string {
  const between = new RegExp(`(<!-- ${name}: [^\\n]*-->)[^]*(\\n<!-- end of ${name} -->)`)
  expect(text).toMatch(between)
  return text.replace(between, (_all, start: string, end: string) => `${start}${fenced(content).trimEnd()}${end}`)
}

/** Blocks of a language, without their fences. */
const blocks = (text: string, language: string): string[] =>
  [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'gm'))].map(([, inner = '']) => inner)

describe('the README', () => {
  it('shows what the demo really prints (else run `npm test -- -u test/docs/readme.test.ts`)', async () => {
    const shop = 'fixtures/web-shop'
    const argv = ['scan', '--declared', `${shop}/terraform`, '--baked', `${shop}/images`, '--live', `${shop}/live/mutated.ndjson`]
    const { code, stdout } = await runCli(argv)
    expect(code).toBe(1)
    const parts = stdout.trimEnd().split('\n\n')
    const start = parts.slice(0, 5)
    const end = parts.at(-1) ?? ''
    const one = parts.find((part) => part.includes('DG401 sg-rule-added  aws_security_group.bastion')) ?? ''
    expect(one).not.toBe('')
    const machine = [
      'scan',
      '--baked',
      `${shop}/images/web-20261102.baked.ndjson`,
      '--live',
      `collected:${shop}/hosts/web-mutated.collected`,
    ]
    const scanned = await runCli(machine)
    expect(scanned.code).toBe(1)
    const shown = [
      `$ driftgate ${argv.join(' ')}`,
      ...start,
      `... ${parts.length - start.length - 1} more resources`,
      end,
      `$ driftgate ${machine.join(' ')}`,
      ...scanned.stdout.trimEnd().split('\n\n').slice(0, 2),
    ].join('\n\n')
    const proving = [
      'prove',
      '--declared',
      `${shop}/terraform`,
      '--baked',
      `${shop}/images`,
      '--live',
      `${shop}/live/clean.ndjson`,
      '--top',
      '6',
    ]
    const proof = await runCli(proving)
    expect(proof.code).toBe(0)
    const head = (name: string, lines: number): string[] =>
      readFileSync(new URL(`bench/${name}/figures.txt`, root), 'utf8')
        .split('\n')
        .slice(0, lines)
    const truth = [...head('truth', 2), ...head('mapped', 2)].join('\n')
    const text = filled(filled(filled(readme, 'demo', shown), 'finding', one), 'truth', truth)
    const proved = `$ driftgate ${proving.join(' ')}\n\n${proof.stdout.trimEnd()}`
    await expect(filled(text, 'proof', proved)).toMatchFileSnapshot('../../README.md')
  }, 30_000)

  it.each([
    ['README.md', 8],
    ['docs/aws.md', 10],
  ])('%s names only commands and options that there are', (page, least) => {
    const known = new Set([...optionTable.keys()].map((name) => `--${name}`))
    const shorts = new Set([...optionTable.values()].flatMap(({ short }) => (short === undefined ? [] : [`-${short}`])))
    const text = readFileSync(new URL(page, root), 'utf8')
    const lines = blocks(text, 'sh').flatMap((block) => block.split('\n').filter((line) => line.startsWith('driftgate ')))
    expect(lines.length).toBeGreaterThan(least)
    for (const line of lines) {
      const words = line.split(' ').slice(1)
      const entry = commands.find(({ group, name }) => words.join(' ').startsWith([group, name.split(' ')[0]].filter(Boolean).join(' ')))
      expect([line, entry === undefined]).toEqual([line, false])
      const allowed = new Set<string>([...(entry?.options ?? []), ...commonOptions])
      for (const word of words.filter((each) => each.startsWith('-'))) {
        expect([line, word, known.has(word) || shorts.has(word)]).toEqual([line, word, true])
        if (word.startsWith('--')) expect([line, word, allowed.has(word.slice(2))]).toEqual([line, word, true])
      }
    }
  })

  it('shows a configuration and a policy that are accepted', async () => {
    const [configuration = '', , policy = ''] = blocks(readme, 'yaml')
    expect((await readConfiguration('driftgate.yaml', configuration)).stacks).toMatchObject([{ name: 'shop', live: ['aws'] }])
    const { book, diagnostics } = await loadText(policy)
    expect(diagnostics).toEqual([])
    expect(book.find('ACME001')?.severity).toBe('high')
  })

  it('allows in its policy every action that the bundled clients need, and none that writes', async () => {
    const [text = '{}'] = blocks(readme, 'json')
    const policy: { Statement: { Action: string[] }[] } = JSON.parse(text)
    const allowed = policy.Statement.flatMap(({ Action }) => Action)
    const { readable } = await readableKinds({ scope: {} })
    const ofCloudControl = actionsThroughCloudControl('AWS::No::Such', true)
    const needed = new Set([
      ...actionsOfStacks(),
      ...configActions(),
      ...configActions('organization'),
      historyAction,
      ...ofCloudControl,
      ...readable.flatMap(actionsOf),
    ])
    expect(needed.size).toBeGreaterThan(100)
    const covers = (action: string): boolean =>
      allowed.some((each) => each === action || (each.endsWith('*') && action.startsWith(each.slice(0, -1))))
    expect([...needed].filter((action) => !covers(action))).toEqual([])
    expect(allowed.filter((action) => !/:(?:BatchGet|Describe|Get|GET$|List|Search|Select)/.test(action))).toEqual([])
    expect(
      allowed.filter((each) => !each.startsWith('sts:') && ![...needed].some((action) => action.startsWith(each.replace(/\*$/, '')))),
    ).toEqual([])
  })

  it('names the actions of a kind as a report would', () => {
    const rows = [...readme.matchAll(/^\| `(AWS::\S+)` \| (.+) \|$/gm)]
    expect(rows.length).toBeGreaterThan(5)
    for (const [, kind = '', actions = ''] of rows) {
      const named = [...actions.matchAll(/`([^`]+)`/g)].map(([, action = '']) => action)
      expect([kind, new Set(named)]).toEqual([kind, new Set(actionsOf(kind))])
    }
  })
})

describe('the page of live AWS', () => {
  const page = readFileSync(new URL('docs/aws.md', root), 'utf8')

  it('shows lists and configurations that are accepted, and a trust policy as it is printed', async () => {
    const [plain = ''] = blocks(page, 'text')
    const [list = '', configuration = '', role = '', workflow = ''] = blocks(page, 'yaml')
    const path = mkdtempSync(join(tmpdir(), 'driftgate-'))
    const accountsOf = (text: string) => {
      writeFileSync(join(path, 'accounts'), text)
      return checkedEntry({ accounts: join(path, 'accounts') })
    }
    expect((await accountsOf(plain)).accounts).toMatchObject([{ name: 'shop-prod' }, { name: 'shop-staging' }])
    expect((await accountsOf(list)).accounts).toHaveLength(4)
    rmSync(path, { recursive: true })
    expect((await readConfiguration('driftgate.yaml', configuration)).stacks).toHaveLength(2)
    expect(parseYaml(role)).toHaveProperty('Resources.Reader.Type', 'AWS::IAM::Role')
    expect(parseYaml(workflow)).toMatchObject({ permissions: { 'id-token': 'write' }, jobs: { scan: { steps: expect.any(Array) } } })
    const [trust = ''] = blocks(page, 'json')
    const printed = await runCli(['permissions', '--trust', 'arn:aws:iam::999999999999:role/driftgate', '--external-id', 'a-secret-word'])
    expect(trust).toBe(printed.stdout)
  })
})

describe('the documentation', () => {
  it.each(pages)('%s links only to what is there', (page) => {
    const text = readFileSync(new URL(page, root), 'utf8')
    const links = [...text.matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)].map(([, link = '']) => link).filter((link) => !link.includes('://'))
    expect(links.filter((link) => !existsSync(new URL(link, new URL(page, root))))).toEqual([])
  })

  it.each(pages.filter((page) => page.startsWith('docs/') || page === 'CONTRIBUTING.md'))('%s names only files that are there', (page) => {
    const text = readFileSync(new URL(page, root), 'utf8')
    const paths = [...text.matchAll(/`((?:src|data|docs|policies|schemas|tools|fixtures|test)\/[\w./-]*)`/g)].map(([, path = '']) => path)
    expect(paths.filter((path) => !path.includes('/NAME.') && !existsSync(new URL(path, root)))).toEqual([])
  })
})

it('docs/data.md says of every data file what it is', () => {
  const text = readFileSync(new URL('docs/data.md', root), 'utf8')
  const entries = ['data/', 'data/aws/', 'data/terraform/'].flatMap((folder) =>
    readdirSync(new URL(folder, root), { withFileTypes: true })
      .filter((entry) => entry.isFile() || folder === 'data/aws/')
      .map((entry) => `${folder}${entry.name}${entry.isFile() ? '' : '/'}`),
  )
  expect(entries.filter((entry) => !text.includes(`\`${entry}\``))).toEqual([])
})

/** What reading a kind needs: its list, its details, its tags. */
function actionsOf(kind: string): string[] {
  const row = apiRow(kind)
  if (row === undefined) return []
  const operations = [row.l.o, ...(row.d ?? []).map(({ o }) => o), row.c?.o, row.t?.o].filter((each) => each !== undefined)
  return operations.map((operation) => operationFacts(operation).action)
}
