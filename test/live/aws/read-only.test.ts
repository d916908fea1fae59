import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { commandIn, readsSecret } from '../../../src/live/aws/calls/clients.ts'
import { whyUnreadable } from '../../../src/live/aws/engine/why-unreadable.ts'
import { Limiter } from '../../../src/live/aws/calls/limiter.ts'
import { applyRows } from '../../../src/live/aws/engine/rows.ts'
import { SdkAnswers } from '../../../src/live/aws/calls/sdk.ts'
import { apiKinds, apiRow, type ApiRow } from '../../../src/mapping/api.ts'

const folder = new URL('../../../src/live/aws/', import.meta.url)
const rows = apiKinds().flatMap((kind) => {
  const read = apiRow(kind)
  return read === undefined || whyUnreadable(kind, true) !== undefined ? [] : [{ kind, read }]
})

function operationsOf({ l, or, d = [], c, t }: ApiRow): string[] {
  return [l.o, ...(or === undefined ? [] : [or.l.o]), ...d.map(({ o }) => o), ...[c, t].flatMap((call) => call?.o ?? [])]
}

/** What the code names itself, beside the rows: `'sts.GetCallerIdentity'`. */
const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => ({ file, text: readFileSync(new URL(file, folder), 'utf8') }))
const written = sources
  .flatMap(({ text }) => [...text.matchAll(/['"`]([a-z][a-z0-9-]+\.[A-Z]\w+)['"`]/g)].map(([, name = '']) => name))
  .filter((name) => !name.endsWith('.Operation'))
const operations = [...new Set([...rows.flatMap(({ read }) => operationsOf(read)), ...written])].toSorted()

/** To take on a role writes nothing; the code makes that command itself. */
const entering = ['sts.AssumeRole']

/**
 * `driftgate library` keeps image manifests in a bucket of the user's own, which no scan looks at: only what stands in this file
 * writes, and only there.
 */
const keeping = { file: 'library-objects.ts', operations: ['s3.DeleteObject', 's3.PutObject'] }

describe('what is asked of AWS', () => {
  it('is of many services', () => expect(operations.length).toBeGreaterThan(1000))

  it('is only what reads, whoever names it', () => {
    const writing = operations.filter((operation) => {
      try {
        commandIn({}, operation.split('.')[1] ?? '', {})
        return false
      } catch {
        return true
      }
    })
    expect(writing).toEqual([...keeping.operations, ...entering])
  })

  it('is written by nothing but the library of images, which only its commands open', () => {
    const naming = sources.filter(({ text }) => /\b(?:Put|Delete|Create|Update)\w*Command\b/.test(text)).map(({ file }) => file)
    expect(naming).toEqual([keeping.file])
  })

  it('is what is written down: every change of the list is looked at', async () => {
    await expect(`${operations.join('\n')}\n`).toMatchFileSnapshot('operations.txt')
  })

  it('is never a secret', () => {
    expect(operations.filter(readsSecret)).toEqual([])
    const decrypting = rows.flatMap(({ kind, read }) =>
      (read.d ?? []).flatMap((detail) => ('WithDecryption' in detail.in ? [[kind, detail.in['WithDecryption'], detail.when]] : [])),
    )
    expect(decrypting).toEqual([['AWS::SSM::Parameter', '=false', 'Type!=SecureString']])
    expect(rows.filter(({ read }) => read.l.in !== undefined && ('includeValues' in read.l.in || 'includeValue' in read.l.in))).toEqual([])
  })

  it('has no secret taken from its answers, also where a row names its member', () => {
    const item = {
      ClientId: 'c',
      ClientSecret: 's3cret',
      Password: 's3cret',
      SaslPassword: 's3cret',
      PreSharedKey: 's3cret',
      AuthToken: 's3cret',
      SecretString: 's3cret',
      MasterUserSecretArn: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:a',
      UseExistingClientSecret: true,
    }
    const named = Object.keys(item)
    const both = [
      applyRows({ '=': named.join(' ') }, { item, parents: [] }, {}),
      applyRows(Object.fromEntries(named.map((name) => [name, `Held.${name}`])), { item, parents: [] }, {}),
    ]
    for (const { properties, unread } of both) {
      expect(JSON.stringify(properties)).not.toContain('s3cret')
      expect(unread.map((path) => path.split('/').at(-1))).toEqual(named.slice(1, 7))
    }
    expect(both[0]?.properties).toEqual({ ClientId: 'c', MasterUserSecretArn: item.MasterUserSecretArn, UseExistingClientSecret: true })
  })

  it('is refused where a secret would be read, whatever asks for it', async () => {
    const answers = new SdkAnswers({ region: 'eu-west-1', limiter: new Limiter() })
    const ask = async (operation: string): Promise<void> => {
      for await (const _ of answers.call({ operation, input: {}, pages: 'one', expects: [] })) break
    }
    for (const operation of ['secretsmanager.GetSecretValue', 'ec2.GetPasswordData', 'ssm.GetParameter', 'kms.Decrypt'])
      await expect(ask(operation)).rejects.toThrow(RangeError)
  })
})
