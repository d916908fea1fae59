import type { CloudFormationClient, StackResourceSummary } from '@aws-sdk/client-cloudformation'
import { quietNodeWarning } from './clients.ts'
import { accessError } from './sdk-errors.ts'
import { environmentRegion } from './whereabouts.ts'
import { AccessError, InputError } from '../../model/errors.ts'
import { isObject, put, type Json, type JsonObject } from '../../model/json.ts'

export interface StackDocumentsOptions {
  region?: string
  /** Instead of AWS's own: `http://127.0.0.1:4566`. `AWS_ENDPOINT_URL` does the same. */
  endpoint?: string
  /** Counts an API call as `cloudformation.Operation`. */
  called?(operation: string): void
}

/** What CloudFormation says of one stack, in the form that `aws cloudformation ...` saves it. */
export interface StackDocuments {
  stack: string
  template: string
  stackResources: Json
  stacks: Json
}

/** What reading a stack needs. All are read-only. */
export const stackDocumentsActions = ['cloudformation:DescribeStacks', 'cloudformation:GetTemplate', 'cloudformation:ListStackResources']

/**
 * Reads a stack (name or StackId) with its processed template and all pages of its resources. Throws InputError when
 * there is no such stack, AccessError when CloudFormation cannot be asked.
 */
export async function stackDocuments(stack: string, options: StackDocumentsOptions = {}): Promise<StackDocuments> {
  quietNodeWarning()
  const sdk = await import('@aws-sdk/client-cloudformation')
  const region = options.region ?? environmentRegion()
  const client = new sdk.CloudFormationClient({
    ...(region !== undefined && { region }),
    ...(options.endpoint !== undefined && { endpoint: options.endpoint }),
    retryMode: 'adaptive',
    maxAttempts: 5,
  })
  const called = (operation: string) => options.called?.(`cloudformation.${operation}`)
  try {
    called('DescribeStacks')
    const { Stacks } = await client.send(new sdk.DescribeStacksCommand({ StackName: stack }))
    called('GetTemplate')
    const { TemplateBody } = await client.send(new sdk.GetTemplateCommand({ StackName: stack, TemplateStage: 'Processed' }))
    const summaries = await allResources(sdk, client, stack, called)
    return {
      stack,
      template: TemplateBody ?? '',
      stackResources: { StackResourceSummaries: plain(summaries) },
      stacks: { Stacks: plain(Stacks ?? []) },
    }
  } catch (error) {
    throw explained(error, stack, region)
  } finally {
    client.destroy()
  }
}

async function allResources(
  sdk: typeof import('@aws-sdk/client-cloudformation'),
  client: CloudFormationClient,
  stack: string,
  called: (operation: string) => void,
): Promise<StackResourceSummary[]> {
  const all: StackResourceSummary[] = []
  let token: string | undefined
  do {
    called('ListStackResources')
    const page = await client.send(
      new sdk.ListStackResourcesCommand({ StackName: stack, ...(token !== undefined && { NextToken: token }) }),
    )
    all.push(...(page.StackResourceSummaries ?? []))
    token = page.NextToken
  } while (token !== undefined)
  return all
}

/** The client's answer as JSON: dates as text, nothing undefined. */
function plain(value: unknown): Json {
  if (value instanceof Date) return value.toISOString()
  if (Array.isArray(value)) return value.map(plain)
  if (isObject(value)) {
    const out: JsonObject = {}
    for (const [key, item] of Object.entries<unknown>(value)) if (item !== undefined) put(out, key, plain(item))
    return out
  }
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null
}

function explained(error: unknown, stack: string, region: string | undefined): Error {
  if (!(error instanceof Error)) return new Error(String(error))
  const at = { file: `cloudformation:${stack}` }
  if (error.name === 'ValidationError' && /does not exist/.test(error.message)) {
    return new InputError('stack-not-found', {
      message: `There is no stack ${JSON.stringify(stack)} in this account and region.`,
      hint: 'Check the name, AWS_PROFILE and AWS_REGION; a deleted stack is found by its StackId only.',
      at,
    })
  }
  const known = accessError(error, region)
  if (known !== undefined) return new AccessError(known.code, { message: known.message, hint: known.hint, at })
  return new AccessError('stack-unreadable', {
    message: `The stack ${JSON.stringify(stack)} cannot be read: ${error.name}: ${error.message}.`,
    hint: `Reading it needs ${stackDocumentsActions.join(', ')}; check credentials, AWS_REGION and the network.`,
    at,
  })
}
