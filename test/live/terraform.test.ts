import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../src/model/json.ts'
import { context, folderOf, gaps, listed, readLive, resources } from './builders.ts'

const resource: JsonObject = {
  address: 'aws_instance.a',
  mode: 'managed',
  type: 'aws_instance',
  name: 'a',
  values: { id: 'i-1', arn: 'arn:aws:ec2:eu-west-1:123456789012:instance/i-1' },
}
const values = { root_module: { resources: [resource] } }
const state = {
  version: 4,
  lineage: 'x',
  serial: 1,
  resources: [{ mode: 'managed', type: 'aws_instance', name: 'a', instances: [{ attributes: resource['values'] ?? {} }] }],
}

describe('a Terraform document as the live side', () => {
  it.each([
    ['terraform-state', 'a.tfstate', state],
    ['terraform-show', 'show.json', { format_version: '1.0', values }],
    ['terraform-show', 'plan.json', { format_version: '1.0', planned_values: {}, prior_state: { values } }],
  ])('shows what %s in %s holds, and proves that there is nothing else', async (source, name, document) => {
    const items = await readLive([`${folderOf({ [name]: document })}/${name}`])
    expect(resources(items)).toMatchObject([
      {
        kind: 'AWS::EC2::Instance',
        type: 'aws_instance',
        address: 'aws_instance.a',
        shape: 'terraform',
        physicalId: 'i-1',
        account: '123456789012',
        region: 'eu-west-1',
        source,
      },
    ])
    expect(listed(items)).toEqual(['*'])
  })

  it.each([
    ['terraform-state', state],
    ['terraform-show', { format_version: '1.0', values }],
  ])('is read the same with %s: before its name', async (kind, document) => {
    expect(resources(await readLive([`${kind}:${folderOf({ 'a.json': document })}/a.json`]))).toHaveLength(1)
  })

  it('of another kind than its prefix says proves nothing', async () => {
    for (const [kind, document] of [['terraform-show', state] as const, ['terraform-state', { format_version: '1.0', values }] as const]) {
      const items = await readLive([`${kind}:${folderOf({ 'a.json': document })}/a.json`])
      expect([resources(items), listed(items), gaps(items).length]).toEqual([[], [], 1])
    }
  })

  it.each([
    ['a state without a list of resources', 'a.tfstate', { ...state, resources: null }],
    ['a state with one of another shape', 'a.tfstate', { ...state, resources: {} }],
    ['a state with an instance that is none', 'a.tfstate', { ...state, resources: [{ ...state.resources[0], instances: [null] }] }],
    ['a plan that shows nothing', 'a.json', { format_version: '1.0', planned_values: {}, prior_state: null }],
  ])('proves nothing where it is %s', async (_what, name, document) => {
    const items = await readLive([`${folderOf({ [name]: document })}/${name}`])
    expect([resources(items), listed(items), gaps(items).length]).toEqual([[], [], 1])
  })

  it('proves that all is gone where it says so', async () => {
    const drift = {
      address: 'aws_instance.a',
      mode: 'managed',
      type: 'aws_instance',
      name: 'a',
      change: { actions: ['delete'], before: {}, after: null },
    }
    const plan = { format_version: '1.0', planned_values: {}, resource_drift: [drift] }
    expect(listed(await readLive([`${folderOf({ 'a.json': plan })}/a.json`]))).toEqual(['*'])
    expect(listed(await readLive([`${folderOf({ 'a.tfstate': { ...state, resources: [] } })}/a.tfstate`]))).toEqual(['*'])
  })

  it('that is broken leaves a gap and proves nothing', async () => {
    const live = context()
    const items = await readLive([`terraform-state:${folderOf({ 'a.tfstate': { version: 3, lineage: 'x' } })}/a.tfstate`], live)
    expect([gaps(items), listed(items)]).toEqual([[expect.objectContaining({ reason: 'unreadable-document' })], []])
    expect(live.notes).toMatchObject([{ code: 'terraform-state-version', level: 'error' }])
  })
})
