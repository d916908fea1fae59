import { describe, expect, it } from 'vitest'
import { IgnoreRules } from '../src/ignore-rules.ts'
import { DriftgateError } from '../src/model/errors.ts'
import type { Finding } from '../src/model/generated/report.ts'

type Named = Pick<Finding, 'resource' | 'difference'>

const user: Named = { resource: { kind: 'AWS::IAM::User', address: 'adam', physicalId: 'adam' } }
const machine = (index: string, path?: string, element?: string): Named => ({
  resource: { kind: 'AWS::EC2::Instance', address: `module.web["a/b"].aws_instance.this${index}`, physicalId: 'i-0abc' },
  ...(path === undefined ? {} : { difference: { path, change: 'changed', ...(element === undefined ? {} : { element }) } }),
})
const logs: Named = { resource: { kind: 'AWS::Logs::LogGroup', address: '/aws/lambda/web', physicalId: '/aws/lambda/web' } }

const ignored = (text: string, finding: Named): string | undefined => new IgnoreRules('.driftignore', text).ignoring(finding)?.place

describe('a .driftignore', () => {
  it.each<[string, Named, boolean]>([
    ['AWS::IAM::User/adam', user, true],
    ['AWS::IAM::User/*', user, true],
    ['AWS::IAM::**', user, true],
    ['/AWS::IAM::User/adam', user, true],
    ['adam', user, true],
    ['ada', user, false],
    ['ADAM', user, false],
    ['AWS::IAM::Role/adam', user, false],
    ['User/adam', user, false],
    ['**/adam', user, true],
    ['i-0abc', machine('[0]'), true],
    // An index is an index, with or without what gitignore would want before it.
    ['module.web["a/b"].aws_instance.this[0]', machine('[0]'), true],
    ['module.web\\["a/b"\\].aws_instance.this\\[0\\]', machine('[0]'), true],
    ['module.web["a/b"].aws_instance.this[0]', machine('[1]'), false],
    ['module.web["a/b"].aws_instance.this[0]', machine('0'), false],
    ['module.web["a/b"].aws_instance.this[*]', machine('[12]'), true],
    ['module.web["a/b"].aws_instance.this["blue"]', machine('["blue"]'), true],
    ['module.web[*].aws_instance.*', machine('[0]'), false],
    ['module.web\\[*/*\\].aws_instance.*', machine('[0]'), true],
    // Classes of characters are still there.
    ['ad[a-c]m', user, true],
    ['ad[!a]m', user, false],
    ['a?am', user, true],
    // Attributes.
    ['AWS::EC2::Instance/i-0abc#/Tags/LastScan', machine('[0]', '/Tags/3', 'LastScan'), true],
    ['AWS::EC2::Instance/i-0abc#/Tags/Name', machine('[0]', '/Tags/3', 'LastScan'), false],
    ['AWS::EC2::Instance/*#/Tags', machine('[0]', '/Tags/3', 'LastScan'), true],
    ['AWS::EC2::Instance/i-0abc#/UserData', machine('[0]'), false],
    ['AWS::EC2::Instance/i-0abc', machine('[0]', '/UserData'), true],
    // Ids that begin with a slash.
    ['AWS::Logs::LogGroup/aws/lambda/*', logs, true],
    ['AWS::Logs::LogGroup//aws/lambda/web', logs, true],
    ['/aws/lambda/web', logs, true],
    // Comments, escapes, spaces.
    ['# adam', user, false],
    ['\\#adam', { resource: { kind: 'AWS::IAM::User', address: '#adam' } }, true],
    ['\\!adam', { resource: { kind: 'AWS::IAM::User', address: '!adam' } }, true],
    ['adam   ', user, true],
    ['adam\\ ', user, false],
    ['adam\\ ', { resource: { kind: 'AWS::IAM::User', address: 'adam ' } }, true],
    ['', user, false],
  ])('%s', (pattern, finding, expected) => {
    expect(ignored(pattern, finding)).toBe(expected ? '.driftignore:1' : undefined)
  })

  it('is decided by the last line that fits', () => {
    expect(ignored('AWS::IAM::*/**\n!AWS::IAM::User/adam', user)).toBeUndefined()
    expect(ignored('!adam\n\nadam\r\n', user)).toBe('.driftignore:3')
    expect(ignored('i-0abc\n!i-0abc#/UserData', machine('[0]', '/UserData'))).toBeUndefined()
  })

  it('says why, where a comment stands right above', () => {
    const rules = new IgnoreRules('.driftignore', '# far away\n\n# until the\n# audit\nadam\nothers')
    expect(rules.ignoring(user)).toEqual({ place: '.driftignore:5', reason: 'until the audit' })
    expect(rules.unused()).toEqual([expect.objectContaining({ code: 'ignore-unused', location: { file: '.driftignore', line: 6 } })])
    expect(new IgnoreRules('.driftignore', 'adam', true).unused()).toEqual([])
  })

  it.each(['*a*a*a*a*a*a*a*a*b', '**/a*/**/b*/c', 'x/*a*a*a*a*a*a*a*a*a/y'])('refuses what could take for ever: %s', (pattern) => {
    expect(() => new IgnoreRules('.driftignore', `adam\n${pattern}`)).toThrow(DriftgateError)
    expect(() => new IgnoreRules('.driftignore', `adam\n${pattern}`)).toThrow('.driftignore, line 2')
  })

  it('is quick where names are made to be slow', () => {
    const rules = new IgnoreRules('.driftignore', '*a*a*a*a*a*a*a*b\nx/*a*a*a*a*a*a*a*b\nAWS::*/**/b')
    const started = performance.now()
    for (const name of ['a'.repeat(2000), `${'a'.repeat(2000)}/b`, '../'.repeat(50), '', '/', '\u0000\n'])
      expect(rules.ignoring({ resource: { kind: 'AWS::IAM::User', address: name, physicalId: name } })?.place).toBe(
        name.endsWith('/b') ? '.driftignore:3' : undefined,
      )
    expect(performance.now() - started).toBeLessThan(1000)
  })

  it('has at most 2,000 patterns', () => {
    expect(() => new IgnoreRules('.driftignore', 'a\n'.repeat(2001))).toThrow('line 2001')
  })
})

describe('the example of the README', () => {
  const rules = new IgnoreRules(
    '.driftignore',
    '**#/Tags/LastScan\nAWS::IAM::User/break-glass\nmodule.lab.*\n!module.lab.aws_security_group.*\naws_instance.web["blue"]#/UserData',
  )
  const at = (address: string, path?: string, element?: string): string | undefined =>
    rules.ignoring({
      resource: { kind: 'AWS::EC2::Instance', address, physicalId: 'i-1' },
      ...(path === undefined ? {} : { difference: { path, change: 'changed', ...(element === undefined ? {} : { element }) } }),
    })?.place

  it('does what it says', () => {
    expect(at('aws_instance.a', '/Tags/0', 'LastScan')).toBe('.driftignore:1')
    expect(at('aws_instance.a', '/Tags/0', 'Name')).toBeUndefined()
    expect(at('module.lab.aws_instance.a')).toBe('.driftignore:3')
    expect(at('module.lab.aws_security_group.a')).toBeUndefined()
    expect(at('aws_instance.web["blue"]', '/UserData')).toBe('.driftignore:5')
    expect(at('aws_instance.web["green"]', '/UserData')).toBeUndefined()
  })
})
