import { account, byText, capturedAt, region } from './account.mjs'

const globalServices = ['AWS::IAM::']
/** Kinds that were listed whole and are empty in an untouched account. */
const emptyKinds = ['AWS::EC2::VPCPeeringConnection', 'AWS::IAM::User', 'AWS::SNS::Subscription']

/** Within a kind: that it was listed, its resources by id, what was not read. */
const keyOf = (item) =>
  item.is === 'resource'
    ? `${item.resource.kind} 1 ${item.resource.physicalId}`
    : `${item.kind} ${item.is === 'listed' ? '0' : '2'} ${item.physicalId ?? ''}`

/** A capture as text: header, items by kind and physical id, and the line that proves it is whole. */
export function captureOf(resources, gaps = []) {
  const kinds = new Set([...emptyKinds, ...resources.map((resource) => resource.kind)])
  const listed = [...kinds].map((kind) => ({
    is: 'listed',
    kind,
    account,
    ...(globalServices.some((service) => kind.startsWith(service)) ? {} : { region }),
  }))
  const items = [
    ...listed,
    ...resources.map((resource) => ({ is: 'resource', resource })),
    ...gaps.map((gap) => ({ is: 'gap', ...gap })),
  ].toSorted((a, b) => byText(keyOf(a), keyOf(b)))
  const header = {
    schema: 'driftgate/capture/v1',
    tool: { name: 'driftgate', version: '0.1.0' },
    capturedAt,
    sources: ['aws'],
    accounts: [account],
    regions: [region],
  }
  return [header, ...items, { is: 'end', items: items.length }].map((line) => `${JSON.stringify(line)}\n`).join('')
}
