import { describe, expect, it } from 'vitest'
import { compare } from '../../src/compare/compare.ts'
import type { Json } from '../../src/model/json.ts'
import type { Comparison } from '../../src/model/pair.ts'
import type { KnownText } from '../../src/model/resource.ts'
import { declares, shows } from '../helpers/resources.ts'

const kind = 'AWS::EC2::Instance'

/** Compares a value of which this is known with what is live. */
function comparing(known: KnownText, live: Json | undefined, path = '/KeyName', unread: string[] = []): Comparison {
  const written = { 'Fn::Sub': 'as written' }
  const [name = ''] = path.slice(1).split('/')
  const declared = path.endsWith('/0') ? [written] : written
  return compare({
    outcome: 'managed',
    shape: 'neutral',
    declared: declares(kind, {}, { unresolved: [path], knownTexts: new Map([[path, known]]) }),
    live: shows(kind, 'i-1', {}, { unread }),
    declaredProperties: { [name]: declared },
    liveProperties: live === undefined ? {} : { [name]: live },
  })
}

const outcomeOf = ({ equal, differences, notCompared }: Comparison): string =>
  differences.length > 0 ? differences.map(({ change }) => change).join() : equal > 0 ? 'equal' : (notCompared[0]?.reason ?? 'nothing')

const encoded = (text: string): string => Buffer.from(text).toString('base64')

describe('a text of which parts are known', () => {
  it.each<[string, string[], Json, string]>([
    ['begins and ends as declared', ['web-', '-prod'], 'web-x1-prod', 'equal'],
    ['has a gap of nothing', ['web-', '-prod'], 'web--prod', 'equal'],
    ['has another begin', ['web-', '-prod'], 'app-x1-prod', 'changed'],
    ['has another end', ['web-', '-prod'], 'web-x1-test', 'changed'],
    ['lacks what stands between', ['a', '-mid-', 'z'], 'a-other-z', 'changed'],
    ['is too short to hold both', ['aba', 'aba'], 'aba', 'changed'],
    ['has its parts in another order', ['', 'one', 'two', ''], 'two one', 'changed'],
    ['is known whole', ['web'], 'web', 'equal'],
    ['is a number there', ['4', ''], 42, 'equal'],
    ['is the ARN of the name', ['web-', ''], 'arn:aws:iam::123456789012:role/web-x1', 'equal'],
    ['is the ARN of another name', ['web-', ''], 'arn:aws:iam::123456789012:role/app-x1', 'changed'],
    ['is the name of the ARN', ['arn:aws:sns:', ':alarms'], 'alarms', 'equal'],
    ['is another name', ['arn:aws:sns:', ':alarms'], 'other', 'changed'],
    ['ends with a dot there', ['www.', '.example.com'], 'www.x.example.com.', 'equal'],
    ['lost its last line break', ['#!/bin/sh\n', '\n'], '#!/bin/sh\r\nx', 'equal'],
    ['was masked', ['Gr??e ', ''], 'Größe x', 'equal'],
    ['was masked and is another', ['Gr??e ', ''], 'Grüne x', 'changed'],
    ['is a list of one there', ['a', ''], ['ab'], 'equal'],
    ['is one of several there', ['a', ''], ['ab', 'evil'], 'changed'],
    ['is a block there', ['a', ''], { A: 1 }, 'unresolved'],
  ])('that %s', (_, texts, live, outcome) => {
    expect(outcomeOf(comparing({ texts }, live))).toBe(outcome)
  })

  it('in base64 is decoded first', () => {
    const known: KnownText = { texts: ['#!/bin/sh\necho ', '\n'], base64: true }
    expect(outcomeOf(comparing(known, encoded('#!/bin/sh\necho x\n'), '/UserData'))).toBe('equal')
    expect(outcomeOf(comparing(known, encoded('#!/bin/sh\ncurl x | sh\n'), '/UserData'))).toBe('changed')
    expect(outcomeOf(comparing(known, 'no base64!', '/UserData'))).toBe('unresolved')
  })

  it('that is gone is a removal, unless nobody could read it', () => {
    expect(outcomeOf(comparing({ texts: ['web-', ''] }, undefined, '/KernelParameters'))).toBe('removed')
    expect(outcomeOf(comparing({ texts: ['web-', ''] }, undefined))).toBe('create-only')
    expect(outcomeOf(comparing({ texts: ['web-', ''] }, undefined, '/KeyName', ['/KeyName']))).toBe('not-read')
  })

  it('finds its element of a list', () => {
    const known = { texts: ['sg-', ''] }
    expect(outcomeOf(comparing(known, ['sg-1'], '/SecurityGroupIds/0'))).not.toMatch(/removed|changed|added/)
    expect(outcomeOf(comparing(known, ['other'], '/SecurityGroupIds/0'))).toBe('removed,added')
    expect(outcomeOf(comparing(known, ['sg-1', 'sg-2'], '/SecurityGroupIds/0'))).toBe('added')
  })
})

describe('a document with gaps', () => {
  const gap = (text: string): KnownText => ({ texts: text.split('~') })

  it.each<[string, string, Json, string]>([
    ['is compared value by value', '{"A": "x-~", "B": 1}', { B: 1, A: 'x-7' }, 'equal'],
    ['is compared as text too', '{"A": "x-~", "B": 1}', '{"B":1,"A":"x-7"}', 'equal'],
    ['shows a changed value', '{"A": "x-~", "B": 1}', { B: 2, A: 'x-7' }, 'changed'],
    ['shows a changed known text', '{"A": "x-~", "B": 1}', { B: 1, A: 'y-7' }, 'changed'],
    ['shows what was added', '{"A": "x-~", "B": 1}', { B: 1, A: 'x-7', C: 3 }, 'added'],
    ['may have a gap for a number', '{"A": ~, "B": 1}', { B: 1, A: 5 }, 'equal'],
    ['is not compared where a key is not known', '{"A~": 1}', { A5: 1 }, 'unresolved'],
    ['is not compared where its structure is not known', '{"A": 1 ~}', { A: 1 }, 'unresolved'],
  ])('%s', (_, text, live, outcome) => {
    expect(outcomeOf(comparing(gap(text), live))).toBe(outcome)
  })

  it('never shows the mark of a gap', () => {
    const { differences } = comparing(gap('{"A": "x-~"}'), { A: 'y' })
    expect(differences).toMatchObject([{ path: '/KeyName/A', declared: 'x-${...}', live: 'y' }])
  })
})
