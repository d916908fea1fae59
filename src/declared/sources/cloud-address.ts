/** A workspace of HCP Terraform or Terraform Enterprise. */
export interface CloudAddress {
  /** With a port where one is given. */
  host: string
  organization: string
  workspace: string
}

const part = '[A-Za-z0-9][\\w.-]*'
const withHost = new RegExp(`^((?:${part})(?::\\d+)?)/(${part})/(${part})$`)
const withoutHost = new RegExp(`^(${part})/(${part})$`)

/** `tfc:ORG/WORKSPACE`, `tfc:HOST/ORG/WORKSPACE` or `app.terraform.io/ORG/WORKSPACE`; undefined for any other text. */
export function cloudAddress(source: string): CloudAddress | undefined {
  const isPrefixed = source.startsWith('tfc:')
  const text = isPrefixed ? source.slice('tfc:'.length) : source
  const [, host = '', organization = '', workspace = ''] = withHost.exec(text) ?? []
  if (host !== '' && (isPrefixed || /^app\.(?:[a-z]+\.)?terraform\.io$/.test(host))) return { host, organization, workspace }
  if (!isPrefixed) return undefined
  const [, org = '', name = ''] = withoutHost.exec(text) ?? []
  return org === '' ? { host: '', organization: '', workspace: '' } : { host: 'app.terraform.io', organization: org, workspace: name }
}
