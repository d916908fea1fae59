import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import reader from '../../../src/declared/cloudformation.ts'
import { recogniseCloudFormation } from '../../../src/declared/cloudformation/recognise.ts'
import type { DeclaredContext } from '../../../src/declared/index.ts'
import { findFiles } from '../../../src/documents/input-file.ts'
import { sniff } from '../../../src/documents/sniff.ts'
import type { DriftgateError } from '../../../src/model/errors.ts'
import type { Diagnostic } from '../../../src/model/generated/report.ts'
import type { DeclaredBatch, DeclaredResource } from '../../../src/model/resource.ts'

/** What a reading yielded, in one piece. */
export interface Reading {
  resources: DeclaredResource[]
  secrets: string[]
  skipped: Record<string, number>
  notes: Diagnostic[]
  error?: DriftgateError
}

/** Reads what is in a folder, or in files that are given by name and content. */
export async function read(source: string | Record<string, unknown>, given: Omit<DeclaredContext, 'note'> = {}): Promise<Reading> {
  if (typeof source === 'string') return collect(source, given)
  const folder = mkdtempSync(join(tmpdir(), 'cloudformation-'))
  try {
    for (const [name, content] of Object.entries(source)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true })
      writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content))
    }
    const before = process.cwd()
    process.chdir(folder)
    try {
      return await collect('.', given)
    } finally {
      process.chdir(before)
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function collect(folder: string, given: Omit<DeclaredContext, 'note'>): Promise<Reading> {
  const notes: Diagnostic[] = []
  const documents = findFiles(folder).flatMap((file) => {
    const role = recogniseCloudFormation(sniff(file))
    return role === undefined ? [] : [{ file, role }]
  })
  return gather(reader.read(documents, { ...given, note: (note) => notes.push(note) }), notes)
}

export async function gather(batches: AsyncIterable<DeclaredBatch>, notes: Diagnostic[] = []): Promise<Reading> {
  const reading: Reading = { resources: [], secrets: [], skipped: {}, notes }
  try {
    for await (const { resources, secrets, skipped } of batches) {
      reading.resources.push(...resources)
      reading.secrets.push(...(secrets ?? []))
      for (const [name, count] of Object.entries(skipped ?? {})) reading.skipped[name] = (reading.skipped[name] ?? 0) + count
    }
  } catch (error) {
    reading.error = error as DriftgateError
  }
  return reading
}

/** A template with one resource of these properties, and whatever else it has. */
export function templateOf(properties: unknown, more: Record<string, unknown> = {}, type = 'AWS::EC2::Instance'): Record<string, unknown> {
  const { Resources, ...sections } = more
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    ...sections,
    Resources: { It: { Type: type, Properties: properties }, ...(Resources as object) },
  }
}

export const stackId = (name: string) => `arn:aws:cloudformation:eu-west-1:123456789012:stack/${name}/0a1b`

/** `describe-stack-resources` output: logical id to type and physical id. */
export function stackResourcesOf(name: string, resources: Record<string, [type: string, physicalId?: string, status?: string]>): unknown {
  return {
    StackResources: Object.entries(resources).map(([id, [type, physicalId, status]]) => ({
      StackName: name,
      StackId: stackId(name),
      LogicalResourceId: id,
      ResourceType: type,
      ...(physicalId !== undefined && { PhysicalResourceId: physicalId }),
      ResourceStatus: status ?? 'CREATE_COMPLETE',
    })),
  }
}

export function stacksOf(name: string, more: Record<string, unknown>): unknown {
  return { Stacks: [{ StackName: name, StackId: stackId(name), StackStatus: 'CREATE_COMPLETE', ...more }] }
}

/** The one resource of that address. */
export function at({ resources }: Reading, address: string): DeclaredResource {
  const [found, ...more] = resources.filter((resource) => resource.address === address)
  if (found === undefined || more.length > 0) throw new Error(`${found === undefined ? 'no' : 'more than one'} ${address}`)
  return found
}
