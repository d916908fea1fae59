import { createHash } from 'node:crypto'
import { protocolName } from '../../mapping/protocols.ts'
import { bytesOf, isKeptUserData, userDataBytes, userDataNames } from '../../model/user-data.ts'
import type { Rule, Scalar } from './rule.ts'

/** A name and the ARN that ends in it. */
export const arnOrName: Rule = {
  name: 'arn-or-name',
  because: 'Inputs take a name or an id where outputs give the ARN.',
  where: 'everywhere but in the user’s own texts',
  fits: (leaf) => !leaf.free,
  same: (a, b) => typeof a === 'string' && typeof b === 'string' && a.startsWith('arn:') !== b.startsWith('arn:') && tailOf(a, b),
  equal: [
    ['web-profile', 'arn:aws:iam::123456789012:instance-profile/web-profile'],
    ['arn:aws:kms:eu-west-1:123456789012:key/1234-5678', '1234-5678'],
    ['alias/a', 'arn:aws:kms:eu-west-1:123456789012:alias/a'],
  ],
  different: [
    ['web', 'arn:aws:iam::123456789012:instance-profile/web-profile'],
    ['profile', 'arn:aws:iam::123456789012:instance-profile/web-profile'],
    ['arn:aws:sns:eu-west-1:1:a', 'arn:aws:sns:eu-west-1:1:b'],
  ],
}

function tailOf(a: string, b: string): boolean {
  const [arn, name] = a.startsWith('arn:') ? [a, b] : [b, a]
  if (name === '') return false
  const clean = arn.replace(/:\*$/, '')
  return clean.endsWith(`/${name}`) || clean.endsWith(`:${name}`)
}

/** A log group's ARN with and without the mark for its streams. */
export const logGroupArn: Rule = {
  name: 'log-group-arn',
  because: 'The API appends `:*` to the ARN of a log group.',
  where: 'ARNs of log groups',
  same: (a, b) =>
    typeof a === 'string' && typeof b === 'string' && /^arn:[\w-]+:logs:/.test(a) && a.replace(/:\*$/, '') === b.replace(/:\*$/, ''),
  equal: [['arn:aws:logs:eu-west-1:123456789012:log-group:/a:*', 'arn:aws:logs:eu-west-1:123456789012:log-group:/a']],
  different: [['arn:aws:logs:eu-west-1:123456789012:log-group:/a:*', 'arn:aws:logs:eu-west-1:123456789012:log-group:/b']],
}

/** A KMS alias and the key that it names. */
export const kmsAlias: Rule = {
  name: 'kms-alias',
  because: 'Queues, secrets and others answer with the key where an alias was given.',
  where: 'keys, as far as live shows the aliases',
  same: (a, b, leaf) => {
    if (typeof a !== 'string' || typeof b !== 'string' || isAlias(a) === isAlias(b)) return false
    const key = keyOf(a, leaf.aliases)
    return key !== undefined && key === keyOf(b, leaf.aliases)
  },
  equal: [
    ['alias/web', '11111111-2222-3333-4444-555555555555'],
    ['alias/web', 'arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555'],
  ],
  different: [
    ['alias/web', '99999999-2222-3333-4444-555555555555'],
    ['alias/other', '11111111-2222-3333-4444-555555555555'],
    ['arn:aws:iam::111111111111:role/web', 'arn:aws:iam::222222222222:role/web'],
  ],
  example: { aliases: new Map([['alias/web', '11111111-2222-3333-4444-555555555555']]) },
}

function isAlias(text: string): boolean {
  return /(?:^|:)alias\//.test(text)
}

function keyOf(text: string, aliases: ReadonlyMap<string, string>): string | undefined {
  const tail = text.startsWith('arn:') ? text.split(':').slice(5).join(':') : text
  const key = tail.startsWith('alias/') ? aliases.get(tail) : tail
  return key?.replace(/^(?:arn:.*:)?key\//, '')
}

/** Two spellings of one network are one network. */
export const network: Rule = {
  name: 'network',
  directed: true,
  because: 'EC2 masks host bits and compresses IPv6 on write.',
  where: 'networks and addresses',
  same: (a, b) => {
    if (typeof a !== 'string' || typeof b !== 'string') return false
    const bits = canonicalNetwork(a)
    // Live is canonical already: an address with host bits there was not written by EC2.
    return bits !== undefined && bits === canonicalNetwork(b) && !hasHostBits(b)
  },
  equal: [
    ['10.0.0.1/8', '10.0.0.0/8'],
    ['2001:DB8:0::/32', '2001:db8::/32'],
    ['::0/0', '::/0'],
    ['10.0.0.1', '10.0.0.1/32'],
    ['2001:db8:0::1', '2001:db8::1'],
  ],
  different: [
    ['10.0.0.0/8', '10.0.0.0/16'],
    ['0.0.0.0/0', '10.0.0.0/8'],
    ['2001:db8::/32', '2001:db9::/32'],
    ['0.0.0.0/0', '1.0.0.0/0'],
    ['10.0.0.1', '10.0.0.1/24'],
    ['10.0.0.1', '10.0.0.2'],
    ['10.0.0.0', '10.0.0.0/0'],
  ],
}

function hasHostBits(text: string): boolean {
  const [address = '', prefix] = text.split('/')
  const bits = bitsOf4(address)
  return prefix !== undefined && bits?.slice(Number(prefix)).includes('1') === true
}

/** The network address of a CIDR, as bits and prefix; undefined for what is none. */
export function canonicalNetwork(text: string): string | undefined {
  const slash = text.indexOf('/')
  const address = slash === -1 ? text : text.slice(0, slash)
  const bits = address.includes(':') ? bitsOf6(address) : bitsOf4(address)
  // An address alone is the network of that one address.
  const prefix = slash === -1 ? (bits?.length ?? 0) : Number(text.slice(slash + 1))
  if (bits === undefined || !Number.isInteger(prefix) || prefix < 0 || prefix > bits.length) return undefined
  return `${bits.slice(0, prefix)}/${bits.length}`
}

function bitsOf4(address: string): string | undefined {
  const parts = address.split('.')
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256)) return undefined
  return parts.map((part) => Number(part).toString(2).padStart(8, '0')).join('')
}

