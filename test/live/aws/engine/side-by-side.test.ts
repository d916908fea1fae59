import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Answers, Call } from '../../../../src/live/aws/calls/call.ts'
import { readKinds } from '../../../../src/live/aws/engine/engine.ts'
import { canonical, type JsonObject } from '../../../../src/model/json.ts'
import { VirtualTime } from '../../../helpers/virtual-time.ts'
import { all, answering } from '../../builders.ts'

const where = { account: '111122223333', region: 'eu-west-1' }

/** Volumes and attachments share a list, queues need details and tags, functions tags alone; subnets have three pages. */
const kinds = [
  'AWS::EC2::Volume',
  'AWS::EC2::VolumeAttachment',
  'AWS::EC2::Subnet',
  'AWS::SQS::Queue',
  'AWS::Lambda::Function',
  'AWS::EC2::VPC',
]

const account = () =>
  answering({
    'ec2.DescribeVolumes': () => [{ Volumes: [volume('1'), volume('2')] }, { Volumes: [volume('3')] }],
    'ec2.DescribeSubnets': () => ['a', 'b', 'c'].map((id) => ({ Subnets: [{ SubnetId: `subnet-${id}`, Tags: [] }] })),
    'ec2.DescribeVpcs': () => [{ Vpcs: [{ VpcId: 'vpc-1' }] }, 'access-denied'],
    'ec2.DescribeVpcAttribute': () => [{}],
    'sqs.ListQueues': () => [{ QueueUrls: ['one', 'two'].map((name) => `https://sqs.eu-west-1.amazonaws.com/111122223333/${name}`) }],
    'sqs.GetQueueAttributes': ({ QueueUrl }) => [
      { Attributes: { QueueArn: `arn:aws:sqs:eu-west-1:111122223333:${String(QueueUrl).split('/').at(-1)}`, DelaySeconds: '3' } },
    ],
    'lambda.ListFunctions': () => [{ Functions: [{ FunctionName: 'f', FunctionArn: 'arn:aws:lambda:eu-west-1:111122223333:function:f' }] }],
    'resourcegroupstaggingapi.GetResources': ({ ResourceARNList }) => [
      {
        ResourceTagMappingList: [ResourceARNList ?? []]
          .flat()
          .map((ResourceARN) => ({ ResourceARN, Tags: [{ Key: 'team', Value: 'shop' }] })),
      },
    ],
  })

function volume(id: string): JsonObject {
  return { VolumeId: `vol-${id}`, Size: 8, Tags: [], Attachments: [{ InstanceId: 'i-1', VolumeId: `vol-${id}`, Device: '/dev/sdf' }] }
}

/** Every page of every answer takes a time of its own. */
class Slow implements Answers {
  readonly #answers: Answers
  readonly #time: VirtualTime
  readonly #takes: (page: number) => number
  readonly calls: string[] = []
  open = new Set<Call>()
  widest = 0
  pages = 0

  constructor(answers: Answers, time: VirtualTime, takes: (page: number) => number) {
    this.#answers = answers
    this.#time = time
    this.#takes = takes
  }

  async *call(call: Call): AsyncGenerator<JsonObject> {
    this.calls.push(`${call.operation} ${canonical(call.input)}`)
    this.open.add(call)
    this.widest = Math.max(this.widest, this.open.size)
    for await (const page of this.#answers.call(call)) {
      await this.#time.wait(this.#takes((this.pages += 1)))
      yield page
    }
    this.open.delete(call)
  }
}

async function read(takes: (page: number) => number) {
  const time = new VirtualTime()
  const answers = new Slow(account(), time, takes)
  const items = await time.until(
    all(readKinds(kinds, answers, { where, source: 'aws-list', callRegion: 'eu-west-1', declaredOf: () => undefined })),
  )
  return { items, calls: answers.calls.toSorted(), took: time.now(), widest: answers.widest, pages: answers.pages }
}

describe('kinds of one place', () => {
  it('are read side by side, a few at a time', async () => {
    const { took, widest, pages } = await read(() => 100)
    expect(took).toBeLessThan(100 * pages * 0.6)
    expect(widest).toBeGreaterThan(1)
    expect(widest).toBeLessThanOrEqual(4)
  })

  it('come in the same order, by the same calls, whichever is faster', async () => {
    const expected = await read(() => 1)
    expect(
      expected.items.filter((item) => item.is === 'resource').map((item) => item.is === 'resource' && item.resource.physicalId),
    ).toHaveLength(13)
    expect(expected.calls.filter((each) => each.startsWith('ec2.DescribeVolumes'))).toHaveLength(1)
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 500 }), { minLength: 1, maxLength: 30 }), async (times) => {
        const { items, calls } = await read((page) => times[page % times.length] ?? 0)
        expect({ items, calls }).toEqual({ items: expected.items, calls: expected.calls })
      }),
      { numRuns: 30 },
    )
  })
})
