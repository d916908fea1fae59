import { describe, expect, it } from 'vitest'
import { read, templateOf } from './reading.ts'

const stackId = 'arn:aws:cloudformation:eu-west-1:111122223333:stack/web/1'
const began = { Stacks: [{ StackName: 'web', StackId: stackId, StackStatus: 'UPDATE_COMPLETE', LastUpdatedTime: '2026-03-01T12:00:00Z' }] }

/** A resource of the stack, with when it was made or changed last. */
function entry(id: string, time: Record<string, string>): object {
  return { StackName: 'web', StackId: stackId, LogicalResourceId: id, PhysicalResourceId: id, ResourceType: 'AWS::EC2::Instance', ...time }
}

async function deployedAt(files: Record<string, unknown>): Promise<(string | undefined)[]> {
  const { resources } = await read({ 'web.template.json': templateOf({}), ...files })
  return [...new Set(resources.map((resource) => resource.deployedAt))]
}

describe('when a stack was deployed', () => {
  it('is when its last resource was changed: the stack says when that began', async () => {
    const resources = { StackResources: [entry('It', { Timestamp: '2026-03-01T12:09:00Z' })] }
    expect(await deployedAt({ 'stacks.json': began, 'web.json': resources })).toEqual(['2026-03-01T12:09:00Z'])
    const old = { StackResources: [entry('It', { Timestamp: '2026-01-01T00:00:00Z' })] }
    expect(await deployedAt({ 'stacks.json': began, 'web.json': old })).toEqual(['2026-03-01T12:00:00Z'])
  })

  it('is the latest of all pages, and nothing where nothing says it', async () => {
    const pages = {
      'web-1.json': { StackResourceSummaries: [entry('It', { LastUpdatedTimestamp: '2026-03-01T12:01:00Z' })], NextToken: 'x' },
      'web-2.json': { StackResourceSummaries: [entry('Other', { LastUpdatedTimestamp: '2026-03-01T12:05:00+00:00' })] },
    }
    expect(await deployedAt(pages)).toEqual(['2026-03-01T12:05:00+00:00'])
    expect(await deployedAt({ 'web.json': { StackResources: [entry('It', {})] } })).toEqual([undefined])
    expect(await deployedAt({ 'web.json': { StackResources: [entry('It', { Timestamp: 'no time' })] } })).toEqual([undefined])
  })
})