function bitsOf6(address: string): string | undefined {
  const [head = '', tail, ...more] = address.toLowerCase().split('::')
  if (more.length > 0) return undefined
  const left = head === '' ? [] : head.split(':')
  const right = tail === undefined || tail === '' ? [] : tail.split(':')
  const groups = tail === undefined ? left : [...left, ...Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0'), ...right]
  if (groups.length !== 8 || !groups.every((group) => /^[0-9a-f]{1,4}$/.test(group))) return undefined
  return groups.map((group) => Number.parseInt(group, 16).toString(2).padStart(16, '0')).join('')
}

/** An IP protocol by number or name. */
export const ipProtocol: Rule = {
  name: 'ip-protocol',
  because: 'EC2 shows 6 as tcp, 17 as udp and all as -1.',
  where: 'members that are called a protocol',
  fits: (leaf) => /protocol/i.test(leaf.name),
  same: (a, b) => protocolName(a) === protocolName(b),
  equal: [
    ['6', 'tcp'],
    ['all', '-1'],
  ],
  different: [
    ['6', 'udp'],
    ['tcp', '-1'],
  ],
  example: { name: 'IpProtocol' },
}

/** A version and a more exact form of the same. */
export const versionPrefix: Rule = {
  name: 'version-prefix',
  because: 'An engine version may be declared as 8.0; live says 8.0.35.',
  where: 'members that are called a version',
  fits: (leaf) => /version/i.test(leaf.name),
  same: (a, b) => {
    const [x, y] = [withoutAny(String(a)), withoutAny(String(b))]
    return /^\d+(\.\w+)*$/.test(x) && /^\d+(\.\w+)*$/.test(y) && (y.startsWith(`${x}.`) || x.startsWith(`${y}.`))
  },
  equal: [
    ['8.0', '8.0.35'],
    ['13', '13.3'],
    ['6.x', '6.2.6'],
  ],
  different: [
    ['8.0', '8.4.3'],
    ['1', '10'],
    ['6.x', '7.0.5'],
    ['8.0.35', '8.0.36'],
  ],
  example: { name: 'EngineVersion' },
}

/** 6.x is 6. */
function withoutAny(version: string): string {
  return version.replace(/^(\d+)\.x$/, '$1')
}

/** One instant in two notations. */
export const instant: Rule = {
  name: 'instant',
  because: 'Times come back in another zone or precision.',
  same: (a, b) => typeof a === 'string' && typeof b === 'string' && time(a) !== undefined && time(a) === time(b),
  equal: [
    ['2026-01-01T00:00:00Z', '2026-01-01T00:00:00.000Z'],
    ['2026-01-01T01:00:00+01:00', '2026-01-01T00:00:00Z'],
    ['2026-01-01', '2026-01-01T00:00:00Z'],
  ],
  different: [
    ['2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z'],
    ['2026', '2026-01-01T00:00:00Z'],
  ],
}

function time(text: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\d(?:T[\d:.]+(?:Z|[+-]\d\d:?\d\d)?)?$/.test(text)) return undefined
  const at = Date.parse(/T.*\d$/.test(text) && !/[+-]\d\d:?\d\d$/.test(text) ? `${text}Z` : text)
  return Number.isNaN(at) ? undefined : at
}

/** A schedule in another unit. */
export const rate: Rule = {
  name: 'rate',
  because: 'rate(60 minutes) is rate(1 hour).',
  same: (a, b) => typeof a === 'string' && typeof b === 'string' && minutes(a) !== undefined && minutes(a) === minutes(b),
  equal: [['rate(60 minutes)', 'rate(1 hour)']],
  different: [['rate(1 hour)', 'rate(2 hours)']],
}

function minutes(text: string): number | undefined {
  const match = /^rate\((\d+)\s+(minute|hour|day)s?\)$/.exec(text.trim())
  if (match === null) return undefined
  return Number(match[1]) * (match[2] === 'minute' ? 1 : match[2] === 'hour' ? 60 : 1440)
}

