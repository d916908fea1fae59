import { describe, expect, it } from 'vitest'
import { Places } from '../src/declared-places.ts'
import { declares } from './helpers/resources.ts'

const volume = 'AWS::EC2::Volume'
const [web, data] = ['111111111111', '222222222222']

function placesOf(...resources: ReturnType<typeof declares>[]): Places {
  const places = new Places(false)
  for (const resource of resources) places.add(resource)
  places.close()
  return places
}

describe('where what is declared is', () => {
  it('is in the accounts and regions that resources name, and nowhere else', () => {
    const places = placesOf(
      declares(volume, {}, { account: web, region: 'eu-west-1' }),
      declares(volume, {}, { account: data, region: 'us-east-1' }),
    )
    expect([places.mayHold(web), places.mayHold('333333333333')]).toEqual([true, false])
    expect([places.mayHold(web, 'eu-west-1'), places.mayHold(web, 'us-east-1'), places.mayHold(data, 'us-east-1')]).toEqual([
      true,
      false,
      true,
    ])
    expect([places.accounts(), places.regionsOf(web)]).toEqual([[web, data], ['eu-west-1']])
  })

  it('is anywhere for what does not say it, and in no region for what is global', () => {
    const loose = placesOf(declares(volume, {}, { region: 'eu-west-1' }), declares(volume, {}, { account: web }))
    expect([loose.mayHold(data, 'eu-west-1'), loose.mayHold(data, 'us-east-1'), loose.mayHold(web, 'us-east-1')]).toEqual([
      true,
      false,
      true,
    ])
    const global = placesOf(declares('AWS::IAM::Role', {}, { account: web, region: 'eu-west-1' }))
    expect([global.mayHold(web), global.mayHold(web, 'eu-west-1'), global.regionsOf(web)]).toEqual([true, false, []])
  })

  it('is everywhere where everything must be declared, and says nothing of what is not AWS', () => {
    expect(new Places(true).mayHold(web, 'eu-west-1')).toBe(true)
    expect(placesOf(declares('apps/Deployment', {})).mayHold(web)).toBe(false)
  })

  it('is, for what does not say it, where the others of its provider are, unless these disagree', () => {
    const provider = 'provider["registry.terraform.io/hashicorp/aws"]'
    const placed = declares(volume, {}, { provider, account: web, region: 'eu-west-1' })
    const [route, policy] = [declares('AWS::EC2::Route', {}, { provider }), declares('AWS::IAM::RolePolicy', {}, { provider })]
    const other = declares(volume, {}, { provider: `${provider}.other`, account: data, region: 'us-east-1' })
    placesOf(route, policy, placed, other)
    expect([route.account, route.region, policy.account, policy.region]).toEqual([web, 'eu-west-1', web, undefined])
    const torn = declares('AWS::EC2::Route', {}, { provider })
    const places = placesOf(placed, declares(volume, {}, { provider, account: web, region: 'us-east-1' }), torn)
    expect([torn.account, torn.region, places.mayHold(web, 'ap-south-1')]).toEqual([web, undefined, true])
  })
})
