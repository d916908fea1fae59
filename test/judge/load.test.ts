import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { judge } from '../../src/judge/judge.ts'
import { loadPolicies } from '../../src/judge/load.ts'
import { testPolicies } from '../../src/judge/self-test.ts'
import { aContext, aMutation } from './builders.ts'
import { loadText } from './load-text.ts'

const head = 'apiVersion: driftgate/v1\nkind: PolicyPack\npolicies:\n'
const policy = (lines: string) =>
  `${head}  - id: OWN001\n    name: own\n    title: t\n    description: d\n    severity: low\n    match: {kinds: [x/y]}\n    message: m\n${lines}`
const config = (lines: string) => `apiVersion: driftgate/v1\nkind: PolicyConfig\npolicies:\n${lines}`

describe('what is wrong in a policy file', () => {
  it.each([
    ['an unknown key', policy('    serverity: high\n'), 'policy-unknown-key', "'serverity' is not a key", 11, 5],
    ['an unknown key deep inside', policy('').replace('[x/y]}', '[x/y], kind: z}'), 'policy-unknown-key', "'kind' is not a key", 9, 27],
    [
      'an unknown key in one of several matches',
      policy('').replace('{kinds: [x/y]}', '[{kinds: [x/y], path: z}]'),
      'policy-unknown-key',
      "'path' is not a key",
      9,
      28,
    ],
    ['a wrong severity', policy('').replace('low', 'Medium'), 'policy-value', 'must be one of critical, high, medium, low, info', 8, 15],
    ['a missing key', policy('').replace('    message: m\n', ''), 'policy-missing-key', "lacks 'message'", 4, 5],
    [
      'a number as a control id',
      policy('    controls:\n      cis-controls-8.1: ["4.1", 4.10]\n'),
      'policy-control-id',
      'is a number',
      12,
      33,
    ],
    [
      'a control that does not exist',
      policy('    controls: {nist-800-53-r5: [CM-3, CM-99]}\n'),
      'policy-control-id',
      "has no control 'CM-99'",
      11,
      39,
    ],
    ['a framework that does not exist', policy('    controls: {nist: [CM-3]}\n'), 'policy-control-id', "'nist' has no control", 11, 23],
    ['a group that does not exist', policy('    controlGroups: [CHG, NOPE]\n'), 'policy-control-id', "no control group 'NOPE'", 11, 26],
    ['a misspelt variable', policy('    when: resource.knd == "x"\n'), 'policy-expression', 'No such key: knd', 11, 11],
    [
      'a misspelt variable in a severity rule',
      policy('    severityRules: [{when: change.pth == "", severity: high}]\n'),
      'policy-expression',
      'No such key: pth',
      11,
      28,
    ],
    ['a backtracking pattern', policy('    when: change.path.matches("a")\n'), 'policy-expression', 're2(text, pattern)', 11, 11],
    [
      'a default of another type',
      policy('    params: {max: {type: number, default: ten}}\n'),
      'policy-param',
      "'max' must be a number",
      11,
      43,
    ],
    [
      'a list of another type',
      policy('    params: {max: {type: array, items: number, default: [a]}}\n'),
      'policy-param',
      'list of numbers',
      11,
      57,
    ],
    [
      'a message that nothing fills',
      policy('').replace('message: m', 'message: "{resource} {resorce}"'),
      'policy-message',
      "'{resorce}'",
      10,
      14,
    ],
    ['an id of the project', policy('').replace('OWN001', 'DG999'), 'policy-reserved', 'DG999', 4, 9],
    ['an id that exists', policy('').replace('OWN001', 'DG101'), 'policy-duplicate', "'DG101'", 4, 9],
    ['a name that exists', policy('').replace('name: own', 'name: tag-mutated'), 'policy-duplicate', "'tag-mutated'", 4, 9],
    ['an unknown kind', 'apiVersion: driftgate/v1\nkind: PolicyPak\n', 'policy-kind', 'PolicyPak', 2, 1],
    ['no kind', 'apiVersion: driftgate/v1\n', 'policy-missing-key', "lacks 'kind'", 1, 1],
    ['a list', '- a\n', 'policy-value', 'must be of type object', 1, 1],
    ['another version', 'apiVersion: driftgate/v2\nkind: PolicyPack\npolicies: []\n', 'policy-value', "'/apiVersion'", 1, 13],
    ['broken YAML', `${head}  - {id: OWN001\n`, 'policy-syntax', 'not valid YAML', 5, 1],
    ['a key said twice', policy('    severity: high\n'), 'policy-syntax', 'unique', 11, 5],
    ['a policy that does not exist', config('  DG999: {enabled: false}\n'), 'policy-unknown', "'DG999'", 4, 10],
    ['a param that does not exist', config('  DG202: {params: {maxAge: 3}}\n'), 'policy-param', "no param 'maxAge'", 4, 28],
    ['a param of another type', config('  DG202: {params: {maxAgeDays: ten}}\n'), 'policy-param', 'must be a number', 4, 32],
    ['a setting that is none', config('  DG202: {disabled: true}\n'), 'policy-unknown-key', "'disabled'", 4, 11],
  ])('%s is an error with its place and what to do', async (_, text, code, message, line, column) => {
    const { diagnostics, book } = await loadText(text)
    const found = diagnostics.find((diagnostic) => diagnostic.code === code)
    expect(found).toMatchObject({ level: 'error', hint: expect.stringMatching(/\w/), location: { line, column } })
    expect(found?.location?.file).toMatch(/0\.yaml$/)
    expect(found?.message).toContain(message)
    expect(book.find('OWN001')).toBeUndefined()
  })

  it('says one thing for one mistake', async () => {
    for (const text of [
      policy('    serverity: high\n'),
      policy('').replace('low', 'Medium'),
      policy('').replace('[x/y]}', '[x/y], kind: z}'),
    ])
      expect((await loadText(text)).diagnostics).toHaveLength(1)
  })

  it('does not keep the rest of the files from being read', async () => {
    const { book, diagnostics } = await loadText(
      `${policy('    serverity: high\n')}---\n${policy('').replace('OWN001', 'OWN002').replace('own', 'other')}`,
      policy('').replace('OWN001', 'OWN003'),
    )
    expect(diagnostics).toHaveLength(1)
    expect(book.policies.map((one) => one.id).filter((id) => id.startsWith('OWN'))).toEqual(['OWN002', 'OWN003'])
  })

  it('is refused when aliases blow up', async () => {
    const bomb = [
      'a: &a [x,x,x,x,x,x,x,x,x]',
      ...'bcdefgh'.split('').map((key, at) => `${key}: &${key} [${Array(9).fill(`*${'abcdefg'[at]}`).join(',')}]`),
    ].join('\n')
    const { diagnostics } = await loadText(bomb)
    expect(diagnostics).toMatchObject([{ code: 'policy-syntax', level: 'error' }])
  })

  it('is refused when it is larger or deeper than what anybody writes', async () => {
    for (const text of [`# ${'x'.repeat(5_000_000)}\n${policy('')}`, '['.repeat(100_000), '{"a":'.repeat(100_000)]) {
      const { diagnostics } = await loadText(text)
      expect(diagnostics).toMatchObject([
        { code: 'policy-syntax', level: 'error', message: expect.stringMatching(/^This is no policy file: /) },
      ])
    }
    expect((await loadText(policy(`    params: {a: {default: ${'['.repeat(50)}${']'.repeat(50)}}}\n`))).diagnostics).not.toMatchObject([
      { code: 'policy-syntax' },
    ])
  })

  it('no key of the prototype passes for a policy', async () => {
    const { diagnostics } = await loadText(config('  __proto__: {enabled: false}\n  constructor: {enabled: false}\n'))
    expect(diagnostics.map((diagnostic) => diagnostic.code)).toEqual(['policy-unknown', 'policy-unknown'])
  })
})

