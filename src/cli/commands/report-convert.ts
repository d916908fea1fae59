import { readFileSync } from 'node:fs'
import { exitCodes } from '../../exit-code.ts'
import { InputError } from '../../model/errors.ts'
import type { ScanReport } from '../../model/generated/report.ts'
import { own, type Json } from '../../model/json.ts'
import type { Command } from '../commands.ts'
import { writerFor } from '../write-report.ts'

interface Validate {
  (data: unknown): data is ScanReport
  errors?: { instancePath: string; message?: string }[] | null
}

/** `driftgate report convert FILE`: the same report in other formats. It judges nothing anew: the exit code is 0. */
const command: Command = async (invocation) => {
  const { values, words } = invocation
  const write = writerFor(invocation, false)
  const [file = ''] = words['file'] ?? []
  const report = await readReport(file)
  const stack = values.text('stack')
  await write.report(report, undefined, { isOne: true, ...(stack === undefined ? {} : { stack }) })
  return exitCodes.clean
}
export default command

async function readReport(file: string): Promise<ScanReport> {
  const data = parsed(file)
  const compiled = new URL('../../../schemas/compiled/report.mjs', import.meta.url)
  const { validate }: { validate: Validate } = await import(compiled.href)
  if (own(data, 'schemaVersion') === '1' && validate(data)) return data
  const [first] = validate.errors ?? []
  throw new InputError('report-invalid', {
    message: `${file} is no report of driftgate: ${first === undefined ? 'its schemaVersion is not "1"' : `${first.instancePath || '/'} ${first.message ?? 'is wrong'}`}.`,
    hint: 'Write one with `driftgate scan --format json -o report.json`.',
    at: { file },
  })
}

function parsed(file: string): Json {
  try {
    const data: Json = JSON.parse(readFileSync(file, 'utf8'))
    return data
  } catch (error) {
    throw new InputError('report-unreadable', {
      message: `${file} cannot be read: ${error instanceof Error ? error.message : String(error)}.`,
      hint: 'Give a file that `driftgate scan --format json` wrote.',
      at: { file },
    })
  }
}
