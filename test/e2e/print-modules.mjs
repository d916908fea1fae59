// `node --import` this: the address of every module that is loaded is printed on standard error, those of `require` at the end.
import { writeSync } from 'node:fs'
import { createRequire, register } from 'node:module'
import { pathToFileURL } from 'node:url'

register('./print-modules-hook.mjs', import.meta.url)
const { cache } = createRequire(import.meta.url)
process.on('exit', () => {
  for (const path of Object.keys(cache)) writeSync(2, `module ${pathToFileURL(path).href}\n`)
})