describe('where policies come from', () => {
  it('files and folders, with all below them, in the order of their names; what others read is left alone', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'policies-'))
    try {
      mkdirSync(join(folder, 'deep'))
      mkdirSync(join(folder, 'empty'))
      writeFileSync(join(folder, 'b.yml'), policy(''))
      writeFileSync(
        join(folder, 'deep', 'a.json'),
        JSON.stringify({ apiVersion: 'driftgate/v1', kind: 'PolicyConfig', policies: { own: { severity: 'critical' } } }),
      )
      writeFileSync(join(folder, 'exceptions.yaml'), 'apiVersion: driftgate/v1\nkind: ExceptionList\nexceptions: []\n')
      writeFileSync(join(folder, 'nothing.yaml'), '# nothing yet\n')
      writeFileSync(join(folder, 'README.md'), 'no policy')
      const { book, diagnostics } = await loadPolicies([folder])
      expect(diagnostics).toEqual([])
      expect(book.find('own')?.severity).toBe('critical')
      expect((await loadPolicies([join(folder, 'empty'), join(folder, 'none.yaml')])).diagnostics).toMatchObject([
        { code: 'policy-file', level: 'error', message: expect.stringContaining('no policy files') },
        { code: 'policy-file', level: 'error', message: expect.stringContaining('ENOENT') },
      ])
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it('no policy at all is an error, never a clean scan', async () => {
    expect((await loadPolicies([], { builtin: false })).diagnostics).toMatchObject([{ code: 'policy-none', level: 'error' }])
  })

  it('frameworks and groups of their own', async () => {
    const { book, diagnostics } = await loadText(
      `apiVersion: driftgate/v1\nkind: ControlFramework\nframework: house\ntitle: House rules\ncontrols: [{id: "7.10", title: Rebuild}]\n---\n` +
        `apiVersion: driftgate/v1\nkind: ControlGroups\ngroups: {HOUSE: {rationale: r, controls: {house: ["7.10"]}}}\n---\n` +
        policy('    controlGroups: [HOUSE, PROV]\n    controls: {house: ["7.10"], cmmc-2.0: ["CM.L2-3.4.1"]}\n'),
    )
    expect(diagnostics).toEqual([])
    expect(book.find('OWN001')?.controls).toEqual({
      'cmmc-2.0': ['CM.L2-3.4.1', 'CM.L3-3.4.1e'],
      house: ['7.10'],
      'nist-800-53-r5': ['CM-14', 'SI-7(15)'],
    })
  })
})

