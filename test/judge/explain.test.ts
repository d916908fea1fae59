import { describe, expect, it } from 'vitest'
import { explainPolicy, policyRefs } from '../../src/judge/explain.ts'
import { loadPolicies } from '../../src/judge/load.ts'
import { loadText } from './load-text.ts'

const { book } = await loadPolicies([])

describe('explainPolicy', () => {
  it('finds by id, name and alias, in any case', () => {
    expect(explainPolicy(book, 'dg401')?.id).toBe('DG401')
    expect(explainPolicy(book, 'SG-rule-added')?.id).toBe('DG401')
    expect(explainPolicy(book, 'DG999')).toBeUndefined()
  })

  it('says all that there is to say, offline', () => {
    const said = explainPolicy(book, 'DG401')
    expect(said).toMatchObject({
      severity: 'high',
      severities: ['critical', 'high', 'info'],
      enabled: true,
      maturity: 'stable',
      general: false,
      class: 'modified',
      rebuild: { strategy: 'reapply' },
      changedBy: [],
    })
    expect(said?.controls).toContainEqual({
      framework: 'pci-dss-4.0.1',
      frameworkTitle: 'PCI DSS',
      id: '1.2.8',
      title: 'Configuration files match the running configuration',
    })
    expect(said?.controls.find((control) => control.id === 'CM-6(2)')?.url).toMatch(/cm-6\/cm-6-2\//)
    expect(said?.params).toMatchObject([{ name: 'adminPorts', type: 'list of numbers', default: expect.arrayContaining([22, 3389]) }])
    expect(explainPolicy(book, 'DG106')?.params).toMatchObject([{ name: 'ownershipTags', type: 'list of strings' }])
    expect(explainPolicy(book, 'DG202')?.params).toMatchObject([{ name: 'maxAgeDays', type: 'number', default: 90, value: 90 }])
    expect(said?.tests.length).toBeGreaterThan(5)
    expect(said).not.toHaveProperty('origin')
  })

  it('says where a value was set, and why', async () => {
    const { book: changed } = await loadText(
      'apiVersion: driftgate/v1\nkind: PolicyConfig\npolicies:\n  DG202:\n    params: {maxAgeDays: 30}\n    reason: We bake weekly.\n    owner: images\n',
    )
    const said = explainPolicy(changed, 'DG202')
    expect(said?.params[0]).toMatchObject({ name: 'maxAgeDays', value: 30, default: 90, setIn: { line: 5 } })
    expect(said).toMatchObject({ owner: 'images', changedBy: [{ at: { line: 5 }, reason: 'We bake weekly.' }] })
  })
})

describe('policyRefs', () => {
  it('are the policies in force, in order, with every severity that a finding of theirs may have', async () => {
    const refs = policyRefs(book)
    expect(refs.map((ref) => ref.id)).toEqual(book.policies.filter((policy) => policy.enabled).map((policy) => policy.id))
    const severities = (id: string) => refs.find((ref) => ref.id === id)?.severities
    expect(severities('DG102')).toEqual(['high'])
    expect(severities('DG101')).toEqual(['high', 'info'])
    expect(severities('DG402')).toEqual(['critical', 'high', 'info'])
    expect(severities('DG801')).toEqual(['info'])
    const { book: less } = await loadText('apiVersion: driftgate/v1\nkind: PolicyConfig\npolicies: {DG801: {enabled: false}}\n')
    expect(policyRefs(less).map((ref) => ref.id)).not.toContain('DG801')
  })

  it('fit what code scanning shows', () => {
    for (const ref of policyRefs(book))
      for (const text of [ref.title, ref.description, ref.help]) expect((text ?? '').length).toBeLessThanOrEqual(1024)
  })
})
