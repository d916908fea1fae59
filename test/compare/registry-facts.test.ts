import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../src/model/json.ts'
import { comparing, differences, reasons } from '../helpers/comparing.ts'

describe('what the registry says of any kind', () => {
  it('a value that is set at creation alone cannot be gone: the source does not show it', () => {
    expect(reasons(comparing('AWS::RDS::DBProxy', { VpcSubnetIds: ['subnet-1'] }, {}))).toEqual({ '/VpcSubnetIds/0': 'create-only' })
    expect(reasons(comparing('AWS::EC2::Volume', { SnapshotId: 'snap-1' }, {}))).toEqual({})
    expect(differences(comparing('AWS::EC2::Volume', { SnapshotId: 'snap-1' }, {}))).toEqual(['removed /SnapshotId'])
  })

  it('such a value is compared where it is shown', () => {
    const subnets = (...ids: string[]): JsonObject => ({ VpcSubnetIds: ids })
    expect(differences(comparing('AWS::RDS::DBProxy', subnets('subnet-1', 'subnet-2'), subnets('subnet-1')))).toEqual([
      'removed /VpcSubnetIds/1',
    ])
    expect(differences(comparing('AWS::RDS::DBProxy', subnets('subnet-1'), subnets('subnet-9')))).toEqual(['changed /VpcSubnetIds/0'])
  })

  it('a map of scalars has keys of the user, in any kind', () => {
    const kind = 'AWS::MWAA::Environment'
    const options = (more: JsonObject = {}): JsonObject => ({ AirflowConfigurationOptions: { 'core.x': '1', ...more } })
    const compared = (more: JsonObject): string[] => differences(comparing(kind, options(), options(more)))
    expect(compared({})).toEqual([])
    expect(compared({ 'core.plugin': 'x' })).toEqual(['added /AirflowConfigurationOptions/core.plugin'])
    expect(compared({ 'core.x': '01' })).toEqual(['changed /AirflowConfigurationOptions/core.x'])
  })

  it('an object of the service’s own members is no map, whatever it is called', () => {
    const attributes = (more: JsonObject): JsonObject => ({ Attributes: { InboundCalls: true, ...more } })
    const compared = (kind: string, more: JsonObject): string[] => differences(comparing(kind, attributes({}), attributes(more)))
    expect(compared('AWS::Connect::Instance', { EarlyMedia: true, ContactflowLogs: false })).toEqual([])
    expect(compared('AWS::Connect::Instance', { InboundCalls: false })).toEqual(['changed /Attributes/InboundCalls'])
    expect(compared('acme/Thing', { EarlyMedia: true })).toEqual(['added /Attributes/EarlyMedia'])
  })

  it('rows of a list that no service fills are somebody’s', () => {
    const controls = (...names: string[]): JsonObject => ({
      ContainerDefinitions: [{ Name: 'web', SystemControls: names.map((Namespace) => ({ Namespace, Value: '1' })) }],
    })
    const compared = (...names: string[]): string[] =>
      differences(comparing('AWS::ECS::TaskDefinition', controls('net.a'), controls(...names)))
    expect(compared('net.a')).toEqual([])
    expect(compared('net.a', 'net.b')).toEqual(['added /ContainerDefinitions/0/SystemControls/1'])
  })

  it('a form that nobody filled in is nobody’s element, one that says something is somebody’s', () => {
    const tunnels = (...more: JsonObject[]): JsonObject => ({ Tunnels: [{ PreSharedKey: 'x' }, ...more] })
    const compared = (more: JsonObject): string[] => differences(comparing('AWS::Acme::Connection', tunnels(), tunnels(more)))
    expect(compared({ IKEVersions: [], TunnelInsideCidr: '169.254.61.176/30', LogOptions: { LogEnabled: false } })).toEqual([])
    expect(compared({ IKEVersions: [], TunnelInsideCidr: '10.0.0.0/30' })).toEqual(['added /Tunnels/1'])
    expect(compared({ IKEVersions: [], LogOptions: { LogEnabled: true } })).toEqual(['added /Tunnels/1'])
  })

  it('a password is never given back; one that is shown is compared, and a variable of its name is the user’s', () => {
    const compared = (declared: JsonObject, live: JsonObject): object => {
      const comparison = comparing('AWS::Acme::Directory', declared, live)
      return { found: differences(comparison), not: reasons(comparison) }
    }
    expect(compared({ AdminPassword: 'x' }, {})).toEqual({ found: [], not: { '/AdminPassword': 'write-only' } })
    expect(compared({ AdminPassword: 'x' }, { AdminPassword: 'y' })).toEqual({ found: ['changed /AdminPassword'], not: {} })
    expect(compared({ Variables: { AdminPassword: 'x', A: '1' } }, { Variables: { A: '1' } })).toEqual({
      found: ['removed /Variables/AdminPassword'],
      not: {},
    })
    expect(compared({ PasswordPolicy: 'x' }, {})).toEqual({ found: ['removed /PasswordPolicy'], not: {} })
  })
})
