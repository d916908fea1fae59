import { describe, expect, it } from 'vitest'
import type { Answers } from '../../../src/live/aws/calls/call.ts'
import { CallFailure } from '../../../src/live/aws/calls/call.ts'
import { bundledServices } from '../../../src/live/aws/calls/clients.ts'
import { readKinds } from '../../../src/live/aws/engine/engine.ts'
import { whyUnreadable } from '../../../src/live/aws/engine/why-unreadable.ts'
import { actionsOf } from '../../../src/live/aws/permissions.ts'
import { apiKinds, apiRow, operationFacts } from '../../../src/mapping/api.ts'
import type { Json, JsonObject } from '../../../src/model/json.ts'
import { put } from '../../../src/model/json.ts'
import { all, gaps } from '../builders.ts'

const where = { account: '111122223333', region: 'eu-west-1' }
const kinds = apiKinds().filter(
  (kind) => bundledServices.includes(apiRow(kind)?.l.o.split('.')[0] ?? '') && whyUnreadable(kind) === undefined,
)

/** An object that has every member that the rows of a kind look at. */
function item(members: unknown, out: JsonObject = {}): JsonObject {
  if (typeof members !== 'object' || members === null) return out
  for (const [path, to] of Object.entries(members)) {
    const names = path === '=' ? String(to).split(' ') : [path]
    for (const name of names) lay(out, name.replaceAll(/\[\]|\{\}|[|~?#].*$/g, '').split('.'), Array.isArray(to) ? to[1] : undefined)
  }
  return out
}

function lay(at: JsonObject, [name = '', ...rest]: string[], inner: unknown): void {
  if (name === '' || name in at) return
  const below: JsonObject = {}
  if (rest.length > 0) lay(below, rest, inner)
  const value: Json = rest.length > 0 ? below : inner === undefined ? `${name}-1` : item(inner)
  put(at, name, value)
}

/** Answers every call with one resource, but for the actions that are denied; notes what was asked for. */
function account(kind: string, denied?: string): Answers & { actions: Set<string> } {
  const actions = new Set<string>()
  const rows = [kind, ...Object.values(apiRow(kind)?.l.n ?? {}).flatMap((from) => (typeof from === 'string' ? [] : [from[1]]))]
  return {
    actions,
    async *call({ operation }) {
      const { action } = operationFacts(operation)
      actions.add(action)
      if (action === denied) throw new CallFailure({ operation, reason: 'access-denied', code: 'AccessDenied' })
      const row = rows.map(apiRow).find((each) => each?.l.o === operation)
      const page: JsonObject = {}
      if (row !== undefined) nest(page, row.l.p, item(row.m, Object.fromEntries((row.l.id ?? []).map((id) => [id, `${id}-1`]))))
      yield await Promise.resolve(page)
    },
  }
}

function nest(page: JsonObject, path: string, one: JsonObject): void {
  const [name = '', ...rest] = path.split('.')
  const bare = name.replace(/\[\]|\{\}/, '')
  const inner: JsonObject = rest.length === 0 ? one : {}
  if (rest.length > 0) nest(inner, rest.join('.'), one)
  if (bare === '') Object.assign(page, inner)
  else put(page, bare, name.endsWith('[]') ? [inner] : name.endsWith('{}') ? { one: inner } : inner)
}

const read = (kind: string, answers: Answers) => all(readKinds([kind], answers, { where, source: 'aws-list' }))

describe('the actions of a kind', () => {
  it('are of many kinds', () => {
    expect(kinds.length).toBeGreaterThan(100)
  })

  // Images are asked for where something uses them.
  it.each(kinds.filter((kind) => kind !== 'AWS::EC2::Image'))('of %s are all that reading it calls', async (kind) => {
    const answers = account(kind)
    await read(kind, answers)
    const allowed = actionsOf(kind)
    expect(answers.actions.size).toBeGreaterThan(0)
    expect([...answers.actions].filter((action) => !allowed.includes(action))).toEqual([])
  })

  it.each(['AWS::EC2::Instance', 'AWS::EC2::VPC', 'AWS::IAM::InstanceProfile', 'AWS::AutoScaling::AutoScalingGroup', 'AWS::S3::Bucket'])(
    'of %s are each missed, and named, where it is denied',
    async (kind) => {
      const answers = account(kind)
      await read(kind, answers)
      const called = [...answers.actions]
      expect(actionsOf(kind)).toEqual(expect.arrayContaining(called))
      for (const denied of called) {
        const found = gaps(await read(kind, account(kind, denied)))
        expect(found).toContainEqual(expect.objectContaining({ kind, reason: 'access-denied', action: denied }))
      }
    },
  )

  it('are those that read, and no other', () => {
    expect(kinds.flatMap(actionsOf).filter((action) => !/^[\w-]+:(?:Describe|Get|GET$|List|Search|Select|BatchGet)/.test(action))).toEqual(
      [],
    )
  })
})
