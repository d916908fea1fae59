import { writeSync } from 'node:fs'

/** Module hook (https://nodejs.org/docs/latest-v20.x/api/module.html#loadurl-context-nextload): says what is loaded, changes nothing. */
export function load(url, context, next) {
  writeSync(2, `module ${url}\n`)
  return next(url, context)
}
