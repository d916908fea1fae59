import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { componentsOf } from '../../src/plan/cycles.ts'
import { orderOf } from '../../src/plan/order.ts'
import { planRebuild } from '../../src/plan/rebuild.ts'
import { stagesOf } from '../../src/plan/stages.ts'
import { asg, contextOf, declared, groupOf, instance, judged, withVerdicts } from './builders.ts'

const names = Array.from({ length: 12 }, (_, at) => `n${at}`)
const graph = fc
  .array(fc.tuple(fc.constantFrom(...names), fc.constantFrom(...names)), { maxLength: 40 })
  .map((pairs) => new Map(names.map((name) => [name, pairs.filter(([from]) => from === name).map(([, to]) => to)])))

/** Everything that can be reached from a name. */
function reach(edges: ReadonlyMap<string, readonly string[]>, from: string): Set<string> {
  const seen = new Set<string>()
  const open = [...(edges.get(from) ?? [])]
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (seen.has(name)) continue
    seen.add(name)
    open.push(...(edges.get(name) ?? []))
  }
  return seen
}

describe('components', () => {
  it('hold exactly the names that reach each other, dependencies before dependents', () => {
    fc.assert(
      fc.property(graph, (edges) => {
        const components = componentsOf(edges)
        expect(components.flat().toSorted()).toEqual(names.toSorted())
        const at = new Map(components.flatMap((ids, index) => ids.map((id) => [id, index] as const)))
        for (const a of names) {
          for (const b of reach(edges, a)) {
            expect(at.get(b)! <= at.get(a)!).toBe(true)
            expect(at.get(a) === at.get(b)).toBe(a === b || reach(edges, b).has(a))
          }
        }
      }),
    )
  })

  it('survive a chain longer than the stack is deep', () => {
    const chain = new Map(Array.from({ length: 50_000 }, (_, at) => [`${at}`, at === 0 ? [] : [`${at - 1}`]]))
    expect(componentsOf(chain)).toHaveLength(50_000)
  })
})

describe('waves', () => {
  it('do nothing before what it waits for, keep a cycle together, and hold everything once', () => {
    fc.assert(
      fc.property(graph, fc.boolean(), (edges, staged) => {
        const { waves, ids, dependsOn } = orderOf(
          names.map((id) => ({ id, staged, zone: 'a' })),
          edges,
        )
        expect(ids.toSorted()).toEqual(names.toSorted())
        const waveOf = new Map(waves.flatMap(({ number, items }) => items.map((id) => [id, number] as const)))
        for (const a of names) {
          for (const b of reach(edges, a)) {
            const isCycle = a === b || reach(edges, b).has(a)
            expect(Math.sign(waveOf.get(a)! - waveOf.get(b)!)).toBe(isCycle ? 0 : 1)
          }
          for (const b of dependsOn.get(a) ?? []) expect(waveOf.get(b)).toBeLessThan(waveOf.get(a)!)
        }
      }),
    )
  })

  it('begin with one, then a tenth, half and the rest, never two zones at once', () => {
    const things = Array.from({ length: 20 }, (_, at) => ({
      id: `i${String(at).padStart(2, '0')}`,
      staged: true,
      zone: at % 2 === 0 ? 'a' : 'b',
    }))
    const { waves } = orderOf(things, new Map())
    expect(waves.map(({ number, stage, zone, items }) => [number, stage, zone, items.length])).toEqual([
      [1, 'canary', 'a', 1],
      [2, '10 %', 'b', 1],
      [3, '50 %', 'a', 4],
      [4, '50 %', 'b', 4],
      [5, 'rest', 'a', 5],
      [6, 'rest', 'b', 5],
    ])
  })

  it('stage any number completely', () => {
    fc.assert(
      fc.property(fc.nat(5000), (total) => {
        const stages = stagesOf(total)
        expect(stages.reduce((sum, { instances }) => sum + instances, 0)).toBe(total)
        expect(stages.every(({ instances }) => instances > 0)).toBe(true)
      }),
    )
  })
})

const kinds = ['AWS::EC2::Instance', 'AWS::RDS::DBInstance', 'AWS::EC2::SecurityGroup', 'AWS::CloudWatch::Alarm'] as const
const world = fc.record({
  edges: graph,
  found: fc.uniqueArray(
    fc.record({
      name: fc.constantFrom(...names),
      path: fc.constantFrom('/Tags/0', '/UserData', '/StorageEncrypted'),
      strategy: fc.constantFrom('reapply', 'replace', 'quarantine'),
    }),
    { selector: ({ name, path }) => `${name}${path}`, maxLength: 20 },
  ),
  hosts: fc.nat(4),
})

