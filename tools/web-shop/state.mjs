import { readFileSync } from 'node:fs'
import { account, base64, byText, region } from './account.mjs'

/** Every attribute name of the provider (6.25), blocks nested: what is absent is written as null or [], as the provider does. */
const attributeNames = JSON.parse(readFileSync(new URL('provider-attributes.json', import.meta.url), 'utf8'))

const schemaVersions = {
  aws_autoscaling_group: 1,
  aws_cloudtrail: 1,
  aws_cloudwatch_metric_alarm: 1,
  aws_db_instance: 2,
  aws_dynamodb_table: 1,
  aws_instance: 2,
  aws_s3_bucket_lifecycle_configuration: 1,
  aws_security_group: 1,
  aws_security_group_rule: 2,
  aws_subnet: 1,
  aws_vpc: 1,
  aws_vpc_security_group_egress_rule: 1,
  aws_vpc_security_group_ingress_rule: 1,
}

const minute = 60e9
/** Timeouts of a type, as the provider's SDK keeps them in `private`, in nanoseconds. */
const timeouts = {
  aws_cloudtrail: undefined,
  aws_db_instance: { create: 40 * minute, delete: 60 * minute, update: 80 * minute },
  aws_dynamodb_table: { create: 30 * minute, delete: 10 * minute, update: 60 * minute },
  aws_ebs_volume: { create: 5 * minute, delete: 10 * minute, update: 5 * minute },
  aws_eip: { delete: 3 * minute, read: 15 * minute, update: 5 * minute },
  aws_instance: { create: 10 * minute, delete: 20 * minute, read: 15 * minute, update: 10 * minute },
  aws_internet_gateway: { create: 20 * minute, delete: 20 * minute, update: 20 * minute },
  aws_kms_key: { create: 2 * minute },
  aws_lambda_function: { create: 10 * minute, delete: 10 * minute, update: 10 * minute },
  aws_lb: { create: 10 * minute, delete: 10 * minute, update: 10 * minute },
  aws_lb_listener: { create: 5 * minute, update: 5 * minute },
  aws_nat_gateway: { create: 10 * minute, delete: 30 * minute, update: 10 * minute },
  aws_route: { create: 5 * minute, delete: 5 * minute, update: 2 * minute },
  aws_route_table: { create: 5 * minute, delete: 5 * minute, update: 2 * minute },
  aws_route_table_association: { create: 5 * minute, delete: 5 * minute, update: 2 * minute },
  aws_s3_bucket: { create: 20 * minute, delete: 60 * minute, read: 20 * minute, update: 20 * minute },
  aws_security_group: { create: 10 * minute, delete: 15 * minute },
  aws_security_group_rule: { create: 5 * minute },
  aws_sqs_queue: { create: 3 * minute, delete: 3 * minute, update: 3 * minute },
  aws_subnet: { create: 10 * minute, delete: 20 * minute },
  aws_volume_attachment: { create: 5 * minute, delete: 5 * minute },
  aws_vpc_endpoint: { create: 10 * minute, delete: 10 * minute, update: 10 * minute },
}

/** Types of the plugin framework keep no `private`. */
const framework = new Set([
  'aws_s3_bucket_lifecycle_configuration',
  'aws_vpc_security_group_egress_rule',
  'aws_vpc_security_group_ingress_rule',
])

/** Attributes that make a resource's identity, where the provider writes one. */
const identities = {
  aws_cloudwatch_log_group: ['name'],
  aws_cloudwatch_metric_alarm: ['alarm_name'],
  aws_iam_policy: 'arn',
  aws_iam_role: ['name'],
  aws_iam_role_policy: ['name', 'role'],
  aws_iam_role_policy_attachment: ['policy_arn', 'role'],
  aws_instance: ['id'],
  aws_kms_alias: ['name'],
  aws_kms_key: ['id'],
  aws_lambda_function: ['function_name'],
  aws_lb: 'arn',
  aws_lb_listener: 'arn',
  aws_lb_target_group: 'arn',
  aws_route_table: ['id'],
  aws_s3_bucket: ['bucket'],
  aws_s3_bucket_policy: ['bucket'],
  aws_s3_bucket_public_access_block: ['bucket'],
  aws_s3_bucket_server_side_encryption_configuration: ['bucket'],
  aws_s3_bucket_versioning: ['bucket'],
  aws_security_group: ['id'],
  aws_sns_topic: 'arn',
  aws_sqs_queue: ['url'],
  aws_subnet: ['id'],
  aws_vpc: ['id'],
}

/** `module.bucket["logs"].aws_s3_bucket.this[0]` in its parts. */
function partsOf(address) {
  const match = /^(?:(module\..*?)\.)?(?:(data)\.)?(aws_\w+)\.(\w+)(?:\[(.+)\])?$/.exec(address)
  const [, module, data, type, name, key] = match
  return { module, mode: data === undefined ? 'managed' : 'data', type, name, index: key === undefined ? undefined : JSON.parse(key) }
}

