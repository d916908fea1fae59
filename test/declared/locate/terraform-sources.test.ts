import { cpSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../../src/model/json.ts'
import type { Location } from '../../../src/model/generated/report.ts'
import type { LocatedResource } from '../../../src/declared/locate/locator.ts'
import { terraformSources } from '../../../src/declared/locate/terraform-sources.ts'
import { folderTree } from './folder-tree.ts'

const fixtures = join(import.meta.dirname, 'fixtures')
const shop = await terraformSources(['shop'], { cwd: fixtures })
const tofu = await terraformSources(['tofu'], { cwd: fixtures })

function resource(address: string, more: Partial<LocatedResource> = {}): LocatedResource {
  const type = /([a-z_]+)\.[^.]+$/.exec(address.replaceAll(/\["(?:[^"\\]|\\.)*"\]/g, ''))?.[1] ?? ''
  return { address, type, reader: 'terraform-state', file: 'shop/terraform.tfstate', ...more }
}

/** `file:line text kind`, the text being what stands at the place. */
function shown(location: Location, cwd = fixtures): string {
  const { file, line = 0, column = 0, endColumn = 0, kind } = location
  const lines = readFileSync(join(cwd, file), 'utf8').split('\n')
  const text = lines[line - 1]?.slice(column - 1, endColumn - 1)
  return `${file}:${line} ${text} ${kind}`
}

const at = (address: string, path?: string, more?: Partial<LocatedResource>): string => shown(shop.locate(resource(address, more), path))

describe('a resource of the root module', () => {
  it('stands at the header of its block', () => {
    expect(at('aws_instance.jump')).toBe('shop/main.tf:50 resource "aws_instance" "jump" block')
    expect(at('aws_instance.node[0]')).toBe('shop/main.tf:76 resource "aws_instance" "node" block')
  })

  it('has its attributes at their lines, whatever stands in heredocs and comments before', () => {
    expect(at('aws_instance.jump', '/ami')).toBe('shop/main.tf:51 ami           = "ami-1" attribute')
    expect(at('aws_instance.jump', '/user_data')).toBe('shop/main.tf:53 user_data     = <<-EOT attribute')
    expect(at('aws_instance.jump', '/root_block_device/0/volume_size')).toBe('shop/main.tf:64 volume_size = 8 attribute')
    expect(at('aws_instance.jump', '/root_block_device/0')).toBe('shop/main.tf:63 root_block_device attribute')
  })

  it('has literal keys of maps at their own lines, others at the map', () => {
    expect(at('aws_instance.jump', '/tags/Name')).toBe('shop/main.tf:59 Name          = "jump" attribute')
    expect(at('aws_instance.jump', '/tags/Owner')).toBe('shop/main.tf:60 Owner"       = "alice" attribute')
    expect(at('aws_instance.jump', '/tags/Unknown')).toBe('shop/main.tf:58 tags = { attribute')
  })

  it('falls back to the nearest block for what is computed or absent', () => {
    expect(at('aws_instance.jump', '/private_ip')).toBe('shop/main.tf:50 resource "aws_instance" "jump" block')
    expect(at('aws_instance.jump', '/root_block_device/0/encrypted')).toBe('shop/main.tf:63 root_block_device block')
    expect(at('aws_instance.jump', `/${'root_block_device/'.repeat(500)}`)).toBe('shop/main.tf:63 root_block_device block')
  })

  it('finds tags_all among its own tags, then in default_tags of its provider, then at tags', () => {
    expect(at('aws_instance.jump', '/tags_all/Owner')).toBe('shop/main.tf:60 Owner"       = "alice" attribute')
    expect(at('aws_instance.jump', '/tags_all/CostCentre')).toBe('shop/main.tf:10 CostCentre = "42" attribute')
    expect(at('aws_instance.west', '/tags_all/CostCentre')).toBe('shop/main.tf:17 CostCentre = "43" attribute')
    expect(at('aws_instance.jump', '/tags_all/Other')).toBe('shop/main.tf:58 tags = { attribute')
    expect(at('aws_instance.jump', '/tags_all')).toBe('shop/main.tf:58 tags = { attribute')
    expect(at('aws_instance.node[0]', '/tags_all/Other')).toBe('shop/main.tf:76 resource "aws_instance" "node" block')
  })
})

describe('repeated blocks', () => {
  it('are told apart by their index', () => {
    expect(at('aws_security_group.web', '/ingress/1/cidr_blocks')).toBe(
      'shop/network.tf:15 cidr_blocks = ["10.0.0.0/8", "192.168.0.0/16"] attribute',
    )
    expect(at('aws_security_group.web', '/ingress/7/cidr_blocks')).toBe('shop/network.tf:1 resource "aws_security_group" "web" block')
  })

  it('are told apart by their content where the state says what it is, since sets have an order of their own', () => {
    const properties: JsonObject = {
      ingress: [{ from_port: 443, cidr_blocks: ['192.168.0.0/16', '10.0.0.0/8'] }, { from_port: 80 }, { from_port: 22 }],
    }
    const line = (path: string): string => at('aws_security_group.web', path, { properties, shape: 'terraform' })
    expect(line('/ingress/0/protocol')).toBe('shop/network.tf:14 protocol    = "tcp" attribute')
    expect(line('/ingress/1/protocol')).toBe('shop/network.tf:7 protocol    = "tcp" attribute')
    expect(line('/ingress/2/protocol')).toBe('shop/network.tf:1 resource "aws_security_group" "web" block')
  })

  it('of a dynamic block stand in its content', () => {
    expect(at('aws_security_group.web', '/egress/4/protocol')).toBe('shop/network.tf:22 protocol  = "tcp" attribute')
    expect(at('aws_security_group.web', '/egress/0/self')).toBe('shop/network.tf:18 dynamic "egress" block')
  })

  it('written as a list of objects are told apart by their index', () => {
    expect(at('aws_security_group.list', '/ingress/1/to_port')).toBe('shop/network.tf:32 to_port   = 8080 attribute')
    expect(at('aws_security_group.list', '/ingress/0/to_port')).toBe('shop/network.tf:29 to_port = 22 attribute')
    expect(at('aws_security_group.list', '/ingress/2/to_port')).toBe('shop/network.tf:28 ingress = [ attribute')
  })
})

const inTofu = (name: string, path: string): string =>
  shown(tofu.locate(resource(`null_resource.${name}`, { file: 'tofu/terraform.tfstate' }), path))

describe('other kinds of files', () => {
  it('override what they name, the last winning', () => {
    expect(at('aws_security_group.web', '/name')).toBe('shop/network_override.tf:2 name = "web-override" attribute')
    expect(at('aws_security_group.web', '/description')).toBe('shop/override.tf.json:1 description": "from JSON" attribute')
    expect(at('aws_security_group.web')).toBe('shop/network.tf:1 resource "aws_security_group" "web" block')
  })

  it('may be JSON', () => {
    expect(at('aws_sqs_queue.jobs')).toBe('shop/queue.tf.json:6 jobs block')
    expect(at('aws_sqs_queue.jobs', '/name')).toBe('shop/queue.tf.json:7 name": "jobs" attribute')
    expect(at('aws_sqs_queue.jobs', '/tags/Owner')).toBe('shop/queue.tf.json:8 Owner": "bob" attribute')
    expect(at('aws_sqs_queue.jobs', '/tags/Other')).toBe('shop/queue.tf.json:8 tags": { "Owner": "bob" } attribute')
    expect(at('aws_sqs_queue.jobs', '/data/a')).toBe('shop/queue.tf.json:9 a": 1 attribute')
    expect(at('aws_sqs_queue.jobs', '/timeouts/1/delete')).toBe('shop/queue.tf.json:10 delete": "6m" attribute')
    expect(at('aws_sqs_queue.jobs', '/rule/0/port')).toBe('shop/queue.tf.json:11 port": 1 attribute')
    expect(at('aws_sns_topic.news', '/name')).toBe('shop/queue.tf.json:15 name": "news" attribute')
  })

  it('x.tofu stands in for x.tf', () => {
    expect(inTofu('by_tofu', '/triggers/a')).toBe('tofu/main.tofu:3 a = 1 attribute')
    expect(inTofu('json', '/triggers/b')).toBe('tofu/extra.tofu.json:1 b": "2" attribute')
    expect(inTofu('by_terraform', '/triggers')).toMatch(/ stack$/)
  })
})

describe('modules', () => {
  it('are followed through calls, whatever stands in instance keys; the calls are frames', () => {
    for (const key of ['["a.b"]', '["c[0]"]', '["say \\"hi\\""]']) {
      const place = shop.locate(resource(`module.web${key}.aws_instance.worker[1]`), '/instance_type')
      expect(shown(place)).toBe('shop/modules/web/main.tf:12 instance_type = "t3.small" attribute')
      expect(place.frames?.map((frame) => shown(frame))).toEqual(['shop/main.tf:21 module "web" module-call'])
    }
    const deep = shop.locate(resource('module.web["a.b"].module.nested.aws_eip.this'))
    expect(shown(deep)).toBe('shop/modules/web/nested/main.tf:1 resource "aws_eip" "this" block')
    expect(deep.frames?.map((frame) => frame.line)).toEqual([21, 1])
    expect(at('module.web["a.b"].data.aws_ami.base', '/owners')).toBe('shop/modules/web/main.tf:16 owners = ["self"] attribute')
  })

  it('that were downloaded are shown at their call, with what lies deeper as frames', () => {
    const place = shop.locate(resource('module.db.module.rule.aws_security_group_rule.this'), '/type')
    expect(shown(place)).toBe('shop/main.tf:26 module "db" module-call')
    expect(place.frames?.map((frame) => shown(frame))).toEqual([
      'shop/.terraform/modules/db/main.tf:1 module "rule" module-call',
      'shop/.terraform/modules/db/modules/rule/main.tf:2 type = "ingress" attribute',
    ])
  })

  it('that are not on this machine are shown at their call', () => {
    const place = shop.locate(resource('module.cache.module.inner["x"].aws_elasticache_cluster.this'))
    expect(shown(place)).toMatch(/ stack$/)
    expect(at('module.cache.aws_elasticache_cluster.this', '/engine')).toBe('shop/main.tf:31 module "cache" module-call')
  })

  it('that the manifest alone knows are found through it', () => {
    expect(at('module.generated.aws_instance.worker[0]', '/instance_type')).toBe(
      'shop/modules/web/main.tf:12 instance_type = "t3.small" attribute',
    )
  })

  it('are shown at their call when the block is gone from them', () => {
    expect(at('module.web["a.b"].aws_instance.gone')).toBe('shop/main.tf:21 module "web" module-call')
  })
})

describe('moved blocks', () => {
  it('rename resources, modules and single instances, also in a chain through a module', () => {
    expect(shop.movedTo('aws_instance.old')).toBe('aws_instance.jump')
    expect(shop.movedTo('aws_instance.old[3]')).toBe('aws_instance.jump[3]')
    expect(shop.movedTo('aws_instance.node[1]')).toBe('aws_instance.jump["extra"]')
    expect(shop.movedTo('aws_instance.node[0]')).toBe('aws_instance.node[0]')
    expect(shop.movedTo('module.site["a.b"].aws_instance.server[0]')).toBe('module.web["a.b"].aws_instance.worker[0]')
    expect(shop.movedTo('aws_sqs_queue.tasks')).toBe('aws_sqs_queue.jobs')
    expect(shop.movedTo('aws_instance.jump')).toBe('aws_instance.jump')
    expect(shop.movedTo('module.web')).toBe('module.web')
    expect(shop.movedTo('not an address')).toBe('not an address')
  })

  it('lead back as well', () => {
    expect(shop.movedFrom('aws_instance.jump["extra"]')).toBe('aws_instance.node[1]')
    expect(shop.movedFrom('module.web["a.b"].aws_instance.worker[0]')).toBe('module.site["a.b"].aws_instance.server[0]')
    expect(shop.movedFrom('aws_instance.node[0]')).toBe('aws_instance.node[0]')
  })

  it('give old addresses a place', () => {
    expect(at('aws_instance.old', '/ami')).toBe('shop/main.tf:51 ami           = "ami-1" attribute')
    expect(at('aws_instance.node[1]', '/ami')).toBe('shop/main.tf:51 ami           = "ami-1" attribute')
    expect(at('module.site["x"].aws_instance.server[0]')).toBe('shop/modules/web/main.tf:10 resource "aws_instance" "worker" block')
  })

  it('end in a circle where they started, and say nothing when they are broken', async () => {
    const cwd = folderTree({
      'main.tf':
        'moved {\n from = a_b.x\n to = a_b.y\n}\nmoved {\n from = a_b.y\n to = a_b.x\n}\nmoved { from = a_b.z }\nmoved {\n from = a_b.z[*]\n to = 1 + 1\n}\n',
      'keys.tf': 'moved {\n from = a_b.one\n to = a_b.one["k"]\n}\nmoved {\n from = module.m["a"]\n to = module.n\n}\n',
    })
    const locator = await terraformSources(['.'], { cwd })
    expect(locator.movedTo('a_b.x')).toBe('a_b.y')
    expect(locator.movedTo('a_b.z[0]')).toBe('a_b.z[0]')
    expect(locator.movedTo('a_b.one')).toBe('a_b.one["k"]')
    expect(locator.movedFrom('a_b.one["k"]')).toBe('a_b.one')
    expect(locator.movedTo('module.m["a"].a_b.c')).toBe('module.n.a_b.c')
    expect(locator.movedTo('module.m["b"].a_b.c')).toBe('module.m["b"].a_b.c')
  })
})

const ignored = (address: string): readonly string[] => shop.ignoreChanges(resource(address))

describe('ignore_changes', () => {
  it('become pointers, whatever comments stand between', () => {
    expect(ignored('aws_instance.jump')).toEqual(['/ebs_optimized', '/root_block_device/0/volume_size', '/tags/Owner', '/user_data'])
    expect(ignored('aws_sqs_queue.jobs')).toEqual(['/name', '/tags/Owner'])
  })

  it('say / for all, and nothing for what is not there', async () => {
    expect(ignored('aws_instance.west')).toEqual(['/'])
    expect(ignored('aws_sns_topic.news')).toEqual(['/'])
    expect(ignored('aws_instance.node[0]')).toEqual([])
    expect(ignored('aws_instance.absent')).toEqual([])
    expect(shop.ignoreChanges(resource('Queue', { reader: 'cloudformation' }))).toEqual([])
    const cwd = folderTree({
      'a.tf':
        'resource "a_b" "c" {\n lifecycle { ignore_changes = [x] }\n}\nresource "a_b" "d" {\n lifecycle { ignore_changes = ["*"] }\n}\nresource "a_b" "e" {\n lifecycle { ignore_changes = var.x }\n}\n',
      'a_override.tf': 'resource "a_b" "c" {\n lifecycle { ignore_changes = [a["k,]"].b, y, a.*.c] }\n}\n',
    })
    const locator = await terraformSources(['.'], { cwd })
    expect(['c', 'd', 'e'].map((name) => locator.ignoreChanges(resource(`a_b.${name}`)))).toEqual([['/a/k,]/b', '/y'], ['/'], []])
  })
})

const cwdWith = (): string =>
  folderTree({
    'prod/main.tf': 'provider "aws" {}\nresource "a_b" "both" {}\nmodule "m" {\n  source = "../modules/m"\n}\n',
    'stage/main.tf': 'resource "a_b" "both" {}\nresource "a_b" "stage" {}\n',
    'modules/m/main.tf': 'resource "a_b" "both" {}\nresource "a_b" "inner" {}\n',
    'stage/terraform.tfstate': '{}',
    'prod/terraform.tfstate.d/blue/terraform.tfstate': '{}',
    'stage/states/x.tfstate': '{}',
    'empty/x.tfstate': '{}',
  })

describe('which root module', () => {
  it('is the one beside the state, or the one whose workspace or subfolder holds it', async () => {
    const cwd = cwdWith()
    const locator = await terraformSources(['prod', 'stage', 'modules', 'missing'], { cwd })
    const file = (state: string): string | undefined => locator.locate(resource('a_b.both', { file: state })).file
    expect(file('stage/terraform.tfstate')).toBe('stage/main.tf')
    expect(file('prod/terraform.tfstate.d/blue/terraform.tfstate')).toBe('prod/main.tf')
    expect(file('stage/states/x.tfstate')).toBe('stage/main.tf')
  })

  it('is else the one in which the block exists: a stack of that name, a root before a called module', async () => {
    const cwd = cwdWith()
    const locator = await terraformSources(['.'], { cwd })
    const place = (address: string, more: Partial<LocatedResource> = {}) =>
      locator.locate(resource(address, { file: 's3://states/x', ...more }))
    expect(place('a_b.stage').file).toBe('stage/main.tf')
    expect(place('module.m.a_b.inner').file).toBe('modules/m/main.tf')
    expect(place('a_b.both').file).toBe('prod/main.tf')
    expect(place('a_b.both', { stack: 'live/stage' }).file).toBe('stage/main.tf')
  })

  it('is nobody’s guess when the block exists nowhere: then the document is the place', async () => {
    const cwd = cwdWith()
    const locator = await terraformSources(['.'], { cwd })
    expect(locator.locate(resource('a_b.gone', { file: 's3://states/x' }))).toEqual({
      file: 's3://states/x',
      line: 1,
      column: 1,
      kind: 'input',
    })
    expect(locator.locate(resource('a_b.gone', { file: 'empty/x.tfstate' }))).toEqual({
      file: 'empty/x.tfstate',
      line: 1,
      column: 1,
      kind: 'input',
    })
    expect(shown(locator.locate(resource('a_b.gone', { file: 'stage/terraform.tfstate' })), cwd)).toBe(
      'stage/main.tf:1 resource "a_b" "both" {} stack',
    )
    expect(locator.locate(resource('x', { reader: 'kubernetes', file: 'empty/x.tfstate' })).kind).toBe('input')
  })

  it('gives unmanaged resources the main file of the stack', async () => {
    const locator = await terraformSources(['.'], { cwd: cwdWith() })
    expect(locator.stackPlace()).toMatchObject({ file: 'prod/main.tf', line: 1, kind: 'stack' })
    expect(locator.stackPlace({ file: 'stage/terraform.tfstate' })).toMatchObject({ file: 'stage/main.tf', kind: 'stack' })
    expect(locator.stackPlace({ stack: 'stage' })).toMatchObject({ file: 'stage/main.tf' })
    expect(shown(shop.stackPlace() ?? { file: '' })).toBe('shop/main.tf:2 terraform stack')
    expect((await terraformSources([])).stackPlace()).toBeUndefined()
  })
})

describe('paths', () => {
  it('are the same from any checkout, and absolute only for what lies outside of the working directory', async () => {
    const cwd = folderTree({})
    cpSync(join(fixtures, 'shop'), join(cwd, 'shop'), { recursive: true })
    const other = await terraformSources([join(cwd, 'shop')], { cwd })
    const all = ['aws_instance.jump', 'module.web["a.b"].aws_instance.worker[0]', 'module.db.aws_db_instance.this', 'aws_x.gone']
    const file = join(cwd, 'shop', 'terraform.tfstate')
    expect(all.map((address) => other.locate(resource(address, { file }), '/tags/Owner'))).toEqual(
      all.map((address) => shop.locate(resource(address), '/tags/Owner')),
    )
    const outside = await terraformSources([join(fixtures, 'shop')], { cwd })
    expect(outside.locate(resource('aws_instance.jump', { file: join(fixtures, 'shop/terraform.tfstate') })).file).toBe(
      join(fixtures, 'shop/main.tf'),
    )
  })

  it('lead through links to the file itself, and circles of links end', async () => {
    const cwd = folderTree({
      'common/shared.tf': 'resource "a_b" "c" {}\n',
      'root/main.tf': '',
      'root/.hidden.tf': 'resource "a_b" "h" {}',
    })
    symlinkSync('../common/shared.tf', join(cwd, 'root/shared.tf'))
    symlinkSync('..', join(cwd, 'root/circle'))
    symlinkSync('nowhere.tf', join(cwd, 'root/broken.tf'))
    const locator = await terraformSources(['root'], { cwd })
    expect(locator.locate(resource('a_b.c', { file: 'root/terraform.tfstate' })).file).toBe('common/shared.tf')
    expect(locator.locate(resource('a_b.h', { file: 'root/x.tfstate' })).kind).not.toBe('block')
  })

  it('survive documents that no parser can hold', async () => {
    const cwd = folderTree({
      'deep.tf.json': '{"resource":'.repeat(100_000),
      'main.tf': 'resource "a_b" "__proto__" {\n constructor = 1\n}',
      'x.tf/y.txt': '',
    })
    const locator = await terraformSources(['.'], { cwd })
    expect(locator.locate(resource('a_b.__proto__', { file: 'x' }), '/constructor')).toMatchObject({
      file: 'main.tf',
      line: 2,
      kind: 'attribute',
    })
  })
})

it('places in 500 files are found in well under the time of a scan', async () => {
  const files: Record<string, string> = {}
  for (let n = 0; n < 500; n += 1)
    files[`env/${n % 50}/f${n}.tf`] = `resource "a_b" "r${n}" {\n  name = "x"\n  tags = { Owner = "y" }\n}\n${'# more\n'.repeat(100)}`
  const cwd = folderTree(files)
  const started = performance.now()
  const locator = await terraformSources(['env'], { cwd })
  const places = Array.from({ length: 500 }, (_, n) => locator.locate(resource(`a_b.r${n}`, { file: 's3://x' }), '/tags/Owner'))
  expect(places.every(({ line, kind }) => line === 3 && kind === 'attribute')).toBe(true)
  expect(performance.now() - started).toBeLessThan(5000)
})
