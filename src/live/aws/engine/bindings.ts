import { own, type Json, type JsonObject } from '../../../model/json.ts'
import type { ApiBinding } from '../../../mapping/api.ts'
import { partitionOf } from '../../../mapping/partitions.ts'
import { dig } from './walk.ts'
import { transforms } from './transforms.ts'

/** What a detail call may be asked with. */
export interface Bound {
  item: Json
  input: JsonObject
  properties: JsonObject
  /** The resource's own ARN, where its template can be filled. */
  arn?: string | undefined
}

/** The input of a call, or undefined when a value that it needs is not there. */
export function bind(bindings: Readonly<Record<string, ApiBinding>>, bound: Bound): JsonObject | undefined {
  const input: JsonObject = {}
  for (const [name, binding] of Object.entries(bindings)) {
    const many = Array.isArray(binding)
    const value = bindingValue(many ? binding[0] : binding, bound)
    if (value === undefined || value === null) return undefined
    input[name] = many ? [value] : value
  }
  return input
}

function bindingValue(binding: string, bound: Bound): Json | undefined {
  if (binding === '=false' || binding === '=true' || binding.startsWith('="') || binding.startsWith('=[') || binding.startsWith('={'))
    return constant(binding.slice(1))
  if (binding.startsWith('=')) return binding.slice(1)
  const [path = '', name = ''] = binding.split('|')
  const value = plainValue(path, bound)
  const transform = name === '' ? undefined : transforms[name]
  return transform === undefined || value === undefined ? value : transform(value, '', '')
}

function constant(text: string): Json {
  return JSON.parse(text)
}

function plainValue(path: string, bound: Bound): Json | undefined {
  if (path === '%arn') return bound.arn
  if (path === '$') return bound.item
  if (path.startsWith('@')) return own(bound.input, path.slice(1))
  if (path.startsWith('%')) return dig(bound.properties, path.slice(1))
  return dig(bound.item, path)
}

/** The one input of a batched call that takes many values. */
export function manyInput(bindings: Readonly<Record<string, ApiBinding>>): string | undefined {
  return Object.keys(bindings).find((name) => Array.isArray(bindings[name]))
}

/** Where an answer comes from. */
export interface Whereabouts {
  account?: string | undefined
  region?: string | undefined
  /** Where no region says it: `aws-cn`. */
  partition?: string | undefined
}

/** Only what is known. */
export function present(where: Whereabouts): { account?: string; region?: string } {
  return {
    ...(where.account === undefined ? {} : { account: where.account }),
    ...(where.region === undefined ? {} : { region: where.region }),
  }
}

function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, '')
}

/** Fills an ARN template with properties whose names agree; undefined when one is missing. */
export function arnFrom(template: string | undefined, properties: JsonObject, where: Whereabouts): string | undefined {
  if (template === undefined) return undefined
  const known = new Map<string, string>([['partition', where.partition ?? partitionOf(where.region)]])
  if (where.region !== undefined) known.set('region', where.region)
  for (const name of ['account', 'accountid']) if (where.account !== undefined) known.set(name, where.account)
  for (const [name, value] of Object.entries(properties)) if (typeof value === 'string') known.set(plain(name), value)
  let whole = true
  const arn = template.replaceAll(/\$\{(\w+)\}/g, (_, name: string) => {
    const wanted = plain(name)
    const near = [...known].find(([each]) => each.endsWith(wanted) || (each.length > 1 && wanted.endsWith(each)))
    const value = known.get(wanted) ?? near?.[1]
    if (value === undefined) whole = false
    return value ?? ''
  })
  return whole ? arn : undefined
}