/** Start-up data in clear, in base64, or as the digest that older providers record. */
export const userData: Rule = {
  name: 'user-data',
  directed: true,
  because:
    'EC2 answers in base64; Terraform state holds the text, its base64 or (provider 5 and older) its SHA-1; a capture keeps its digest.',
  where: 'UserData',
  fits: (leaf) => userDataNames.has(leaf.name),
  same: (a, b) =>
    typeof a === 'string' &&
    typeof b === 'string' &&
    (isKeptUserData(a, b) ??
      (userDataBytes(a) === userDataBytes(b) || userDataBytes(a) === bytesOf(b) || bytesOf(a) === userDataBytes(b) || isDigest(a, b))),
  equal: [
    ['#!/bin/sh\necho a\n', 'IyEvYmluL3NoCmVjaG8gYQo='],
    ['71bca3652bc0fcd7012cc3794e2d2481ad33227a', 'IyEvYmluL3NoCmVjaG8gYQo='],
    [
      '#!/bin/sh\necho a\n',
      'sha256:96d68d5048de839b8d6443131b2c6260086c5d3bbbb9095db85fe0d8847773b1 sha1:71bca3652bc0fcd7012cc3794e2d2481ad33227a',
    ],
    [
      '71bca3652bc0fcd7012cc3794e2d2481ad33227a',
      'sha256:96d68d5048de839b8d6443131b2c6260086c5d3bbbb9095db85fe0d8847773b1 sha1:71bca3652bc0fcd7012cc3794e2d2481ad33227a',
    ],
  ],
  different: [
    ['#!/bin/sh\necho a\n', 'IyEvYmluL3NoCmVjaG8gYgo='],
    ['0000000000000000000000000000000000000000', 'IyEvYmluL3NoCmVjaG8gYQo='],
    ['H4sIAAAAAAAAA/8=', 'H4sIAAAAAAAAA/4='],
    [
      '#!/bin/sh\necho b\n',
      'sha256:96d68d5048de839b8d6443131b2c6260086c5d3bbbb9095db85fe0d8847773b1 sha1:71bca3652bc0fcd7012cc3794e2d2481ad33227a',
    ],
  ],
  example: { name: 'UserData' },
}

function isDigest(declared: Scalar, live: string): boolean {
  if (typeof declared !== 'string' || !/^[0-9a-f]{40}$/.test(declared)) return false
  const decoded = Buffer.from(live, 'base64')
  return [decoded, Buffer.from(live)].some((bytes) => createHash('sha1').update(bytes).digest('hex') === declared)
}

/** A public key with another comment. */
export const publicKey: Rule = {
  name: 'public-key',
  because: 'EC2 puts the name of the key pair in place of the comment.',
  where: 'public keys',
  fits: (leaf) => /public_?key/i.test(leaf.name),
  same: (a, b, leaf) => {
    const [left, right] = [keyParts(a), keyParts(b)]
    if (left === undefined || right === undefined || left.body !== right.body) return false
    return left.comment === right.comment || left.comment === '' || right.comment === '' || leaf.name === 'PublicKeyMaterial'
  },
  equal: [['ssh-ed25519 AAAAC3NzaC1 me@host', 'ssh-ed25519 AAAAC3NzaC1 web-key\n']],
  different: [
    ['ssh-ed25519 AAAAC3NzaC1 me', 'ssh-ed25519 AAAAC3NzaC2 me'],
    ['ssh-rsa AAAAC3NzaC1 me', 'ssh-ed25519 AAAAC3NzaC1 me'],
    ['ssh-rsa AAAAC3NzaC1', 'ssh-rsa AAAAC3NzaC1-2'],
  ],
  example: { name: 'PublicKeyMaterial' },
}

function keyParts(text: Scalar): { body: string; comment: string } | undefined {
  const [, body, comment = ''] =
    /^((?:ssh|ecdsa|sk-)[\w@.-]+\s+[A-Za-z0-9+/=]+)(?:\s+(.*))?$/s.exec(typeof text === 'string' ? text.trim() : '') ?? []
  return body === undefined ? undefined : { body, comment }
}

/** An access string of a cache user: what every string begins with may be said or not. */
export const accessString: Rule = {
  name: 'access-string',
  because: 'MemoryDB and ElastiCache write out that a user begins with no command and no channel.',
  where: 'AccessString',
  fits: (leaf) => leaf.name === 'AccessString',
  same: (a, b) => typeof a === 'string' && typeof b === 'string' && grants(a) === grants(b),
  equal: [
    ['on ~* &* +@read', 'on ~* &* -@all +@read'],
    ['on ~* +@all', 'on ~* resetchannels -@all +@all'],
  ],
  different: [
    ['on ~* +@read', 'on ~* +@all'],
    ['on ~* +@all -@dangerous', 'on ~* +@all'],
    ['on ~* +@all -@all', 'on ~* +@all'],
  ],
  example: { name: 'AccessString' },
}

function grants(text: string): string {
  const words = text
    .trim()
    .split(/\s+/)
    .filter((word) => word !== 'resetchannels')
  const first = words.findIndex((word) => /^[+-]/.test(word))
  return words.filter((word, at) => !(word === '-@all' && at === first)).join(' ')
}
