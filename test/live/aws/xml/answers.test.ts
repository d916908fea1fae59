import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { madeAnswer, picking } from '../../../helpers/made-answers.ts'
import { twoReaders, type TwoReaders } from '../../../helpers/two-readers.ts'
import { realAnswers } from './real-answers.ts'

/** The bundled services that answer in XML. */
const services = ['autoscaling', 'cloudformation', 'cloudfront', 'ec2', 'elasticache', 'elbv2', 'iam', 'rds', 'route53', 's3', 'sns', 'sts']

const operations = readFileSync(new URL('../operations.txt', import.meta.url), 'utf8').split('\n')
const all = new Map<string, TwoReaders>()

beforeAll(async () => {
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true'
  for (const service of services) all.set(service, await twoReaders(service))
})

function readersOf(service: string): TwoReaders {
  const readers = all.get(service)
  if (readers === undefined) throw new Error(service)
  return readers
}

/** What both readers make of it; `alone`: the fast one has done it without the SDK's. */
async function both(operation: string, body: string | Buffer, status?: number): Promise<{ fast: string; sdk: string; alone: boolean }> {
  const [service = '', name = ''] = operation.split('.')
  const readers = readersOf(service)
  const before = readers.slowly()
  const fast = await readers.fast(name, body, status)
  const alone = readers.slowly() === before
  return { fast, sdk: await readers.sdk(name, body, status), alone }
}

/** Of both readers the same, text for text. */
async function bothSame(operation: string, body: string | Buffer, status?: number): Promise<boolean> {
  const { fast, sdk } = await both(operation, body, status)
  return fast === sdk
}

const some = [
  'ec2.DescribeInstances',
  'iam.GetAccountAuthorizationDetails',
  'rds.DescribeDBInstances',
  's3.GetBucketLifecycleConfiguration',
  'sns.GetTopicAttributes',
  'cloudfront.ListDistributions',
]

async function made(operation: string, seed: number): Promise<string> {
  const [service = '', name = ''] = operation.split('.')
  const schema = await readersOf(service).schema(name)
  if (schema === undefined) throw new Error(operation)
  return madeAnswer(schema, readersOf(service).around(name), picking(seed))
}

