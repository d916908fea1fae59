import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { propertiesOf } from '../../src/live/aws/engine/rows.ts'
import { apiKinds, apiRow } from '../../src/mapping/api.ts'
import { factsOf, keysOf, row as rowOf, serviceOf, terraformRow, wholeTable, type TerraformRow } from '../../src/mapping/data.ts'
import { handlersOf } from '../../src/mapping/handlers.ts'
import { terraformMap, type MapNode } from '../../src/mapping/terraform-map.ts'
import { transforms } from '../../src/mapping/transforms.ts'
import { siblingOf, type Sibling } from '../../src/match/siblings.ts'
import known from './known-exceptions.json' with { type: 'json' }

const folder = new URL('../../data/aws/', import.meta.url)
const text = (path: string): string => readFileSync(new URL(path, folder), 'utf8')
const files = (path: string): string[] => readdirSync(new URL(path, folder)).map((name) => `${path}/${name}`)
const table = <T>(path: string): Record<string, T> => JSON.parse(text(path)) as Record<string, T>

/** Terraform types that are compared: reviewed or of high confidence. */
const sure = [...files('terraform'), 'overrides/terraform.json'].flatMap((path) =>
  Object.entries(table<TerraformRow>(path))
    .filter(([, row]) => row.q === 'R' || row.q === 'H')
    .map(([type]) => type),
)

const isKind = (name: string): boolean => factsOf(name) !== undefined || known.kinds.includes(name)

function nodesOf(nodes: readonly MapNode[]): MapNode[] {
  return nodes.flatMap((node) => (node.does === 'block' ? [node, ...nodesOf(node.children)] : [node]))
}

/** What a resource of the kind has at the top; known-exceptions.json tells what facts beside CloudFormation's there are. */
function properties(kind: string): Set<string> {
  const more: Record<string, string[]> = known.properties
  return new Set([...Object.keys(factsOf(kind)?.y ?? {}), ...(more[kind] ?? [])])
}

describe('a file with a row a line', () => {
  const lined = [...['api', 'defaults', 'facts', 'handlers', 'terraform'].flatMap(files), 'terraform-index.json']
  it('is read row by row as it is read as a whole', () => {
    for (const path of lined) {
      const whole = table<unknown>(path)
      expect(keysOf(path)).toEqual(Object.keys(whole))
      for (const [key, value] of Object.entries(whole)) expect(rowOf(path, key)).toEqual(value)
      expect(rowOf(path, 'AWS::No::Such')).toBeUndefined()
      expect(rowOf(path, '__proto__')).toBeUndefined()
    }
  })
})

describe('what the bulk call for tags is asked for', () => {
  const entries = Object.entries(table<Record<string, string>>('tagged.json'))

  it('is documented of kinds that there are', () => {
    const kinds = entries.flatMap(([, each]) => Object.values(each)).filter((kind) => kind !== '')
    const unknown = kinds.filter((kind) => factsOf(kind) === undefined)
    // CloudFormation calls it AWS::MSK::Cluster.
    expect(unknown).toEqual(['AWS::Kafka::Cluster'])
    expect(kinds.length).toBeGreaterThan(40)
  })

  it('has no entry that stands before another one of its service', () => {
    for (const [, each] of entries)
      for (const [at, prefix] of Object.keys(each).entries())
        expect(Object.keys(each).filter((other, index) => index !== at && other.startsWith(prefix))).toEqual([])
  })
})

describe('the handlers of the registry', () => {
  const kinds = files('handlers').flatMap((path) => keysOf(path))

  it('are of kinds that are known to be readable, and of nearly all of them', () => {
    expect(kinds.filter((kind) => factsOf(kind)?.h?.includes('r') !== true)).toEqual([])
    const readable = files('facts').flatMap((path) => keysOf(path).filter((kind) => factsOf(kind)?.h?.includes('r')))
    expect(readable.length - kinds.length).toBeLessThan(10)
  })

  it('take keys from parents that can be read and have them', () => {
    const wrong = kinds.flatMap((kind) =>
      Object.entries(handlersOf(kind)?.n ?? {}).flatMap(([key, from]) =>
        typeof from === 'string' ||
        (from[0] === key && (factsOf(from[1])?.y?.[from[2]] !== undefined || factsOf(from[1])?.i?.includes(from[2])))
          ? []
          : [`${kind} ${key}`],
      ),
    )
    expect(wrong).toEqual([])
  })

  it('name no action that writes, and none that reads secrets', () => {
    const actions = kinds.flatMap((kind) => [...(handlersOf(kind)?.r ?? []), ...(handlersOf(kind)?.l ?? [])])
    expect(
      actions.filter(
        (action) => !/^[\w-]+:(?:Batch(?:Get|Describe)|Describe|Get|GET$|Head|List|Lookup|Query|Search|Select|View)/.test(action),
      ),
    ).toEqual([])
    expect(actions.filter((action) => /SecretValue|Password/.test(action))).toEqual([])
  })
})

