import { describe, expect, it } from 'vitest'
import { compare } from '../../src/compare/compare.ts'
import { comparing, differences, reasons } from '../helpers/comparing.ts'
import { refreshed, terraform } from '../helpers/resources.ts'

const parameter = 'AWS::SSM::Parameter'
const sealed = `AQICAHh${'Ab9/'.repeat(30)}==`

describe('the value of a parameter', () => {
  it.each(['SecureString', 'String'])('of type %s is not gone where a source does not show it', (Type) => {
    const comparison = comparing(parameter, { Type, Value: 'hunter22', DataType: 'text' }, { Type, DataType: 'text' })
    expect(differences(comparison)).toEqual([])
    expect(reasons(comparison)).toEqual({ '/Value': 'read-gap' })
  })

  it('is compared where live shows it', () => {
    expect(comparing(parameter, { Value: 'hunter22' }, { Value: 'hunter22' }).equal).toBe(1)
    expect(differences(comparing(parameter, { Value: 'hunter22' }, { Value: 'evil' }))).toEqual(['changed /Value'])
  })

  it('says nothing where live shows it encrypted', () => {
    expect(reasons(comparing(parameter, { Value: 'hunter22' }, { Value: sealed }))).toEqual({ '/Value': 'secret' })
    expect(differences(comparing(parameter, { Value: sealed }, { Value: sealed.replace('9', '8') }))).toEqual(['changed /Value'])
  })

  it('alone is so: another property that live lacks is gone', () => {
    expect(differences(comparing(parameter, { DataType: 'aws:ec2:image', Value: 'v' }, { Value: 'v' }))).toEqual(['removed /DataType'])
  })
})

describe('what a service shows in place of a secret', () => {
  it.each(['****', '********a1b2', 'HIDDEN_DUE_TO_SECURITY_REASONS', '<redacted>'])('%s says nothing', (shown) => {
    expect(reasons(comparing('AWS::DMS::Endpoint', { ServerName: 'hunter22' }, { ServerName: shown }))).toEqual({ '/ServerName': 'secret' })
  })

  it.each(['*', '**', '*.example.com', 'hidden-valley'])('%s is a value', (shown) => {
    expect(differences(comparing('AWS::DMS::Endpoint', { ServerName: 'hunter22' }, { ServerName: shown }))).toEqual(['changed /ServerName'])
  })
})

describe('a secret of a Terraform resource, shown by both sides', () => {
  const type = 'aws_secretsmanager_secret_version'
  const secret = (secret_string: string | null): { id: string; secret_string: string | null } => ({ id: 's|1', secret_string })
  const compared = (declared: string | null, live: string | null): ReturnType<typeof compare> => {
    const [before, after] = [terraform(type, secret(declared)), refreshed(type, secret(live))]
    const sides = { declaredProperties: before.properties, liveProperties: after.properties }
    return compare({ outcome: 'managed', shape: 'terraform', declared: before, live: after, ...sides })
  }

  it('says nothing while it is the same, which the provider may only have carried over', () => {
    const same = compared('hunter22', 'hunter22')
    expect([differences(same), reasons(same)['/secret_string']]).toEqual([[], 'secret'])
    expect(differences(compared('hunter22', null))).toEqual([])
  })

  it('is a mutation when the provider read another one', () => {
    expect(differences(compared('hunter22', 'evil2222'))).toEqual(['changed /secret_string'])
  })
})
