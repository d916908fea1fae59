// Writes what derives from schemas/ and policies/: TypeScript types, precompiled validators, the built-in pack as JSON, its conditions as JavaScript. `npm run generate`.
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import standalone from 'ajv/dist/standalone/index.js'
import { compile } from 'json-schema-to-typescript'
import { compiledConditions } from './conditions.mjs'
import { builtinPolicies, bundleText } from './policies.mjs'

const root = new URL('..', import.meta.url)

/** Relative path to text, for every generated file. */
export async function generated() {
  const files = {}
  for (const file of readdirSync(new URL('schemas/', root))
    .filter((name) => name.endsWith('.schema.json'))
    .toSorted()) {
    const name = file.replace('.schema.json', '')
    const schema = JSON.parse(readFileSync(new URL(`schemas/${file}`, root), 'utf8'))
    const banner = `/* Generated from schemas/${file} by npm run generate. Do not edit. */`
    files[`src/model/generated/${name}.ts`] = await compile(structuredClone(schema), schema.title, {
      additionalProperties: false,
      bannerComment: banner,
      unreachableDefinitions: true,
      format: false,
    })
    const ajv = new Ajv2020({ code: { source: true, esm: true }, allErrors: true, strict: false, discriminator: true })
    const validate = ajv.compile(schema)
    const code = standalone.default(ajv, validate)
    files[`schemas/compiled/${name}.mjs`] =
      `${banner}\nimport { createRequire } from 'node:module'\nconst require = createRequire(import.meta.url)\n${code}\n`
    if (name === 'policy') {
      const bundle = builtinPolicies(validate)
      files['policies/compiled/builtin.json'] = bundleText(bundle)
      files['policies/compiled/conditions.mjs'] = await compiledConditions(bundle.policies)
    }
  }
  return files
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  mkdirSync(new URL('schemas/compiled/', root), { recursive: true })
  mkdirSync(new URL('src/model/generated/', root), { recursive: true })
  mkdirSync(new URL('policies/compiled/', root), { recursive: true })
  for (const [path, text] of Object.entries(await generated())) writeFileSync(new URL(path, root), text)
}