describe('answers in XML', () => {
  it.each(services)(
    'of every operation of %s are read fast, into what the SDK makes of them, to the order of the members',
    async (service) => {
      const slow: string[] = []
      let count = 0
      for (const [at, operation] of operations.filter((each) => each.startsWith(`${service}.`)).entries()) {
        if ((await readersOf(service).schema(operation.slice(service.length + 1))) === undefined) continue
        for (const seed of [at, at + 1000]) {
          const { fast, sdk, alone } = await both(operation, await made(operation, seed))
          expect(fast).toBe(sdk)
          if (!alone) slow.push(operation)
        }
        count += 1
      }
      expect(slow).toEqual([])
      expect(count).toBeGreaterThan(0)
    },
  )

  it.each(realAnswers)('that are real are, too: $operation', async ({ operation, body }) => {
    expect(await both(operation, body)).toSatisfy(({ fast, sdk, alone }) => fast === sdk && alone)
    expect(await both(operation, body.replaceAll(/>\s+</g, '><'))).toSatisfy(({ fast, sdk, alone }) => fast === sdk && alone)
  })

  it('that are broken or odd in any way are what the SDK makes of them, or its error', async () => {
    const pieces = [
      '<',
      '>',
      '/',
      '&',
      ';',
      ' ',
      '\n',
      '\r\n',
      'x',
      '<!-- c -->',
      '<![CDATA[<a>]]>',
      '<?pi ?>',
      '</a>',
      '<a>',
      '<a/>',
      '<item>',
      '</item>',
      '<member/>',
      '<entry/>',
      ' a="1"',
      '&amp;',
      '&nbsp;',
      '&constructor;',
      '&#0;',
      '\u00A0',
      '\uFEFF',
      '<__proto__>1</__proto__>',
      '<constructor/>',
    ]
    const edit = fc.record({
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      cut: fc.constantFrom(0, 0, 0, 1, 2, 10, 60),
      piece: fc.constantFrom('', ...pieces),
    })
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...some),
        fc.nat(10_000),
        fc.array(edit, { minLength: 1, maxLength: 3 }),
        async (operation, seed, edits) => {
          let body = await made(operation, seed)
          for (const { at, cut, piece } of edits) {
            const from = Math.floor(at * body.length)
            body = body.slice(0, from) + piece + body.slice(from + cut)
          }
          expect(await bothSame(operation, body)).toBe(true)
        },
      ),
      { numRuns: 400 },
    )
  })

  const volume = (inner: string) => `<DescribeVolumesResponse><volumeSet><item>${inner}</item></volumeSet></DescribeVolumesResponse>`
  const id = '<volumeId>vol-1</volumeId>'

  it.each([
    ['a comment', volume(`${id}<!-- <size>9</size> -->`)],
    ['CDATA', volume('<volumeId><![CDATA[vol-1]]></volumeId>')],
    ['a document type with an entity', `<!DOCTYPE a [<!ENTITY b "c">]>${volume('<volumeId>&b;</volumeId>')}`],
    ['an attribute', volume('<volumeId a="1">vol-1</volumeId>')],
    ['an empty element with an attribute', volume('<volumeId nil="true"/>')],
    ['an element twice', volume(`${id}<volumeId>vol-2</volumeId>`)],
    ['a list twice', volume(`${id}<tagSet/><tagSet/>`)],
    ['text beside elements', volume(`text${id}`)],
    ['a space beside elements', volume(`${id} `)],
    ['an element where a text is', volume('<volumeId><a>1</a></volumeId>')],
    ['a text where a list is', volume(`${id}<tagSet>none</tagSet>`)],
    ['a text where a structure is', '<DescribeVolumesResponse><volumeSet><item>vol-1</item></volumeSet></DescribeVolumesResponse>'],
    ['carriage returns', volume('<volumeId>a\r\nb</volumeId>')],
    ['an unknown entity', volume('<volumeId>a&nbsp;b</volumeId>')],
    ['a time that is none', volume(`${id}<createTime>yesterday</createTime>`)],
    ['a time that is empty', volume(`${id}<createTime/>`)],
    ['ends that do not match', volume('<volumeId>vol-1</size>')],
    ['ends in another case', volume('<volumeId>vol-1</VolumeId>')],
    ['space in an end', volume('<volumeId>vol-1</volumeId >')],
    ['space in an empty element', volume(`${id}<tagSet />`)],
    ['a mark of the byte order', `\uFEFF${volume(id)}`],
    ['nothing', ' '],
    ['no XML', '{"volumes":[]}'],
    ['a page of a proxy', '<html><body>Sign in<br></body></html>'],
    ['a page of a proxy that is XML', '<html><body><p>Sign in</p></body></html>'],
    ['what comes after the end', `${volume(id)}<more/>`],
    ['elements inside each other without end', '<a>'.repeat(100_000)],
    ['elements inside each other', volume(`${id}${'<a>'.repeat(20_000)}${'</a>'.repeat(20_000)}`)],
  ])('with %s: as the SDK', async (_name, body) => {
    expect(await bothSame('ec2.DescribeVolumes', body)).toBe(true)
  })

  it('with long texts, foreign letters and bytes that are none keep them', async () => {
    expect(await both('ec2.DescribeVolumes', volume(`<volumeId>${'x'.repeat(1_000_000)}</volumeId>`))).toSatisfy(
      ({ fast, sdk, alone }) => fast === sdk && alone,
    )
    expect(await both('ec2.DescribeVolumes', volume('<volumeId>größe ☃ 😀</volumeId>'))).toSatisfy(
      ({ fast, sdk, alone }) => fast === sdk && alone,
    )
    const [before = '', after = ''] = volume('<volumeId>|</volumeId>').split('|')
    for (const bytes of [[0xff], [0xe2, 0x98], [0xf0, 0x9f, 0x98], [0x80, 0x41], [0xc0, 0x80]])
      expect(await bothSame('ec2.DescribeVolumes', Buffer.concat([Buffer.from(before), Buffer.from(bytes), Buffer.from(after)]))).toBe(true)
  })

  it('cut anywhere are the SDK’s error', async () => {
    const whole = volume(`${id}<tagSet><item><key>a</key><value>&amp;</value></item></tagSet>`)
    for (let end = 1; end < whole.length; end += 1)
      expect(await both('ec2.DescribeVolumes', whole.slice(0, end))).toSatisfy(({ fast, sdk, alone }) => fast === sdk && !alone)
  })

  it('without the element that holds the result are as the SDK has them', async () => {
    for (const inner of [
      '',
      '<ListRolesResult/>',
      '<ResponseMetadata/>',
      '<ListRolesResult><Roles/></ListRolesResult><ListRolesResult><Roles/></ListRolesResult>',
    ])
      expect(await bothSame('iam.ListRoles', `<ListRolesResponse>${inner}</ListRolesResponse>`)).toBe(true)
  })

  it('of maps: keys that are twice, none or hostile', async () => {
    const topic = (inner: string) =>
      `<GetTopicAttributesResponse><GetTopicAttributesResult><Attributes>${inner}</Attributes></GetTopicAttributesResult></GetTopicAttributesResponse>`
    const entry = (key: string, value = '<value>1</value>') => `<entry><key>${key}</key>${value}</entry>`
    expect(await both('sns.GetTopicAttributes', topic(entry('__proto__') + entry('constructor') + entry('a')))).toSatisfy(
      ({ fast, sdk, alone }) => fast === sdk && alone,
    )
    for (const inner of [
      entry('a') + entry('a', '<value>2</value>'),
      entry('a', ''),
      '<entry><value>1</value></entry>',
      '<entry/>',
      '<other/>',
      entry('a', '<value>1</value><value>2</value>'),
      '<entry><key>a</key><key>b</key></entry>',
    ])
      expect(await bothSame('sns.GetTopicAttributes', topic(inner))).toBe(true)
  })

  it('that are errors are the SDK’s', async () => {
    const ec2 =
      '<Response><Errors><Error><Code>UnauthorizedOperation</Code><Message>No.</Message></Error></Errors><RequestID>1</RequestID></Response>'
    const query = '<ErrorResponse><Error><Type>Sender</Type><Code>NoSuchEntity</Code><Message>No role.</Message></Error></ErrorResponse>'
    const rest = '<?xml version="1.0"?><Error><Code>NoSuchTagSet</Code><Message>None.</Message><BucketName>b</BucketName></Error>'
    for (const [operation, body, status] of [
      ['ec2.DescribeVolumes', ec2, 403],
      ['iam.GetRole', query, 404],
      ['s3.GetBucketTagging', rest, 404],
      ['ec2.DescribeVolumes', '', 503],
      ['ec2.DescribeVolumes', '<html/>', 502],
      ['s3.GetBucketTagging', '<!-- -->', 500],
    ] as const)
      expect(await both(operation, body, status)).toSatisfy(({ fast, sdk, alone }) => fast === sdk && alone === (body === ''))
  })
})
