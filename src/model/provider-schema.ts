/** What a Terraform provider says of one attribute or block of a type. */
export interface AttributeSchema {
  shape: 'scalar' | 'list' | 'set' | 'map' | 'object'
  /** Only the provider sets it. */
  isComputed: boolean
  /** Only the user sets it: the provider never fills it in. */
  isGiven: boolean
  isSensitive: boolean
  /** Never read back. */
  isWriteOnly: boolean
  /** Deprecated, and filled in by the provider: it shows what another attribute says. */
  isMirror: boolean
  /** Of the object, or of each element or value; undefined for plain values. */
  members?: TypeSchema
}

/** The attributes and blocks of a type by name. */
export type TypeSchema = ReadonlyMap<string, AttributeSchema>

/** The schemas that were given, each read when it is first asked for. */
export interface ProviderSchemas {
  /** `provider` as a state or a plan names it. Undefined for a type that no schema given has. */
  of(type: string, provider?: string): TypeSchema | undefined
}
