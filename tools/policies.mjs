// Turns policies/**/*.yaml into one JSON file, so that a start parses no YAML. Part of `npm run generate`.
import { readFileSync, readdirSync } from 'node:fs'
import { parse } from 'yaml'

const folder = new URL('../policies/', import.meta.url)

/** The policies and controls of policies/. `validate` is the compiled validator of schemas/policy.schema.json. */
export function builtinPolicies(validate) {
  const bundle = { policies: [], frameworks: [], groups: [] }
  for (const file of readdirSync(folder, { recursive: true })
    .map(String)
    .filter((name) => name.endsWith('.yaml'))
    .toSorted()) {
    const document = parse(readFileSync(new URL(file, folder), 'utf8'))
    if (!validate(document)) {
      const problems = validate.errors.map(
        (error) => `policies/${file}${error.instancePath}: ${error.message} ${JSON.stringify(error.params)}`,
      )
      throw new Error(problems.join('\n'))
    }
    if (document.kind === 'PolicyPack') bundle.policies.push(...document.policies)
    if (document.kind === 'ControlFramework') bundle.frameworks.push(document)
    if (document.kind === 'ControlGroups') bundle.groups.push(document)
  }
  bundle.policies.sort((a, b) => (a.id < b.id ? -1 : 1))
  return bundle
}

/** Text of policies/compiled/builtin.json: one line an entry, so that a change of one policy is one line of diff. */
export function bundleText(bundle) {
  const lists = Object.entries(bundle).map(
    ([name, rows]) => `${JSON.stringify(name)}:[\n${rows.map((row) => JSON.stringify(row)).join(',\n')}\n]`,
  )
  return `{\n${lists.join(',\n')}\n}\n`
}