/** Resources that depend on each other, findings on some of them, and drifted hosts of one group. */
function made({ edges, found, hosts }: typeof world extends fc.Arbitrary<infer T> ? T : never) {
  const nodes = names.map((name, at) =>
    declared(kinds[at % kinds.length] ?? instance, name, { dependencies: edges.get(name) ?? [], physicalId: `id-${name}` }),
  )
  nodes.push(declared(asg, 'group', { physicalId: 'web-asg', dependencies: ['n0'] }))
  const findings = found.flatMap(({ name, path, strategy }) => {
    const node = nodes.find(({ address }) => address === name)
    return node === undefined ? [] : [judged({ kind: node.kind, path, strategy, declared: node })]
  })
  for (let at = 0; at < hosts; at++)
    findings.push(judged({ kind: 'host', path: '/files/~1x', physicalId: `i-${at}`, group: groupOf(4, { images: [`ami-${at}`] }) }))
  return { nodes, findings }
}

describe('plans', () => {
  it('are the same whatever the order of findings and declarations', () => {
    fc.assert(
      fc.property(world, fc.infiniteStream(fc.nat()), (given, random) => {
        const { nodes, findings } = made(given)
        const inputs = withVerdicts(findings, nodes)
        const shuffle = <T>(list: readonly T[]): T[] =>
          list
            .map((value) => ({ value, key: random.next().value ?? 0 }))
            .toSorted((a, b) => a.key - b.key)
            .map(({ value }) => value)
        expect(planRebuild(shuffle(inputs), contextOf(shuffle(nodes)))).toEqual(planRebuild(inputs, contextOf(nodes)))
      }),
    )
  })

  it('have every finding in exactly one item and every item in exactly one wave', () => {
    fc.assert(
      fc.property(world, (given) => {
        const { nodes, findings } = made(given)
        const plan = planRebuild(withVerdicts(findings, nodes), contextOf(nodes))
        expect(plan.items.flatMap((item) => item.findings).toSorted()).toEqual(
          findings.map(({ finding }) => finding.fingerprint).toSorted(),
        )
        expect(plan.waves.flatMap(({ items }) => items)).toEqual(plan.items.map(({ id }) => id))
      }),
    )
  })

  it('never act by themselves on what is precious, and only where nobody has to approve', () => {
    fc.assert(
      fc.property(world, (given) => {
        const { nodes, findings } = made(given)
        for (const item of planRebuild(withVerdicts(findings, nodes), contextOf(nodes)).items) {
          expect(item.auto).toBe(item.approvals.length === 0)
          const mayAct = item.class === 'cattle' && ['replace', 'revert'].includes(item.verdict) && item.executor.argv.length > 0
          expect(item.auto && !mayAct).toBe(false)
        }
      }),
    )
  })

  it('order items through resources without findings, and put a cycle into one wave', () => {
    const chain = ['a', 'b', 'c'].map((name, at) =>
      declared('AWS::CloudWatch::Alarm', name, { dependencies: at === 0 ? [] : [['a', 'b'][at - 1] ?? ''] }),
    )
    const find = (node: (typeof chain)[number]) => judged({ kind: node.kind, path: '/Threshold', declared: node })
    const [first, , last] = chain
    const plan = planRebuild(withVerdicts([find(last!), find(first!)]), contextOf(chain))
    expect(plan.items.map(({ unit }) => unit)).toEqual(['a', 'c'])
    expect(plan.items[1]?.dependsOn).toEqual([plan.items[0]?.id])
    const cycle = ['x', 'y'].map((name) => declared('AWS::EC2::SecurityGroup', name, { dependencies: [name === 'x' ? 'y' : 'x'] }))
    const round = planRebuild(withVerdicts(cycle.map(find)), contextOf(cycle))
    expect(round.waves.map(({ items }) => items.length)).toEqual([2])
    expect(round.items.map(({ dependsOn }) => dependsOn)).toEqual([[], []])
  })

  it('follow a dependency on a block to all its instances, in the same state only', () => {
    const block = ['module.m["a"].aws_instance.db[0]', 'module.m["b"].aws_instance.db[1]'].map((address) =>
      declared('AWS::CloudWatch::Alarm', address),
    )
    const user = declared('AWS::CloudWatch::Alarm', 'user', { dependencies: ['module.m.aws_instance.db'] })
    const stranger = declared('AWS::CloudWatch::Alarm', 'module.m["a"].aws_instance.db[0]', { file: 'other.tfstate' })
    const stacks = ['a', 'b'].map((stack) => declared('AWS::CloudWatch::Alarm', stack, { file: 'all.yaml', stack, dependencies: ['a'] }))
    const nodes = [...block, user, stranger, ...stacks]
    const plan = planRebuild(
      withVerdicts(nodes.map((node) => judged({ kind: node.kind, path: '/Threshold', declared: node }))),
      contextOf(nodes),
    )
    expect(plan.items.find(({ unit }) => unit === 'user')?.dependsOn).toHaveLength(2)
    expect(plan.items.find(({ unit }) => unit === 'b')?.dependsOn).toEqual([])
  })
})
