import type { Rule } from './rule.ts'

/** A place of a version that is counted up by the service. */
export const versionPlace: Rule = {
  name: 'version-place',
  because: 'Image Builder numbers the place of an x: 1.0.x becomes 1.0.4.',
  where: 'members that are called a version',
  fits: (leaf) => /version/i.test(leaf.name),
  directed: true,
  same: (a, b) => {
    const [x, y] = [String(a), String(b)]
    return /^\d+(\.(\d+|x))+$/.test(x) && x.includes('x') && new RegExp(`^${x.replaceAll('.', '\\.').replaceAll('x', '\\d+')}$`).test(y)
  },
  equal: [['1.0.x', '1.0.4']],
  different: [
    ['1.0.x', '1.1.4'],
    ['1.0.x', '1.0.4.1'],
  ],
  example: { name: 'Version' },
}

/** The registry says how AWS shows this property. */
export const registry: Rule = {
  name: 'registry',
  because: 'The registry schema of the kind says in which form AWS shows the value.',
  where: 'properties with a normalisation in the registry (data/aws/facts/)',
  fits: (leaf) => leaf.spellings !== undefined,
  directed: true,
  same: (declared, live, leaf) =>
    (typeof declared === 'string' || typeof declared === 'number') &&
    declared !== '' &&
    (leaf.spellings?.(declared) ?? []).some((form) => (typeof form === 'string' ? form === String(live) : form.test(String(live)))),
  equal: [['size', 'custom:size']],
  different: [
    ['size', 'custom:color'],
    ['size', 'other:size'],
  ],
  example: { spellings: (declared) => [`custom:${declared}`] },
}
