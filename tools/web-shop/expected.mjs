const isData = (resource) => /(^|\.)data\.aws_/.test(resource.address)

/** What a scan of the mutated capture must find, and the counts that hold whatever the tool's opinions. */
export function expectedOf({ mutations, notChecked, resources }, declared, clean) {
  const count = (outcome) => mutations.filter((mutation) => mutation.outcome === outcome).length
  const managed = declared.filter((resource) => !isData(resource) && resource.deposed === undefined)
  return {
    mutations: mutations.map(({ name, address, kind, outcome, path, change, element, policy, alsoBreaks, consequences }) => ({
      name,
      address,
      kind,
      outcome,
      ...(path === undefined ? {} : { path, change }),
      ...(element === undefined ? {} : { element }),
      policy,
      ...(alsoBreaks === undefined ? {} : { alsoBreaks }),
      ...(consequences === undefined ? {} : { consequences }),
    })),
    notChecked,
    resources: {
      declared: managed.length,
      skipped: { 'data-source': declared.filter(isData).length, deposed: 1 },
      missing: count('missing'),
      unmanaged: count('unmanaged'),
      notChecked: notChecked.length,
      live: { clean: clean.length, mutated: resources.length },
    },
  }
}
