import { readdirSync, readFileSync } from 'node:fs'
import { commands, commonOptions, groups, type CommandEntry } from '../../src/cli/commands.ts'
import { optionTable, secretKeyVariable, variableOf, type OptionName } from '../../src/cli/options.ts'
import { decisionTexts, notCheckedTexts, notComparedTexts, proofTexts } from '../../src/cli/reasons.ts'
import { listedRules } from '../../src/cli/rule-list.ts'
import { declaredReaders } from '../../src/declared/index.ts'
import { bakeSources } from '../../src/baked/sources/index.ts'
import { stateSources } from '../../src/declared/sources/index.ts'
import { exitCodes } from '../../src/exit-code.ts'
import type { PolicyBook } from '../../src/judge/book.ts'
import { documentObservers, namedObservers } from '../../src/live/index.ts'
import { byText } from '../../src/model/json.ts'
import { notComparedReasons } from '../../src/model/pair.ts'
import { notCheckedReasons } from '../../src/model/resource.ts'
import { mutationKinds, mutationKindTexts } from '../../src/prove/kinds.ts'
import { reporters } from '../../src/report/index.ts'

const exitMeanings = new Map(
  Object.entries({
    clean: 'Complete, and nothing at or above `--fail-on`',
    findings: 'Findings at or above `--fail-on`; of `prove`: less would be found than `--min-proved` asks for',
    cannotScan: 'Could not scan: usage, configuration, sources, credentials',
    incomplete:
      'Incomplete: something in scope was not read, or less was compared than `--min-compared` asks for, and no finding fails the gate',
  } satisfies Record<keyof typeof exitCodes, string>),
)

const sourceVariables: string[][] = [
  [
    '`AWS_PROFILE`, `AWS_ENDPOINT_URL_S3`, ...',
    'As the AWS SDK reads them. The region of a bucket is found; `?versionId=ID` after the key reads an older version',
  ],
  ['`TF_HTTP_USERNAME`, `TF_HTTP_PASSWORD`', 'For an HTTP backend; only for the host of `TF_HTTP_ADDRESS` where that is set'],
  [
    '`TF_HTTP_CLIENT_CA_CERTIFICATE_PEM`, `TF_HTTP_CLIENT_CERTIFICATE_PEM`, `TF_HTTP_CLIENT_PRIVATE_KEY_PEM`',
    'Certificates, as Terraform reads them',
  ],
  ['`GITLAB_TOKEN`, `CI_JOB_TOKEN`', 'For states that GitLab keeps; only for `CI_SERVER_URL` or `GITLAB_URL` where one is set'],
  ['`DRIFTGATE_HTTP_HEADERS`', 'Headers for the host of an address, `Name: value`, one a line'],
  ['`DRIFTGATE_HTTP_TIMEOUT`', 'Seconds for which a server may be silent (default 30)'],
  ['`TF_TOKEN_app_terraform_io`, ...', 'For HCP Terraform; else what `terraform login` stored'],
  ['`TF_WORKSPACE`, `TF_DATA_DIR`, `TF_CLOUD_ORGANIZATION`, `TF_CLOUD_HOSTNAME`', 'For `terraform:DIR`, as Terraform reads them'],
]
/** Decisions that are a difference, or say nothing of one. */
const unreasonable = new Set(['changed', 'removed', 'added', 'nothing-set', 'unknown'])

