export const account = '123456789012'
export const region = 'eu-west-1'
export const kmsKey = `arn:aws:kms:${region}:${account}:key/9561ec70-6092-5885-f587-0d0e0bf5fbfe`

/** One service under construction, on both sides. */
export class Service {
  entries = []
  /** Every declared resource: its address, how it is mutated, and the live property trees that show it. */
  declared = []
  live = []

  constructor(number) {
    this.name = `s${String(number).padStart(6, '0')}`
    this.module = `module.service["${this.name}"]`
    this.tags = { Environment: 'production', ManagedBy: 'terraform', Owner: 'team-shop', Service: this.name }
  }

  /** Adds one entry with its instances to the state. Each has its `attributes`, the `change` that mutates it, and the `live` tree that shows it. */
  declare(type, name, schema, dependencies, instances) {
    const indexed = instances.length > 1
    this.entries.push({
      module: this.module,
      mode: 'managed',
      type,
      name,
      provider: 'provider["registry.terraform.io/hashicorp/aws"]',
      instances: instances.map(({ attributes }, index) => ({
        ...(indexed ? { index_key: index } : {}),
        schema_version: schema,
        attributes,
        sensitive_attributes: [],
        private: 'eyJlMmJmYjczMC1lY2FhLTExZTYtOGY4OC0zNDM2M2JjN2M0YzAiOnsiY3JlYXRlIjo2MDAwMDAwMDAwMDAsImRlbGV0ZSI6MTIwMDAwMDAwMDAwMH19',
        dependencies,
      })),
    })
    for (const [index, { change, live }] of instances.entries()) {
      this.declared.push({ address: `${this.module}.${type}.${name}${indexed ? `[${index}]` : ''}`, change, live })
    }
  }

  show(TypeName, Identifier, properties) {
    this.live.push({ TypeName, Identifier, properties })
    return properties
  }

  allTags(own) {
    return Object.fromEntries(Object.entries({ ...this.tags, ...own }).toSorted(([a], [b]) => (a < b ? -1 : 1)))
  }

  /** Live tags, in no order that the state has. */
  tagList(own) {
    return Object.entries({ ...own, ...this.tags }).map(([Key, Value]) => ({ Key, Value }))
  }
}
