import { existsSync } from 'node:fs'
import { exitCodes } from '../../exit-code.ts'
import { UsageError } from '../../model/errors.ts'
import { safeJson } from '../../report/safe-text.ts'
import { writeAtomically } from '../atomic-file.ts'
import type { Command } from '../commands.ts'
import { discover, type Discovered } from '../discover.ts'
import { print } from '../io.ts'

const file = 'driftgate.yaml'

/** `driftgate init`: a configuration that works for what is here, written and printed. Never over another one without --force. */
const command: Command = async ({ values, io }) => {
  const existing = [file, 'driftgate.yml'].find((name) => existsSync(name))
  if (existing !== undefined && !(values.on('force') && existing === file)) {
    throw new UsageError('init-exists', {
      message: `${existing} is there already.`,
      hint: existing === file ? 'Write over it with --force.' : `Rename it to ${file}, or take it away.`,
    })
  }
  const found = discover()
  if (found.declared.length === 0) {
    throw new UsageError('init-nothing', {
      message: 'There is nothing here that declares resources: no state, no template, no Terraform configuration.',
      hint: 'Run it where your infrastructure code is.',
    })
  }
  const text = configurationFor(found)
  writeAtomically(file, text)
  await print(io.stdout, text)
  if (!values.on('quiet')) await print(io.stderr, `wrote ${file}; \`driftgate doctor\` checks it, \`driftgate scan\` scans\n`)
  return exitCodes.clean
}
export default command

/** The latest capture is taken; without any live document the account itself is read. */
function configurationFor({ declared, baked, live, captures }: Discovered): string {
  const latest = captures.slice(-1)
  const others = captures.slice(0, -1)
  const from = [...latest, ...live]
  return [
    '# What driftgate scans. Paths are relative to this file.',
    'stacks:',
    '  - name: main',
    ...list('declared', declared),
    ...(baked.length === 0 ? [] : list('baked', baked)),
    ...list('live', from.length === 0 ? ['aws'] : from),
    ...others.map((path) => `      # - ${scalar(path)}`),
    '',
    '# The lowest severity that fails the gate: critical, high, medium, low or never.',
    'failOn: high',
    '# What must be declared: all, services (every kind of the declared services), kinds or none.',
    'unmanaged: services',
    '',
  ].join('\n')
}

function list(key: string, values: readonly string[]): string[] {
  return [`    ${key}:`, ...values.map((value) => `      - ${scalar(value)}`)]
}

/** A JSON string is a YAML string; names that need no quotes have none. */
function scalar(text: string): string {
  return /^[A-Za-z_][\w./-]*$/.test(text) && !/^(?:true|false|null|yes|no|on|off|y|n)$/i.test(text) ? text : safeJson(JSON.stringify(text))
}
