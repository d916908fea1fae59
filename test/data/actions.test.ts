import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { operationFacts } from '../../src/mapping/api.ts'
import { keysOf, row, wholeTable } from '../../src/mapping/data.ts'
import authorization from './iam-prefixes.json' with { type: 'json' }

/** The prefixes of the Service Authorization Reference. */
const prefixes = new Set(authorization.prefixes)
/** A service that AWS ended, whose types the registry still has. */
const ended = new Set(['iotthingsgraph'])
const services = [...new Set([...keysOf('api-services.json'), ...Object.keys(wholeTable<string>('overrides/api-services.json'))])]
const operations = [...keysOf('api-operations.json'), ...Object.keys(wholeTable('overrides/api-operations.json'))]
const prefixOf = (action: string): string => action.split(':')[0] ?? ''

/** The columns that say the action of each operation, as written. */
const written = new Map(
  Object.entries(JSON.parse(readFileSync(new URL('../../data/aws/api-operations.json', import.meta.url), 'utf8'))).flatMap(
    ([operation, columns]) => (Array.isArray(columns) && typeof columns[5] === 'string' ? [[operation, columns[5]] as const] : []),
  ),
)

describe('the action that an operation takes', () => {
  it('has a prefix that IAM knows, whatever the operation', () => {
    const guesses = services.map((service) => operationFacts(`${service}.DescribeWhatever`).action)
    const known = operations.map((operation) => operationFacts(operation).action)
    const unknown = [...guesses, ...known].map(prefixOf).filter((prefix) => !prefixes.has(prefix) && !ended.has(prefix))
    expect([...new Set(unknown)]).toEqual([])
  })

  it('is of the prefix that the other operations of its service have', () => {
    const other = operations.flatMap((operation) => {
      const [service = ''] = operation.split('.')
      const [stated, guessed] = [operationFacts(operation).action, operationFacts(`${service}.DescribeWhatever`).action]
      return prefixOf(stated) === prefixOf(guessed) ? [] : [`${operation} ${stated}`]
    })
    // Buckets on Outposts and directory buckets are services of their own in IAM.
    expect([...new Set(other)].toSorted()).toEqual([
      's3.ListDirectoryBuckets s3express:ListAllMyDirectoryBuckets',
      's3control.ListRegionalBuckets s3-outposts:ListRegionalBuckets',
    ])
  })

  it('is one for all of API Gateway', () => {
    for (const operation of ['apigateway.GetRestApis', 'apigateway.GetWhatever', 'apigatewayv2.GetApis', 'apigatewayv2.GetWhatever'])
      expect(operationFacts(operation).action).toBe('apigateway:GET')
  })

  it('is a guess only where the reference has none of that name', () => {
    const guesses = [...written].filter(
      ([operation, action]) => action.endsWith('?') && row('overrides/api-operations.json', operation) === undefined,
    )
    expect(guesses.map(([operation]) => operation).toSorted()).toEqual([
      'connect.DescribeTestCase',
      'connect.ListTestCases',
      'iotthingsgraph.GetFlowTemplate',
      'iotthingsgraph.SearchFlowTemplates',
      'mediaconnect.BatchGetRouterInput',
      'mediaconnect.BatchGetRouterNetworkInterface',
      'mediaconnect.BatchGetRouterOutput',
      'observabilityadmin.ListThirdPartyTelemetryEnrichments',
    ])
  })
})
