import { describe, expect, it } from 'vitest'
import { openDeclared } from '../../src/declared/open.ts'
import { unflatten } from '../../src/documents/terraform/flat.ts'
import { terraformIdentity } from '../../src/mapping/terraform-identity.ts'
import type { JsonObject } from '../../src/model/json.ts'
import type { Diagnostic } from '../../src/model/generated/report.ts'
import type { DeclaredResource } from '../../src/model/resource.ts'
import { once } from '../helpers/resources.ts'
import { folderOf } from '../live/builders.ts'

interface Read {
  resources: DeclaredResource[]
  skipped: Record<string, number>
  secrets: string[]
  notes: Diagnostic[]
}

async function read(sources: readonly string[]): Promise<Read> {
  const out: Read = { resources: [], skipped: {}, secrets: [], notes: [] }
  for await (const batch of openDeclared(sources, { note: (note) => void out.notes.push(note) }).batches) {
    out.resources.push(...batch.resources)
    out.secrets.push(...(batch.secrets ?? []))
    for (const [name, count] of Object.entries(batch.skipped ?? {})) out.skipped[name] = (out.skipped[name] ?? 0) + count
  }
  return out
}

const readOne = (content: string | object, name = 'terraform.tfstate'): Promise<Read> => read([`${folderOf({ [name]: content })}/${name}`])

function state(...resources: JsonObject[]): JsonObject {
  return { version: 4, terraform_version: '1.9.0', serial: 3, lineage: 'x', outputs: {}, resources }
}

const block = (type: string, name: string, instances: JsonObject[], more: JsonObject = {}): JsonObject => ({
  mode: 'managed',
  type,
  name,
  provider: 'provider["registry.terraform.io/hashicorp/aws"]',
  instances,
  ...more,
})

describe('a Terraform state', () => {
  it('declares each managed instance at its address', async () => {
    const { resources } = await readOne(
      state(
        block('aws_instance', 'a', [
          {
            attributes: { id: 'i-1', arn: 'arn:aws:ec2:eu-west-1:123456789012:instance/i-1' },
            dependencies: ['aws_subnet.a'],
            create_before_destroy: true,
          },
        ]),
        block(
          'aws_instance',
          'b',
          [
            { index_key: 0, attributes: { id: 'i-2' } },
            { index_key: 1, attributes: { id: 'i-3' } },
          ],
          { module: 'module.web["x"]' },
        ),
        block('aws_sqs_queue', 'c', [{ index_key: 'jobs', attributes: {} }]),
      ),
    )
    expect(resources.map(({ address }) => address)).toEqual([
      'aws_instance.a',
      'module.web["x"].aws_instance.b[0]',
      'module.web["x"].aws_instance.b[1]',
      'aws_sqs_queue.c["jobs"]',
    ])
    expect(resources[0]).toMatchObject({
      kind: 'AWS::EC2::Instance',
      type: 'aws_instance',
      shape: 'terraform',
      physicalId: 'i-1',
      identities: ['arn:aws:ec2:eu-west-1:123456789012:instance/i-1'],
      account: '123456789012',
      region: 'eu-west-1',
      dependencies: ['aws_subnet.a'],
      lifecycle: { createBeforeDestroy: true },
      reader: 'terraform-state',
    })
    expect(resources[3]).not.toHaveProperty('physicalId')
  })

  it('counts data sources and deposed objects, and declares none of them', async () => {
    const data = { ...block('aws_ami', 'x', [{ attributes: {} }]), mode: 'data' }
    const { resources, skipped } = await readOne(
      state(data, block('aws_instance', 'a', [{ deposed: '0a', attributes: { id: 'i-0' } }, { attributes: { id: 'i-1' } }])),
    )
    expect(resources.map(({ physicalId }) => physicalId)).toEqual(['i-1'])
    expect(skipped).toEqual({ 'data-source': 1, deposed: 1 })
  })

  it('tells its secrets: where they stand, and what they are', async () => {
    const path = [{ type: 'get_attr', value: 'password' }]
    const inner = [
      { type: 'get_attr', value: 'set' },
      { type: 'index', value: { value: 0, type: 'number' } },
      { type: 'get_attr', value: 'value' },
    ]
    const attributes = { password: 'correct-horse', set: [{ value: 'battery-staple' }], short: 'abc' }
    const { resources, secrets } = await readOne(
      state(block('aws_db_instance', 'a', [{ attributes, sensitive_attributes: [path, inner, [{ type: 'get_attr', value: 'short' }]] }])),
    )
    expect(resources[0]?.sensitive).toEqual(['/password', '/set/0/value', '/short'])
    expect(secrets.toSorted()).toEqual(['battery-staple', 'correct-horse'])
  })

  it('of an old provider is read from its flat form', async () => {
    const { resources } = await readOne(
      state(block('aws_security_group', 'a', [{ attributes_flat: { id: 'sg-1', 'tags.%': '1', 'tags.Name': 'web' } }])),
    )
    expect(resources[0]?.properties).toEqual({ id: 'sg-1', tags: { Name: 'web' } })
  })

  it.each([
    [{ version: 3, lineage: 'x' }, 'terraform-state-version', 'rewrites'],
    [{ version: 5, lineage: 'x' }, 'terraform-state-version', 'newer'],
    [{ encrypted_data: 'abc', encryption_version: 'v0', serial: 1, lineage: 'x' }, 'terraform-state-encrypted', 'Decrypt'],
    [state({ broken: true }), 'terraform-state-shape', 'terraform state pull'],
  ])('that cannot be read says what to do: %j', async (document, code, hint) => {
    await expect(readOne(document)).rejects.toMatchObject({ code, hint: expect.stringContaining(hint) as string })
  })

  it('is not a saved plan, which says what to do', async () => {
    const folder = folderOf({ 'plan.out': Buffer.from('PK\u0003\u0004\u0000\u0000') })
    await expect(read([`terraform-state:${folder}/plan.out`])).rejects.toMatchObject({
      code: 'terraform-plan-binary',
      hint: expect.stringContaining('terraform show -json') as string,
    })
  })
})

