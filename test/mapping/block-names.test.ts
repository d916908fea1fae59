import { describe, expect, it } from 'vitest'
import { compare } from '../../src/compare/compare.ts'
import { project } from '../../src/mapping/project.ts'
import type { JsonObject } from '../../src/model/json.ts'
import { differences, pairOf } from '../helpers/comparing.ts'
import { terraform } from '../helpers/resources.ts'

const visibility = { cloudwatch_metrics_enabled: true, metric_name: 'm', sampled_requests_enabled: false }
const rule = (more: JsonObject): JsonObject => ({
  name: 'r',
  priority: 1,
  action: [],
  override_action: [],
  visibility_config: [visibility],
  ...more,
})
const acl = (...rules: JsonObject[]): JsonObject => ({
  id: 'w',
  name: 'w',
  scope: 'REGIONAL',
  description: '',
  default_action: [{ allow: [{ custom_request_handling: [] }], block: [] }],
  rule: rules,
})

const blocked = { allow: [], block: [{ custom_response: [] }], count: [] }
const none = { count: [], none: [{}] }
const sqli = {
  sqli_match_statement: [{ field_to_match: [{ body: [], query_string: [{}] }], text_transformation: [{ priority: 0, type: 'NONE' }] }],
}
const statement = { and_statement: [{ statement: [{ geo_match_statement: [{ country_codes: ['US'] }] }, sqli] }], not_statement: [] }
const declared = acl(
  rule({ action: [blocked], statement: [statement] }),
  rule({
    name: 'aws',
    priority: 2,
    override_action: [none],
    statement: [{ managed_rule_group_statement: [{ name: 'Common', vendor_name: 'AWS', version: '', excluded_rule: [{ name: 'x' }] }] }],
  }),
)

const shown = { CloudWatchMetricsEnabled: true, MetricName: 'm', SampledRequestsEnabled: false }
const parts = {
  action: { Block: {} } as JsonObject,
  geo: { CountryCodes: ['US'] } as JsonObject,
  field: { QueryString: {} } as JsonObject,
  override: { None: {} } as JsonObject,
  excluded: [{ Name: 'x' }] as JsonObject[],
  whole: { Allow: {} } as JsonObject,
}

function live({ action, geo, field, override, excluded, whole }: typeof parts): JsonObject {
  const match = { FieldToMatch: field, TextTransformations: [{ Priority: 0, Type: 'NONE' }] }
  const group = { VendorName: 'AWS', Name: 'Common', ExcludedRules: excluded }
  return {
    Name: 'w',
    Scope: 'REGIONAL',
    DefaultAction: whole,
    Rules: [
      { Name: 'aws', Priority: 2, OverrideAction: override, Statement: { ManagedRuleGroupStatement: group }, VisibilityConfig: shown },
      {
        Name: 'r',
        Priority: 1,
        Action: action,
        Statement: { AndStatement: { Statements: [{ GeoMatchStatement: geo }, { SqliMatchStatement: match }] } },
        VisibilityConfig: shown,
      },
    ],
  }
}

function found(changed: Partial<typeof parts>): string[] {
  const projection = project('aws_wafv2_web_acl', declared)
  if (projection === undefined) throw new Error('no map')
  const { kind, properties, excluded } = projection
  return differences(
    compare({ ...pairOf(kind, properties, live({ ...parts, ...changed })), declared: terraform('aws_wafv2_web_acl', declared), excluded }),
  )
}

describe('rules of a firewall', () => {
  it('are the same in Terraform and in CloudFormation', () => expect(found({})).toEqual([]))

  it.each<[string, Partial<typeof parts>]>([
    ['the default action', { whole: { Block: {} } }],
    ['the action of a rule', { action: { Count: {} } }],
    ['the override of a group', { override: { Count: {} } }],
    ['what a rule matches', { geo: { CountryCodes: ['US', 'DE'] } }],
    ['where it looks', { field: { UriPath: {} } }],
    ['what of a group does not count', { excluded: [{ Name: 'x' }, { Name: 'y' }] }],
  ])('tell a change of %s', (_what, changed) => expect(found(changed)).not.toEqual([]))
})
