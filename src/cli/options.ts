import { failOnLevels } from '../exit-code.ts'
import { mutationKinds } from '../prove/kinds.ts'
import { planSuffix, reporterNames, reporters } from '../report/index.ts'

/** One thing that can be chosen, on the command line, in the environment and in driftgate.yaml. */
export interface Option {
  /** `texts` may be given several times. */
  type: 'text' | 'texts' | 'switch'
  describe: string
  /** What stands for the value in the help. */
  value?: string
  short?: string
  choices?: readonly string[]
  default?: string
  /** Its name in driftgate.yaml. */
  key?: string
}

export const unmanagedScopes = ['all', 'services', 'kinds', 'none'] as const
export const sarifProfiles = ['github', 'full'] as const

/** Every option. Parser, help, completion, environment, configuration and docs/reference.md derive from it. */
export const options = {
  declared: {
    type: 'texts',
    value: 'SRC',
    describe: 'What code declares: a file, a folder, s3://, https://, tfc:ORG/WORKSPACE, terraform:DIR, cloudformation:STACK, KIND:FILE',
  },
  baked: { type: 'texts', value: 'SRC', describe: 'Image manifests: files, folders, a library in a folder or at s3://BUCKET/PREFIX' },
  live: {
    type: 'texts',
    value: 'SRC',
    describe:
      'What is live: aws, config, config:AGGREGATOR, config:s3://BUCKET/PREFIX, host, rootfs:DIR, tar:FILE, a capture, saved output of AWS tools, KIND:FILE',
  },
  'as-deployed': {
    type: 'texts',
    value: 'SRC',
    describe:
      'What live was right after the last deployment: a capture (default: *.deployed.ndjson beside what is declared), or config: the history of AWS Config; config:s3://BUCKET/PREFIX: what it delivered there',
  },
  'deployed-at': {
    type: 'text',
    value: 'TIME',
    describe: 'When everything was last deployed, ISO 8601 (default: as the stack says, or when the state was written)',
  },
  'keep-history': {
    type: 'text',
    value: 'FILE',
    describe: 'Write what --as-deployed config told as a capture: a replay takes it, --as-deployed FILE',
  },
  stack: { type: 'text', value: 'NAME', describe: 'Only this stack of the configuration; without one, the name of what is scanned' },
  config: {
    type: 'text',
    value: 'FILE',
    describe: 'The configuration (default: the nearest driftgate.yaml up to the root of the repository)',
  },
  policies: { type: 'texts', short: 'p', value: 'PATH', key: 'policies', describe: 'Policies and settings of your own: files or folders' },
  format: {
    type: 'text',
    short: 'f',
    value: 'NAME',
    choices: [...reporterNames, 'none'],
    default: 'table',
    describe: 'How the report is written',
  },
  output: { type: 'text', short: 'o', value: 'FILE', describe: 'Where it is written; - is standard output' },
  export: {
    type: 'texts',
    value: 'PATH',
    describe: `Write a file as well, its kind by its suffix: ${[...Object.values(reporters).flatMap(({ suffixes }) => suffixes), planSuffix].join(', ')} (the plan)`,
  },
  'fail-on': {
    type: 'text',
    value: 'LEVEL',
    choices: failOnLevels,
    default: 'high',
    key: 'failOn',
    describe: 'The lowest severity that fails the gate',
  },
  unmanaged: {
    type: 'text',
    value: 'SCOPE',
    choices: unmanagedScopes,
    default: 'services',
    key: 'unmanaged',
    describe: 'What must be declared: everything, kinds of the declared services, the declared kinds, nothing',
  },
  'with-user-data': { type: 'switch', describe: 'Keep the text of user data in the capture, not only its digest; it may hold secrets' },
  'include-medium': {
    type: 'switch',
    key: 'includeMedium',
    describe: 'Read live AWS also by rows of medium confidence; what they alone decide is said in a note',
  },
  include: {
    type: 'texts',
    value: 'FILTER',
    key: 'include',
    describe:
      'Judge only what one of these fits: "kind=AWS::EC2::* tag:team=web"; terms kind, service, account, region, address, id, tag:KEY',
  },
  exclude: { type: 'texts', value: 'FILTER', key: 'exclude', describe: 'Judge nothing that one of these fits' },
  'ignore-file': {
    type: 'text',
    value: 'FILE',
    key: 'ignoreFile',
    describe: 'Findings to ignore, in the syntax of gitignore (default: .driftignore beside the configuration or in the working directory)',
  },
  'live-partial': { type: 'switch', key: 'livePartial', describe: 'The live sources are not whole: nothing that they lack is missing' },
  account: {
    type: 'texts',
    value: 'ID',
    key: 'account',
    describe:
      'The account of documents that name none, and the one that is read; several, names and patterns (`prod-*`): those that are read',
  },
  region: {
    type: 'texts',
    value: 'NAME',
    key: 'region',
    describe:
      'The region of documents that name none, and the one that is read; several, patterns (`eu-*`) and all (that are enabled): those that are read',
  },
  accounts: {
    type: 'text',
    value: 'LIST',
    key: 'accounts',
    describe: 'The accounts that there are: a file (ids, or YAML and JSON with id, name, role, regions), organization, organization:OU',
  },
  role: {
    type: 'text',
    value: 'ROLE',
    key: 'role',
    describe: 'Name or ARN of the role that is taken on in each account; {account} in it is the account',
  },
  'external-id': { type: 'text', value: 'ID', key: 'externalId', describe: 'The external id that the trust policy of the role asks for' },
  'session-name': {
    type: 'text',
    value: 'NAME',
    key: 'sessionName',
    describe: 'What the sessions of the role are called (default: driftgate)',
  },
  trust: {
    type: 'text',
    value: 'WHO',
    describe: 'Print instead the trust policy of the role that is taken on, for the identity that scans: its ARN, or an account',
  },
  'session-tag': { type: 'texts', value: 'KEY=VALUE', key: 'sessionTags', describe: 'A tag of the sessions of the role' },
  'allow-http': {
    type: 'switch',
    describe: 'Read over plain HTTP from another machine: a state, which holds secrets, or an image of a registry',
  },
  platform: {
    type: 'text',
    value: 'OS/ARCH',
    describe: 'Which of an image for several platforms is taken, as linux/arm64 (default: linux on the architecture of this machine)',
  },
  'provider-schema': {
    type: 'texts',
    value: 'FILE',
    key: 'providerSchemas',
    describe: 'Output of `terraform providers schema -json`, packed or not: what is a set, computed or sensitive',
  },
  'with-resources': { type: 'switch', key: 'withResources', describe: 'List every resource with its counts in the JSON report' },
  'min-compared': {
    type: 'text',
    value: 'PERCENT',
    key: 'minCompared',
    describe: 'Percent of the declared values that must be compared; below it the scan counts as incomplete',
  },
  'min-coverage': {
    type: 'text',
    value: 'PERCENT',
    key: 'minCoverage',
    describe: 'Percent of the live resources in governed scope that must be declared; below it the gate fails',
  },
  expect: { type: 'texts', value: 'FILE', describe: 'Expectations that go into the manifest, as `bake observe` proposes them' },
  seconds: { type: 'text', value: 'N', default: '20', describe: 'How long the image runs' },
  'show-unknown': {
    type: 'switch',
    key: 'showUnknown',
    describe: 'List the live values that nobody declared and of which it is not known whether AWS set them',
  },
  confirm: {
    type: 'switch',
    key: 'confirm',
    describe:
      'Read what differs in live AWS once more by itself before it is reported (default); --no-confirm: report it as the lists show it',
  },
  attribute: {
    type: 'switch',
    describe: 'Ask CloudTrail who is behind each finding of a resource of AWS: events of 90 days, two calls a second',
  },
  'dry-run': { type: 'switch', describe: 'Only print what would be done: of a scan the calls that reading AWS would take' },
  verified: {
    type: 'texts',
    value: 'FILE',
    key: 'verified',
    describe: 'What doctor --verify-map wrote: kinds whose maps were proven here are read in bulk although they are of medium confidence',
  },
  'verify-map': {
    type: 'switch',
    describe: 'Read a few resources of each declared kind both ways, and say where the maps differ from Cloud Control',
  },
  sample: { type: 'text', value: 'NUMBER', default: '3', describe: 'How many resources of a kind are read both ways' },
  'min-proved': {
    type: 'text',
    value: 'PERCENT',
    key: 'minProved',
    describe: 'Percent of the mutations that must be found; below it the gate fails',
  },
  kind: { type: 'texts', value: 'KIND', choices: mutationKinds, describe: 'Only mutations of this kind' },
  top: { type: 'text', value: 'NUMBER', default: '20', describe: 'How many blind spots are written out' },
  show: { type: 'texts', value: 'WHAT', choices: ['unmanaged'], describe: 'Write out what the table only counts' },
  script: { type: 'switch', describe: 'Print instead a shell script that collects what a machine without driftgate contains' },
  'from-sbom': { type: 'text', value: 'FILE', describe: 'Add the packages of a bill of materials: CycloneDX, SPDX or syft, as JSON' },
  packer: { type: 'text', value: 'FILE', describe: "What Packer's post-processor `manifest` wrote: packer-manifest.json" },
  build: { type: 'text', value: 'NAME', describe: "Which build of Packer's last run, where it had several" },
  'image-builder': { type: 'text', value: 'FILE', describe: 'Output of `aws imagebuilder get-image`' },
  allow: { type: 'texts', value: 'RULE[:GLOB]', describe: 'What lint lets pass: a rule, everywhere or where the glob fits: L09:/opt/*' },
  key: { type: 'text', value: 'FILE', describe: 'The private key, ed25519 in PEM; its passphrase is read from DRIFTGATE_KEY_PASSPHRASE' },
  'verify-key': {
    type: 'texts',
    value: 'FILE',
    key: 'verifyKeys',
    describe: 'A public key, ed25519 in PEM: of which manifests of images one that is given must have signed',
  },
  channel: { type: 'text', value: 'NAME', describe: 'Where the build stands: stable, candidate, ...' },
  'deprecated-at': { type: 'text', value: 'TIME', describe: 'From when on the image should not be used any more, ISO 8601' },
  reason: { type: 'text', value: 'TEXT', describe: 'Why; the library keeps it and shows it' },
  'older-than': { type: 'text', value: 'DAYS', default: '90', describe: 'What was added within so many days is kept' },
  'exit-zero': { type: 'switch', describe: 'End with 0 where findings would end with 1' },
  now: { type: 'text', value: 'TIME', describe: 'The time by which ages are judged, ISO 8601 (default: of the capture, else the clock)' },
  'sarif-profile': {
    type: 'text',
    value: 'NAME',
    choices: sarifProfiles,
    default: 'github',
    key: 'sarifProfile',
    describe: 'What code scanning accepts, or everything',
  },
  path: {
    type: 'text',
    value: 'POINTER',
    describe: 'Only this property and what is below it: a JSON Pointer, or dotted as Terraform writes it',
  },
  profile: {
    type: 'text',
    value: 'NAME',
    describe: 'Of a path of a machine: what may change there in this profile (container, vm-debian, vm-rhel, k8s-node, paranoid)',
  },
  force: { type: 'switch', describe: 'Overwrite a file that is there' },
  quiet: { type: 'switch', short: 'q', describe: 'Only the gate line, no notices' },
  verbose: { type: 'switch', short: 'v', describe: 'Counts by kind, calls by action, identities, other policies that a mutation breaks' },
  color: { type: 'switch', describe: 'Colour; --no-color: none (default: for terminals; NO_COLOR and FORCE_COLOR are honoured)' },
  progress: { type: 'switch', describe: 'Progress: a line on a terminal, one now and then in a log; --no-progress: none' },
  debug: { type: 'switch', describe: 'Show the stack of an unexpected error' },
} as const satisfies Record<string, Option>

export type OptionName = keyof typeof options
type OfType<T extends Option['type']> = { [K in OptionName]: (typeof options)[K]['type'] extends T ? K : never }[OptionName]
export type TextOption = OfType<'text'>
export type TextsOption = OfType<'texts'>
export type SwitchOption = OfType<'switch'>

/** The table with the general type of its rows. */
export const optionTable: ReadonlyMap<OptionName, Option> = new Map(
  Object.keys(options)
    .filter(isOptionName)
    .map((name) => [name, options[name]]),
)

function isOptionName(name: string): name is OptionName {
  return Object.hasOwn(options, name)
}

/** `fail-on` to `DRIFTGATE_FAIL_ON`. */
export function variableOf(name: OptionName): string {
  return `DRIFTGATE_${name.toUpperCase().replaceAll('-', '_')}`
}

/** The key of keyed digests of secrets; a variable only, since arguments are seen by other users of a machine. */
export const secretKeyVariable = 'DRIFTGATE_SECRET_KEY'