describe('terraform show -json', () => {
  const resource = (values: JsonObject, more: JsonObject = {}): JsonObject => ({
    address: 'aws_instance.a',
    mode: 'managed',
    type: 'aws_instance',
    name: 'a',
    provider_name: 'registry.terraform.io/hashicorp/aws',
    values,
    ...more,
  })

  it('of a state declares its resources and those of its modules', async () => {
    const values = {
      root_module: {
        resources: [
          resource(
            { id: 'i-1', secret: 'correct-horse' },
            { sensitive_values: { secret: true, list: [{}, { x: true }] }, depends_on: ['aws_subnet.a'] },
          ),
          resource({}, { mode: 'data' }),
          resource({}, { deposed_key: '1' }),
        ],
        child_modules: [{ address: 'module.m', resources: [resource({ id: 'i-2' }, { address: 'module.m.aws_instance.a' })] }],
      },
    }
    const { resources, skipped, secrets } = await readOne({ format_version: '1.0', values }, 'show.json')
    expect(resources.map(({ address, physicalId }) => [address, physicalId])).toEqual([
      ['aws_instance.a', 'i-1'],
      ['module.m.aws_instance.a', 'i-2'],
    ])
    expect(resources[0]).toMatchObject({ sensitive: ['/secret', '/list/1/x'], dependencies: ['aws_subnet.a'], reader: 'terraform-show' })
    expect([skipped, secrets]).toEqual([{ 'data-source': 1, deposed: 1 }, ['correct-horse']])
  })

  it('of a plan declares what is planned', async () => {
    const planned = { root_module: { resources: [resource({ id: 'i-1', instance_type: 'new' })] } }
    const prior = { values: { root_module: { resources: [resource({ id: 'i-1', instance_type: 'old' })] } } }
    const { resources } = await readOne({ format_version: '1.2', planned_values: planned, prior_state: prior }, 'plan.json')
    expect(resources[0]?.properties['instance_type']).toBe('new')
  })

  it('of a refresh-only plan declares what was recorded before the refresh', async () => {
    const prior = { values: { root_module: { resources: [resource({ id: 'i-1', instance_type: 'live' })] } } }
    const drift = [
      {
        address: 'aws_instance.a',
        type: 'aws_instance',
        change: { before: { id: 'i-1', instance_type: 'recorded' }, after: { id: 'i-1', instance_type: 'live' } },
      },
      {
        address: 'aws_instance.gone',
        type: 'aws_instance',
        change: { before: { id: 'i-9' }, after: null, before_sensitive: { user_data: true } },
      },
      { address: 'aws_instance.new', type: 'aws_instance', change: { before: null } },
    ]
    const { resources } = await readOne(
      { format_version: '1.2', planned_values: { root_module: {} }, prior_state: prior, resource_drift: drift },
      'plan.json',
    )
    expect(resources.map(({ address, properties }) => [address, properties['instance_type'] ?? null])).toEqual([
      ['aws_instance.a', 'recorded'],
      ['aws_instance.gone', null],
    ])
    expect(resources[1]?.sensitive).toEqual(['/user_data'])
  })
})