describe('the map from Terraform to CloudFormation', () => {
  it('is large', () => {
    expect(sure.length).toBeGreaterThan(500)
  })

  it('leads each sure type to a kind that is known', () => {
    expect(sure.filter((type) => !isKind(terraformMap(type)?.kind ?? ''))).toEqual([])
  })

  it('has only targets that the kind has as properties', () => {
    const wrong = sure.flatMap((type) => {
      const map = terraformMap(type)
      if (map === undefined) return [type]
      const has = properties(map.kind)
      return nodesOf(map.nodes).flatMap((node) => {
        const top = node.does === 'skip' ? undefined : node.target[0]?.name
        return top === undefined || has.has(top) ? [] : [`${type}.${node.attribute} to ${map.kind} ${top}`]
      })
    })
    expect(wrong).toEqual([])
  })

  it('has only transforms of the closed table', () => {
    const wrong = sure.flatMap((type) =>
      nodesOf(terraformMap(type)?.nodes ?? []).flatMap((node) =>
        node.does === 'skip' || node.transform === undefined || Object.hasOwn(transforms, node.transform)
          ? []
          : [`${type}.${node.attribute} ${node.transform}`],
      ),
    )
    expect(wrong).toEqual([])
  })

  it('uses every transform of the table', () => {
    const used = new Set(
      sure.flatMap((type) => nodesOf(terraformMap(type)?.nodes ?? []).map((node) => (node.does === 'skip' ? undefined : node.transform))),
    )
    expect(Object.keys(transforms).filter((name) => !used.has(name))).toEqual([])
  })

  it('puts tags where the kind has them', () => {
    const wrong = sure.filter((type) => {
      const map = terraformMap(type)
      return map?.tags !== undefined && !properties(map.kind).has(map.tags.split('.')[0] ?? '')
    })
    expect(wrong).toEqual([])
  })

  it('is found through the index, type by type', () => {
    const index = table<string>('terraform-index.json')
    const mapped = files('terraform').flatMap((path) => Object.keys(table<TerraformRow>(path)))
    expect(mapped.filter((type) => terraformRow(type) === undefined)).toEqual([])
    expect(Object.keys(index).filter((type) => index[type] !== '').length).toBe(mapped.length)
  })
})

describe('hand-written tables', () => {
  const plain = (path: string): string[] => Object.keys(wholeTable(path)).filter((name) => name !== '*')
  const unknown = (names: string[]): string[] => names.filter((name) => !isKind(name))

  it.each([
    'corrections.json',
    'aws-made.json',
    'bag-defaults.json',
    'natural-keys.json',
    'api-facts.json',
    'siblings.json',
    'related.json',
    'overrides/api.json',
    'overrides/cloudformation-attributes.json',
    'overrides/cloudformation-identifiers.json',
    'unique-ids.json',
  ])('%s speaks of kinds that exist', (path) => {
    expect(plain(path).length).toBeGreaterThan(0)
    expect(unknown(plain(path))).toEqual([])
  })

  it('corrections name properties that the kind has, or facts that we read of it', () => {
    const lists = [
      'ordered',
      'free',
      'open',
      'telling',
      'caseless',
      'ignored',
      'readOnly',
      'settable',
      'remade',
      'required',
      'acts',
    ] as const
    const rows = wholeTable<Partial<Record<(typeof lists)[number], string[]>> & { defaults?: Record<string, unknown> }>('corrections.json')
    const facts = wholeTable<Record<string, unknown>>('api-facts.json')
    const wrong = Object.entries(rows).flatMap(([kind, row]) => {
      if (kind === '*') return []
      const has = properties(kind)
      const read = new Set(
        Object.entries(facts[kind] ?? {}).flatMap(([member, target]) => [
          member,
          ...(Array.isArray(target) ? [String(target[0])] : String(target).split(/[| ]/)),
        ]),
      )
      for (const { m } of apiRow(kind)?.d ?? []) for (const pointer of propertiesOf(m)) read.add(pointer.slice(1))
      const paths = [...lists.flatMap((name) => row[name] ?? []), ...Object.keys(row.defaults ?? {})]
      return paths
        .map((path) => path.replace(/^\//, '').split('/')[0] ?? '')
        .flatMap((top) => (has.has(top) || read.has(top) ? [] : [`${kind} ${top}`]))
    })
    expect(wrong).toEqual([])
  })

  it('siblings join two kinds by properties that both have', () => {
    const siblings = wholeTable<Sibling>('siblings.json')
    for (const [kind, { owner, by, key, near = [] }] of Object.entries(siblings)) {
      expect([kind, isKind(owner), siblingOf(kind)]).toEqual([kind, true, siblings[kind]])
      expect([kind, [by, ...key, ...near].filter((name) => !properties(kind).has(name))]).toEqual([kind, []])
    }
  })

  it('life cycles speak of kinds and types that exist', () => {
    const names = Object.values(wholeTable<string[]>('lifecycle.json'))
      .flat()
      .filter((name) => typeof name === 'string' && name.startsWith('AWS::') && !name.includes('*'))
    expect(names.length).toBeGreaterThan(10)
    expect(unknown(names)).toEqual([])
  })
})

describe('imported tables', () => {
  it.each(['facts', 'defaults', 'api', 'terraform'])('%s are split by service, sorted, a type a line', (path) => {
    const serviceFor = (name: string): string | undefined =>
      path === 'terraform' ? serviceOf(terraformRow(name)?.c ?? '') : name.split('::')[1]?.toLowerCase()
    for (const file of files(path)) {
      const rows = table<unknown>(file)
      const names = Object.keys(rows)
      expect(names).toEqual(names.toSorted())
      expect([file, [...new Set(names.map((name) => `${path}/${serviceFor(name) ?? ''}.json`))]]).toEqual([file, [file]])
      expect(text(file)).toBe(`{\n${names.map((name) => `${JSON.stringify(name)}:${JSON.stringify(rows[name])}`).join(',\n')}\n}\n`)
    }
  })

  it.each(['terraform-index.json', 'api-operations.json', 'api-services.json', 'default-names.json', 'sources.json'])(
    '%s is sorted, a row a line',
    (file) => {
      const names = Object.keys(table(file))
      expect(names).toEqual(names.toSorted())
      expect(text(file).split('\n').length).toBeLessThanOrEqual(names.length + 3)
    },
  )

  it('have an API row for most kinds that can be listed', () => {
    expect(apiKinds().length).toBeGreaterThan(1000)
  })
})
