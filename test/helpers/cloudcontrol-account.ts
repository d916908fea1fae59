import type { IncomingMessage } from 'node:http'
import { own, type Json, type JsonObject } from '../../src/model/json.ts'
import { callerIdentity, type Answer } from './aws-endpoint.ts'

/** An error of Cloud Control, or what its list of a kind does wrong. */
export interface Fault {
  status?: number
  code: string
  message?: string
}

/** An account that answers as Cloud Control does: resources by kind and identifier, with what goes wrong. */
export class CloudControlAccount {
  readonly kinds = new Map<string, Map<string, JsonObject>>()
  /** Faults by `operation kind`, or `operation kind identifier`; each is answered until it is taken away. */
  readonly faults = new Map<string, Fault>()
  /** Resources a page; 0: all at once. */
  page = 0
  /** Kinds whose list ends after so many, without a token. */
  readonly cut = new Map<string, number>()
  /** Properties that lists show; all others only a get does. */
  summary: readonly string[] | undefined
  /** The key without which a kind is not listed, and by which its resources are chosen. */
  readonly keys = new Map<string, string>()
  /** What was asked: `List AWS::X::Y {model}`, `Get AWS::X::Y id`. */
  asked: string[] = []

  add(kind: string, identifier: string, properties: JsonObject): this {
    const known = this.kinds.get(kind) ?? new Map<string, JsonObject>()
    this.kinds.set(kind, known.set(identifier, properties))
    return this
  }

  clear(): void {
    for (const map of [this.kinds, this.faults, this.cut, this.keys]) map.clear()
    this.asked = []
    this.page = 0
    this.summary = undefined
  }

  /** The answer to a request; undefined where it is none of Cloud Control's or STS's. */
  answer(request: IncomingMessage, body: string): Answer | undefined {
    if (body.includes('Action=GetCallerIdentity')) return { body: callerIdentity }
    const [, operation] = /^CloudApiService\.(\w+)$/.exec(String(request.headers['x-amz-target'])) ?? []
    if (operation === undefined) return undefined
    const input: Json = JSON.parse(body)
    const [kind, identifier] = [String(own(input, 'TypeName')), own(input, 'Identifier')]
    const short = operation.replace('Resources', '').replace('Resource', '')
    const model = own(input, 'ResourceModel')
    const token = own(input, 'NextToken')
    this.asked.push([short, kind, identifier, model, token].filter((part) => part !== undefined).join(' '))
    const fault = this.faults.get(`${short} ${kind} ${String(identifier)}`) ?? this.faults.get(`${short} ${kind}`)
    if (fault !== undefined) return failed(fault)
    return short === 'List' ? this.list(kind, model, token) : this.get(kind, String(identifier))
  }

  private get(kind: string, identifier: string): Answer {
    const properties = this.kinds.get(kind)?.get(identifier)
    if (properties === undefined) return failed({ code: 'ResourceNotFoundException', message: `${identifier} was not found` })
    return answered({ TypeName: kind, ResourceDescription: { Identifier: identifier, Properties: JSON.stringify(properties) } })
  }

  private list(kind: string, model: Json | undefined, token: Json | undefined): Answer {
    const key = this.keys.get(kind)
    const asked: Json = typeof model === 'string' ? JSON.parse(model) : {}
    const wanted = key === undefined ? undefined : own(asked, key)
    if (key !== undefined && wanted === undefined)
      return failed({ code: 'InvalidRequestException', message: `Missing or invalid ResourceModel property. Required property: [${key}]` })
    const all = [...(this.kinds.get(kind) ?? [])].filter(([, properties]) => key === undefined || own(properties, key) === wanted)
    const start = typeof token === 'string' ? Number(token) : 0
    const size = this.cut.get(kind) ?? (this.page === 0 ? all.length : this.page)
    const next = start + size
    return answered({
      TypeName: kind,
      ResourceDescriptions: all.slice(start, next).map(([Identifier, properties]) => ({
        Identifier,
        Properties: JSON.stringify(this.summary === undefined ? properties : picked(properties, this.summary)),
      })),
      ...(this.cut.has(kind) || next >= all.length ? {} : { NextToken: String(next) }),
    })
  }
}

function picked(properties: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(properties).filter(([name]) => names.includes(name)))
}

function answered(value: Json): Answer {
  return { type: 'application/x-amz-json-1.0', body: JSON.stringify(value) }
}

function failed({ status = 400, code, message = `said ${code}` }: Fault): Answer {
  return { status, type: 'application/x-amz-json-1.0', body: JSON.stringify({ __type: code, message }) }
}