/** docs/reference.md, from the same tables that the program runs on. */
export function referenceText(policies: PolicyBook): string {
  return [
    '# Reference',
    'Generated from the program itself by `npm test -- -u test/cli/reference.test.ts`. Do not edit.',
    '## Commands',
    ...commands.flatMap(commandText),
    '## Every command takes',
    optionsText(commonOptions),
    '## Where values come from',
    `The flag, then the variable, then \`driftgate.yaml\`, then the default. A variable of an option that may be repeated holds its values with commas between them; a switch is \`true\` or \`false\`. \`${secretKeyVariable}\` is a variable only: with it, equal secrets show equal digests, so that a change of a secret can be told from none.`,
    table(
      ['option', 'variable', 'in driftgate.yaml'],
      [...optionTable].map(([name, { key }]) => [code(`--${name}`), code(variableOf(name)), key === undefined ? '' : code(key)]),
    ),
    'Stacks stand in `driftgate.yaml` only: `stacks[]` with `name`, `declared[]`, `baked[]`, `live[]`, `account`, `region`. `schemas/config.schema.json` is the whole of it.',
    '## Exit codes',
    table(
      ['code', 'meaning'],
      Object.entries(exitCodes)
        .toSorted(([, a], [, b]) => a - b)
        .map(([name, number]) => [String(number), exitMeanings.get(name) ?? '']),
    ),
    'Of several stacks 2 comes before 1, 1 before 3, 3 before 0. A process that is interrupted ends with 130 (SIGINT) or 143 (SIGTERM).',
    '## Declared documents',
    titles(declaredReaders),
    '`cloudformation:STACK` reads a stack and those nested in it from its account; `cloudformation:prod-*` all that are called so, `cloudformation:REGION/STACK` in another region. Where `--account`, `--accounts` and `--region` say several places, both are looked for in each. `KIND:FILE` settles doubt.',
    '## Where states are fetched from',
    table(
      ['source', 'what'],
      Object.values(stateSources).map(({ example, title }) => [code(example), title]),
    ),
    'With `--declared`, and with `--live` for a refreshed state. Nothing is written and no lock is taken. Credentials come from the environment, go to the host they are for, and are never printed:',
    table(['variable', 'what'], sourceVariables),
    '## What is baked',
    table(
      ['source', 'what'],
      Object.values(bakeSources).map(({ example, title }) => [code(example), title]),
    ),
    'Of an image for several platforms `--platform` says which. Nothing is unpacked to disk, run, or written to an engine or a registry. Credentials are those that `docker login` stored (`DOCKER_CONFIG`, its helpers too); `DOCKER_HOST`, `DOCKER_TLS_VERIFY` and `DOCKER_CERT_PATH` name the engine.',
    '## Live documents and sources',
    titles(documentObservers),
    titles(namedObservers),
    '## Reports',
    table(
      ['format', 'suffixes for --export', 'what'],
      Object.entries(reporters).map(([name, { suffixes, title }]) => [code(name), suffixes.map(code).join(' '), title]),
    ),
    '`--export` with the suffix `.rebuild.json` writes the plan; `--format none` writes no report.',
    '## Policies',
    table(
      ['id', 'name', 'severity', 'what'],
      policies.policies.map(({ id, name, severity, enabled, rule }) => [
        id,
        code(name),
        enabled ? severity : `${severity} (off)`,
        rule.title,
      ]),
    ),
    '## Rules of comparison',
    'What is one although it is written in two ways: spellings of a value, trees, and the attributes of Terraform types. `driftgate rules` lists them, `driftgate explain RULE` shows examples of what each holds equal and of what it keeps apart.',
    table(
      ['rule', 'of', 'because', 'where'],
      listedRules().map(({ name, kind, because, where }) => [code(name), kind, because, where]),
    ),
    '## Why an attribute is not compared',
    table(
      ['reason', 'meaning'],
      notComparedReasons.map((reason) => [code(reason), notComparedTexts[reason]]),
    ),
    '## Mutations that `driftgate prove` makes',
    table(
      ['kind', 'what'],
      mutationKinds.map((kind) => [code(kind), mutationKindTexts[kind]]),
    ),
    'What would not be found bears the reason of an attribute or a resource, `rule NAME` where a rule of comparison holds the two for one, or:',
    table(
      ['reason', 'meaning'],
      Object.entries({ ...decisionTexts, ...proofTexts })
        .filter(([name]) => !unreasonable.has(name))
        .map(([name, text]) => [code(name), text]),
    ),
    '## Why a resource is not checked',
    table(
      ['reason', 'meaning'],
      notCheckedReasons.map((reason) => [code(reason), notCheckedTexts[reason]]),
    ),
    '## Codes of errors and diagnostics',
    codesInSource().map(code).join(', '),
    '',
  ].join('\n\n')
}

function commandText(entry: CommandEntry): string[] {
  const name = ['driftgate', entry.group, entry.name].filter((part) => part !== undefined).join(' ')
  const words = Object.entries(entry.words ?? {}).map(([word, describe]) => `\`${word}\`: ${describe}.`)
  return [
    `### ${name}`,
    `${entry.describe}.${entry.group === undefined ? '' : ` (${groups[entry.group]}.)`}`,
    ...words,
    ...(entry.options.length === 0 ? [] : [optionsText(entry.options)]),
  ]
}

function optionsText(names: readonly OptionName[]): string {
  return table(
    ['option', 'value', 'default', 'what'],
    names.map((name) => {
      const option = optionTable.get(name)
      const value = option?.type === 'switch' ? '' : (option?.choices?.map(code).join(' ') ?? code(option?.value ?? ''))
      const repeated = option?.type === 'texts' ? ', repeatable' : ''
      const short = option?.short === undefined ? '' : `, ${code(`-${option.short}`)}`
      return [
        `${code(`--${name}`)}${short}`,
        `${value}${repeated}`,
        option?.default === undefined ? '' : code(option.default),
        option?.describe ?? '',
      ]
    }),
  )
}

function titles(entries: Readonly<Record<string, { title: string }>>): string {
  return table(
    ['kind', 'what'],
    Object.entries(entries).map(([name, { title }]) => [code(name), title]),
  )
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line)].join('\n')
}

function line(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`
}

function code(text: string): string {
  return `\`${text}\``
}

const source = new URL('../../src/', import.meta.url)

/** Every code that the source raises or notes, as it is written there. */
function codesInSource(): string[] {
  const patterns = [/(?:Error|say|usage|problem)\(\s*'([a-z][a-z0-9]*(?:-[a-z0-9]+)+)'/g, /\bcode: '([a-z][a-z0-9]*(?:-[a-z0-9]+)+)'/g]
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'))
  const found = files.flatMap((name) => {
    const text = readFileSync(new URL(name, source), 'utf8')
    return patterns.flatMap((pattern) => [...text.matchAll(pattern)].flatMap(([, each]) => each ?? []))
  })
  return [...new Set(found)].toSorted(byText)
}
