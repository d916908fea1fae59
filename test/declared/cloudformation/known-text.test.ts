import { describe, expect, it } from 'vitest'
import { at, read, stackResourcesOf, templateOf } from './reading.ts'

const sections = {
  Parameters: { Open: { Type: 'String' }, Stage: { Type: 'String', Default: 'prod' } },
  Conditions: { Maybe: { 'Fn::Equals': [{ Ref: 'Open' }, 'x'] } },
  Resources: { Role: { Type: 'AWS::IAM::Role' } },
}

/** What is known of a value whose whole only the deployment knows. */
async function knownOf(value: unknown): Promise<unknown> {
  const reading = await read({
    'template.json': templateOf({ Value: value }, sections),
    'resources.json': stackResourcesOf('shop', { It: ['AWS::EC2::Instance', 'i-1'], Role: ['AWS::IAM::Role', 'r'] }),
  })
  const { unresolved, knownTexts } = at(reading, 'It')
  expect(unresolved).toEqual(['/Value'])
  return knownTexts?.get('/Value')
}

describe('what is known of a text that only the deployment knows whole', () => {
  it.each<[string, unknown, string[]]>([
    ['Sub', { 'Fn::Sub': 'a-${Stage}-${Open}-z' }, ['a-prod-', '-z']],
    ['Sub with a map', { 'Fn::Sub': ['${A}/${B}', { A: { 'Fn::Join': ['.', ['x', { Ref: 'Open' }]] }, B: 'b' }] }, ['x.', '/b']],
    ['Join', { 'Fn::Join': ['-', ['a', { Ref: 'Open' }, { Ref: 'AWS::NoValue' }, 'z']] }, ['a-', '-z']],
    ['Join with what may be nothing', { 'Fn::Join': [',', ['a', { 'Fn::If': ['Maybe', 'b', { Ref: 'AWS::NoValue' }] }, 'z']] }, ['a', 'z']],
    ['a dynamic reference among text', 'db={{resolve:ssm:/db/name:1}};mode=rw', ['db=', ';mode=rw']],
    ['a dynamic reference that Sub writes', { 'Fn::Sub': 'db={{resolve:ssm:/${Open}/name}};' }, ['db=', ';']],
    ['a zone of the region', { 'Fn::Select': [0, { 'Fn::GetAZs': '' }] }, ['eu-west-1', '']],
    ['a zone of a named region', { 'Fn::Select': [1, { 'Fn::GetAZs': 'us-east-1' }] }, ['us-east-1', '']],
  ])('%s', async (_, written, texts) => {
    expect(await knownOf(written)).toEqual({ texts })
  })

  it('is encoded where the whole is', async () => {
    expect(await knownOf({ 'Fn::Base64': { 'Fn::Sub': '#!/bin/sh\n${Open}\n' } })).toEqual({ texts: ['#!/bin/sh\n', '\n'], base64: true })
  })

  it.each<[string, unknown]>([
    ['a parameter', { Ref: 'Open' }],
    ['a secret', '{{resolve:secretsmanager:db:SecretString:password}}'],
    ['a secret that has no end', { 'Fn::Sub': '{{resolve:secretsmanager:${Open}' }],
    ['a choice', { 'Fn::If': ['Maybe', 'a', 'b'] }],
    ['a text with the mark of a gap', { 'Fn::Sub': 'a\uFFFF${Open}' }],
    ['every zone', { 'Fn::GetAZs': '' }],
  ])('is nothing of %s', async (_, written) => {
    expect(await knownOf(written)).toBeUndefined()
  })
})
