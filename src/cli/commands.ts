import type { LoadedConfiguration } from './configuration.ts'
import type { Io } from './io.ts'
import type { OptionName } from './options.ts'
import type { Values } from './values.ts'

/** What a command gets. */
export interface Invocation {
  values: Values
  /** Positional arguments by name, empty where none was given. */
  words: Readonly<Record<string, readonly string[]>>
  /** Only for commands that read sources or policies. */
  configuration: LoadedConfiguration | undefined
  io: Io
}

/** Does its work and says what the process ends with. */
export type Command = (invocation: Invocation) => Promise<number>

export interface CommandEntry {
  /** With its positional arguments, as yargs writes them: `show <policy>`. */
  name: string
  /** The command it belongs to: `policies`. */
  group?: string
  describe: string
  options: readonly OptionName[]
  /** Whether driftgate.yaml is read for it. */
  isConfigured: boolean
  words?: Readonly<Record<string, string>>
  load(): Promise<{ default: Command }>
}

/** Names of the groups, with what they are about. */
export const groups: Readonly<Record<string, string>> = {
  policies: 'The policies that mutations are judged by',
  report: 'Reports that are there already',
  bake: 'Manifests of images: what was in them when they were built',
  library: 'The library of image manifests: what was baked, and how it stands',
}

const places = ['account', 'region', 'accounts', 'role', 'external-id', 'session-name', 'session-tag'] as const
const sources = [
  'declared',
  'baked',
  'verify-key',
  'live',
  'stack',
  ...places,
  'include-medium',
  'verified',
  'allow-http',
  'provider-schema',
] as const
const ofManifest = { manifest: 'A file that `driftgate bake` wrote' }
const inLibrary = { library: 'A folder, or s3://BUCKET/PREFIX' }
const ofImage = { ...inLibrary, image: 'Any of its ids, the digest of its manifest, or its name' }
const written = ['format', 'output', 'export', 'show', 'sarif-profile'] as const

/** Options of every command. */
export const commonOptions = ['config', 'quiet', 'verbose', 'color', 'debug'] as const

