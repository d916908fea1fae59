/** All names that a resource goes by, as a declaration or an answer knows them: its physical id first. */
export function namesOf({ physicalId, identities }: { physicalId?: string; identities: readonly string[] }): string[] {
  return [...(physicalId === undefined ? [] : [physicalId]), ...identities]
}