/** All attributes of a block, the absent ones as the provider writes them. */
function whole(names, given) {
  const plain = typeof names === 'string' ? { '': names } : names
  const out = {}
  for (const attribute of plain[''].split(' ').filter(Boolean)) out[attribute] = given[attribute] ?? null
  for (const block of Object.keys(plain).filter((key) => key !== '')) {
    const value = given[block]
    out[block] = value === undefined ? [] : value === null ? null : value.map((item) => whole(plain[block], item))
  }
  const unknown = Object.keys(given).filter((key) => !Object.hasOwn(out, key))
  if (unknown.length > 0) throw new Error(`no such attribute: ${unknown.join(', ')}`)
  return Object.fromEntries(Object.entries(out).toSorted(([a], [b]) => byText(a, b)))
}

function identityOf(type, attributes) {
  const row = identities[type]
  if (row === undefined) return {}
  if (row === 'arn') return { identity_schema_version: 0, identity: { arn: attributes.arn } }
  const place = type.startsWith('aws_iam_') ? {} : { region }
  const entries = Object.entries({ account_id: account, ...place, ...Object.fromEntries(row.map((key) => [key, attributes[key]])) })
  return { identity_schema_version: 0, identity: Object.fromEntries(entries.toSorted(([a], [b]) => byText(a, b))) }
}

function privateOf(type, version) {
  if (framework.has(type)) return {}
  const kept = timeouts[type] === undefined ? {} : { 'e2bfb730-ecaa-11e6-8f88-34363bc7c4c0': timeouts[type] }
  if (version > 0) kept.schema_version = String(version)
  return { private: base64(Object.keys(kept).length === 0 ? 'null' : JSON.stringify(kept)) }
}

function instanceOf(resource, dependencies) {
  const { type, mode, index } = partsOf(resource.address)
  const version = schemaVersions[type] ?? 0
  const given =
    type.startsWith('aws_iam_') || !attributesOfType(type, mode).split(' ').includes('region')
      ? resource.attributes
      : { region, ...resource.attributes }
  const attributes = whole(attributeNames[mode === 'data' ? `data.${type}` : type], given)
  const sensitive = (resource.sensitive ?? []).map((attribute) => [{ type: 'get_attr', value: attribute }])
  return {
    ...(index === undefined ? {} : { index_key: index }),
    ...(resource.deposed === undefined ? {} : { deposed: resource.deposed }),
    schema_version: version,
    attributes,
    sensitive_attributes: sensitive,
    ...(mode === 'data' ? {} : { ...identityOf(type, attributes), ...privateOf(type, version) }),
    ...(dependencies.length === 0 ? {} : { dependencies }),
    ...(resource.createBeforeDestroy ? { create_before_destroy: true } : {}),
  }
}

const attributesOfType = (type, mode) => {
  const names = attributeNames[mode === 'data' ? `data.${type}` : type]
  return typeof names === 'string' ? names : names['']
}

/** An address without its last index: what `dependencies` name. */
const blockOf = (address) => address.replace(/\["[^"]*"\]/g, '').replace(/\[\d+\]/g, '')

/** Terraform state v4 of all resources, sorted as Terraform sorts it. */
export function stateOf(resources, outputs) {
  const direct = new Map()
  for (const resource of resources)
    direct.set(blockOf(resource.address), [...(direct.get(blockOf(resource.address)) ?? []), ...resource.dependsOn])
  const allOf = (address, seen = new Set()) => {
    for (const one of direct.get(address) ?? []) {
      if (!direct.has(one)) throw new Error(`${address} depends on ${one}, which is not there`)
      if (!seen.has(one)) allOf(one, seen.add(one))
    }
    return seen
  }
  const blocks = new Map()
  for (const resource of resources) {
    const { module, mode, type, name } = partsOf(resource.address)
    const key = `${module ?? ''} ${mode} ${type}.${name}`
    if (!blocks.has(key)) {
      blocks.set(key, {
        ...(module === undefined ? {} : { module }),
        mode,
        type,
        name,
        provider: 'provider["registry.terraform.io/hashicorp/aws"]',
        instances: [],
      })
    }
    blocks.get(key).instances.push(instanceOf(resource, mode === 'data' ? [] : [...allOf(blockOf(resource.address))].toSorted(byText)))
  }
  return {
    version: 4,
    terraform_version: '1.13.4',
    serial: 214,
    lineage: '7d0c5f1e-2b64-4a0f-9a55-3c1f6d8e4b27',
    outputs,
    resources: [...blocks.entries()].toSorted(([a], [b]) => byText(a, b)).map(([, block]) => block),
    check_results: null,
  }
}