describe('declared sources', () => {
  const good = state(block('aws_instance', 'a', [{ attributes: { id: 'i-1' } }]))

  it('of a folder are what is recognised in it; sources of Terraform only tell where to look', async () => {
    const folder = folderOf({ 'a.tfstate': good, 'a.tfstate.backup': good, 'main.tf': '', 'notes.txt': 'x', 'x.json': { a: 1 } })
    const opened = openDeclared([folder], { note: () => {} })
    expect(opened).toMatchObject({ took: [`${folder}/a.tfstate`], folders: [folder] })
  })

  it('that are named and unknown, empty or missing are an error', () => {
    const folder = folderOf({ 'x.json': { a: 1 }, 'empty.json': '', 'bin.dat': Buffer.from([0, 1]) })
    const code = (source: string): string => {
      try {
        openDeclared([source], { note: () => {} })
      } catch (error) {
        return (error as { code: string }).code
      }
      return 'none'
    }
    expect(
      [`${folder}/x.json`, `${folder}/empty.json`, `${folder}/bin.dat`, `odd-kind:${folder}/x.json`, folder, `${folder}/no`].map(code),
    ).toEqual([
      'declared-not-recognised',
      'declared-not-recognised',
      'declared-not-recognised',
      'declared-kind-unknown',
      'declared-folder-empty',
      'input-not-found',
    ])
  })

  it('that are broken cost nothing else; when all are, the first error is thrown', async () => {
    const { resources, notes } = await read([folderOf({ 'a.tfstate': good, 'b.tfstate': { version: 3, lineage: 'x' } })])
    expect(resources).toHaveLength(1)
    expect(notes).toMatchObject([{ code: 'terraform-state-version', level: 'error' }])
    await expect(read([folderOf({ 'b.tfstate': { version: 3, lineage: 'x' } })])).rejects.toMatchObject({ code: 'terraform-state-version' })
  })

  it('that say one thing twice say it once', async () => {
    const { resources, notes } = await read([folderOf({ 'a.tfstate': good, 'b.tfstate': good })])
    expect(resources).toHaveLength(1)
    expect(notes).toMatchObject([{ code: 'declared-twice', level: 'warning' }])
  })

  it('that are two states and claim one resource are an error that names both', async () => {
    const { resources, notes } = await read([folderOf({ 'a.tfstate': good, 'b.tfstate': { ...good, lineage: 'other' } })])
    expect(resources).toHaveLength(1)
    expect(notes).toMatchObject([
      { code: 'resource-claimed-twice', level: 'error', message: expect.stringMatching(/a\.tfstate and .*b\.tfstate/) },
    ])
  })

  it('may have names of their own', async () => {
    const { batches, took } = openDeclared(
      ['cloudformation:web'],
      { note: () => {} },
      {
        cloudformation: async function* (stack) {
          yield await Promise.resolve(once({ resources: [], skipped: { [stack]: 1 } }))
        },
      },
    )
    expect(took).toEqual(['cloudformation:web'])
    for await (const batch of batches) expect(batch.skipped).toEqual({ web: 1 })
  })
})

describe('what a Terraform resource is called', () => {
  it.each([
    ['aws_security_group_rule', { id: 'r', type: 'egress' }, 'AWS::EC2::SecurityGroupEgress'],
    ['aws_security_group_rule', { id: 'r', type: 'ingress' }, 'AWS::EC2::SecurityGroupIngress'],
    ['aws_route_table_association', { id: 'a', gateway_id: 'igw-1' }, 'AWS::EC2::GatewayRouteTableAssociation'],
    ['aws_route_table_association', { id: 'a', subnet_id: 's' }, 'AWS::EC2::SubnetRouteTableAssociation'],
    ['acme_server', { id: 's' }, 'acme_server'],
  ])('%s with %j is a %s', (type, attributes, kind) => {
    expect(terraformIdentity(type, attributes).kind).toBe(kind)
  })

  it('has its primary identifier, account and region from what is recorded', () => {
    expect(
      terraformIdentity('aws_route', { id: 'r-1', route_table_id: 'rtb-1', destination_cidr_block: '0.0.0.0/0' }).identities,
    ).toContain('rtb-1|0.0.0.0/0')
    expect(terraformIdentity('aws_vpc', { id: 'vpc-1', owner_id: '123456789012', region: 'eu-west-1' })).toMatchObject({
      account: '123456789012',
      region: 'eu-west-1',
    })
    expect(terraformIdentity('aws_iam_role', { arn: 'arn:aws:iam::123456789012:role/a', name: 'a', id: 'a' })).not.toHaveProperty('region')
    expect(terraformIdentity('acme_server', { region: 'x' })).toEqual({ kind: 'acme_server', identities: [] })
  })
})

describe('flat attributes', () => {
  it('become lists and maps in the order of their positions', () => {
    const flat: JsonObject = {
      id: 'a',
      'list.#': '11',
      'empty.#': '0',
      'none.%': '0',
      'ingress.#': '1',
      'ingress.123.port': '22',
      'ingress.123.cidrs.#': '1',
      'ingress.123.cidrs.0': 'x',
    }
    for (let at = 10; at >= 0; at -= 1) flat[`list.${at}`] = `v${at}`
    expect(unflatten(flat)).toEqual({
      id: 'a',
      list: Array.from({ length: 11 }, (_, at) => `v${at}`),
      empty: [],
      none: {},
      ingress: [{ port: '22', cidrs: ['x'] }],
    })
  })
})