const worldOpen = aMutation({
  path: '/SecurityGroupIngress/0',
  change: 'added',
  live: { CidrIp: '0.0.0.0/0', FromPort: 8080, ToPort: 8080, IpProtocol: 'tcp' },
})
const severityWith = async (text: string) => judge(worldOpen, (await loadText(config(text))).book, aContext).judged?.finding.severity

describe('settings', () => {
  it('a later file wins, field by field', async () => {
    const { book, diagnostics } = await loadText(
      config('  DG401: {severity: low, params: {adminPorts: [8080]}}\n  dg202: {enabled: false}\n'),
      config(
        '  sg-rule-added: {severity: medium, owner: net, reason: Reviewed weekly.}\n  image-too-old: {enabled: true, params: {maxAgeDays: 10}}\n',
      ),
    )
    expect(diagnostics).toEqual([])
    expect(judge(worldOpen, book, aContext).judged?.finding.severity).toBe('medium')
    expect(book.find('DG401')?.params.adminPorts).toEqual([8080])
    expect(book.find('DG202')).toMatchObject({ enabled: true, params: { maxAgeDays: 10 } })
  })

  it('params change what a condition decides, and severity rules may be given anew', async () => {
    expect(await severityWith('  DG401: {}\n')).toBe('high')
    expect(await severityWith('  DG401: {params: {adminPorts: [8080]}}\n')).toBe('critical')
    expect(await severityWith('  DG401: {severity: low, severityRules: [{when: "change.kind == \\"added\\"", severity: info}]}\n')).toBe(
      'info',
    )
  })

  it('a policy that is off neither judges nor is named', async () => {
    const { book } = await loadText(config('  DG401: {enabled: false}\n'))
    expect(judge(worldOpen, book, aContext).judged?.finding).toMatchObject({ policy: 'DG104', alsoBreaks: [] })
  })

  it('only stable policies are on by themselves', async () => {
    const sandbox = policy('    maturity: sandbox\n')
    expect((await loadText(sandbox)).book.find('own')?.enabled).toBe(false)
    expect((await loadText(sandbox, config('  own: {enabled: true}\n'))).book.find('own')?.enabled).toBe(true)
  })
})

describe('tests of policies', () => {
  it('fail where the policy does something else, cannot decide, or lacks a case', async () => {
    const { book } = await loadText(
      policy(`    when: change.live.Port == 1
    tests:
      - {name: another severity, input: {resource: {kind: x/y}, difference: {path: /a, change: added, live: {Port: 1}}}, expect: high}
      - {name: cannot decide, input: {resource: {kind: x/y}, difference: {path: /a, change: added, live: {}}}, expect: fires}
      - {name: right, input: {resource: {kind: x/y}, difference: {path: /a, change: added, live: {Port: 1}}}, expect: fires}
`),
    )
    const results = (await testPolicies(book)).filter((result) => result.policy === 'OWN001')
    expect(results.map(({ test, ok, got }) => [test, ok, got.slice(0, 12)])).toEqual([
      ['another severity', false, 'low'],
      ['cannot decide', false, 'error: Polic'],
      ['right', true, 'low'],
      ['has a test in which it is silent', false, 'no such test'],
    ])
  })

  it('are not asked of what is not stable', async () => {
    const { book } = await loadText(policy('    maturity: incubating\n'))
    expect((await testPolicies(book)).filter((result) => result.policy === 'OWN001')).toEqual([])
  })

  it('may give both sides of a resource', async () => {
    const { book } = await loadText(
      policy(`    maturity: sandbox
    when: declared.A == live.A && resource.tags["env"] == "x" && group.size > 1
    tests:
      - {name: both, input: {resource: {kind: x/y}, declared: {A: 1}, live: {A: 1, Tags: {env: x}}, group: {id: g, size: 2}, difference: {path: /b, change: added}}, expect: low}
`),
    )
    expect((await testPolicies(book)).find((result) => result.policy === 'OWN001')).toMatchObject({ ok: true })
  })
})