/** Every command, in the order of the help; one with the name of a group after the members of that. A new one is one file and one line here. */
export const commands: readonly CommandEntry[] = [
  {
    name: 'scan',
    describe: 'Compare live with declared and baked, judge every mutation, plan the rebuild',
    options: [
      ...sources,
      'as-deployed',
      'deployed-at',
      'keep-history',
      'policies',
      ...written,
      'fail-on',
      'unmanaged',
      'include',
      'exclude',
      'ignore-file',
      'live-partial',
      'min-compared',
      'min-coverage',
      'show-unknown',
      'with-resources',
      'exit-zero',
      'confirm',
      'attribute',
      'dry-run',
      'now',
      'progress',
    ],
    isConfigured: true,
    load: () => import('./commands/scan.ts'),
  },
  {
    name: 'prove',
    describe: 'Mutate every live value in memory and say which mutations a scan of these sources would report',
    options: [
      ...sources,
      'as-deployed',
      'deployed-at',
      'policies',
      'format',
      'output',
      'unmanaged',
      'live-partial',
      'kind',
      'top',
      'min-proved',
      'now',
      'progress',
    ],
    isConfigured: true,
    load: () => import('./commands/prove.ts'),
  },
  {
    name: 'capture',
    describe: 'Record what is live in a file that `scan --live FILE` replays',
    options: [...sources, 'output', 'format', 'unmanaged', 'with-user-data', 'dry-run', 'now', 'progress'],
    isConfigured: true,
    load: () => import('./commands/capture.ts'),
  },
  {
    name: 'explain <what>',
    describe: 'Say why: a policy, a comparison rule, a reason, every attribute of a resource, or what may change at a path of a machine',
    options: [...sources, 'as-deployed', 'deployed-at', 'policies', 'live-partial', 'path', 'profile', 'progress'],
    isConfigured: true,
    words: { what: 'DG401, a rule, a reason, the address, physical id or construct path of a resource, or an absolute path' },
    load: () => import('./commands/explain.ts'),
  },
  {
    name: 'rules',
    describe: 'List the rules by which two spellings, two trees or two names are one',
    options: ['format'],
    isConfigured: false,
    load: () => import('./commands/rules.ts'),
  },
  {
    group: 'policies',
    name: 'list',
    describe: 'List the policies that are known, with what is in force',
    options: ['policies'],
    isConfigured: true,
    load: () => import('./commands/policies-list.ts'),
  },
  {
    group: 'policies',
    name: 'show <policy>',
    describe: 'Show one policy with its parameters, controls and changes',
    options: ['policies'],
    isConfigured: true,
    words: { policy: 'Id or name' },
    load: () => import('./commands/policies-show.ts'),
  },
  {
    group: 'policies',
    name: 'validate <paths..>',
    describe: 'Check policy files without scanning',
    options: [],
    isConfigured: false,
    words: { paths: 'Files and folders' },
    load: () => import('./commands/policies-validate.ts'),
  },
  {
    group: 'policies',
    name: 'test [paths..]',
    describe: 'Run the tests that policies carry',
    options: [],
    isConfigured: false,
    words: { paths: 'Files and folders beside the built-in policies' },
    load: () => import('./commands/policies-test.ts'),
  },
  {
    group: 'report',
    name: 'convert <file>',
    describe: 'Write a JSON report in other formats',
    options: [...written, 'stack'],
    isConfigured: false,
    words: { file: 'A report that `scan --format json` wrote' },
    load: () => import('./commands/report-convert.ts'),
  },
  {
    group: 'bake',
    name: 'link <manifest>',
    describe: 'Give a manifest the ids that its image got, from Packer or EC2 Image Builder',
    options: ['packer', 'build', 'image-builder', 'output'],
    isConfigured: false,
    words: ofManifest,
    load: () => import('./commands/bake-link.ts'),
  },
  {
    group: 'bake',
    name: 'lint <manifest>',
    describe: 'Look for what should not be in an image before it is published: keys, credentials, open permissions',
    options: ['allow', 'fail-on', 'format', 'output'],
    isConfigured: false,
    words: ofManifest,
    load: () => import('./commands/bake-lint.ts'),
  },
  {
    group: 'bake',
    name: 'observe <image>',
    describe: 'Run an image for a while in the local engine and propose expectations for what it writes',
    options: ['seconds'],
    isConfigured: false,
    words: { image: 'An image of the engine, as `docker images` shows it' },
    load: () => import('./commands/bake-observe.ts'),
  },
  {
    group: 'bake',
    name: 'sign <manifest>',
    describe: 'Sign a manifest: an in-toto statement in a DSSE envelope, beside it as .dsse.json',
    options: ['key'],
    isConfigured: false,
    words: ofManifest,
    load: () => import('./commands/bake-sign.ts'),
  },
  {
    group: 'bake',
    name: 'verify <manifest>',
    describe: 'Say whether one of the keys signed this very manifest',
    options: ['verify-key'],
    isConfigured: true,
    words: ofManifest,
    load: () => import('./commands/bake-verify.ts'),
  },
  {
    name: 'bake [source]',
    describe: 'Write down what an image contains: files with their hashes, packages, users, units',
    options: ['output', 'expect', 'from-sbom', 'script', 'platform', 'allow-http', 'now'],
    isConfigured: false,
    words: { source: 'oci:PATH, docker-archive:FILE, docker:IMAGE, registry:REF, tar:FILE, rootfs:DIR, host or collected:FILE' },
    load: () => import('./commands/bake.ts'),
  },
  {
    group: 'library',
    name: 'add <library> <manifests..>',
    describe: 'Put image manifests into a library; the first one makes it',
    options: ['channel', 'deprecated-at', 'now'],
    isConfigured: false,
    words: { ...inLibrary, manifests: 'Files that `driftgate bake` wrote; their signatures come with them' },
    load: () => import('./commands/library-add.ts'),
  },
  {
    group: 'library',
    name: 'list <library>',
    describe: 'List the images of a library and how they stand',
    options: ['format'],
    isConfigured: false,
    words: inLibrary,
    load: () => import('./commands/library-list.ts'),
  },
  {
    group: 'library',
    name: 'show <library> <image>',
    describe: 'Show what is known of an image, and check its manifest',
    options: ['format'],
    isConfigured: false,
    words: ofImage,
    load: () => import('./commands/library-show.ts'),
  },
  {
    group: 'library',
    name: 'resolve <library> <image>',
    describe: 'Print where the manifest of an image lies',
    options: [],
    isConfigured: false,
    words: ofImage,
    load: () => import('./commands/library-resolve.ts'),
  },
  {
    group: 'library',
    name: 'revoke <library> <image>',
    describe: 'Revoke an image, and with it all that were made from it',
    options: ['reason', 'now'],
    isConfigured: false,
    words: ofImage,
    load: () => import('./commands/library-revoke.ts'),
  },
  {
    group: 'library',
    name: 'prune <library>',
    describe: 'Remove what is old, in no channel and no parent of what is kept',
    options: ['older-than', 'dry-run', 'now'],
    isConfigured: false,
    words: inLibrary,
    load: () => import('./commands/library-prune.ts'),
  },
  {
    name: 'init',
    describe: 'Write a driftgate.yaml for what is found in this folder',
    options: ['force'],
    isConfigured: false,
    load: () => import('./commands/init.ts'),
  },
  {
    name: 'doctor',
    describe: 'Check what a scan here would read, with which credentials, and what it would not',
    options: [...sources, 'as-deployed', 'verify-map', 'sample', 'output'],
    isConfigured: true,
    load: () => import('./commands/doctor.ts'),
  },
  {
    name: 'permissions',
    describe: 'Print the IAM policy that a scan of these sources needs, and nothing more',
    options: [...sources, 'as-deployed', 'format', 'unmanaged', 'trust', 'confirm', 'attribute', 'include', 'exclude'],
    isConfigured: true,
    load: () => import('./commands/permissions.ts'),
  },
  {
    name: 'completion <shell>',
    describe: 'Print the completion script of a shell: bash, zsh or fish',
    options: [],
    isConfigured: false,
    words: { shell: 'bash, zsh or fish' },
    load: () => import('./commands/completion.ts'),
  },
]
