import { bothTexts, type Rule, type Scalar } from './rule.ts'

/** A canned access control list of a bucket, as the API, CloudFormation and Terraform spell it. */
export const cannedAccess: Rule = {
  name: 'canned-access',
  because: 'A bucket ignores what a canned list says of its objects; Terraform writes the names with dashes.',
  where: 'AccessControl',
  fits: (leaf) => leaf.name === 'AccessControl',
  same: (a, b) => bothTexts(a, b, (one, other) => accessOf(one) === accessOf(other)),
  equal: [
    ['public-read', 'PublicRead'],
    ['BucketOwnerFullControl', 'Private'],
    ['bucket-owner-read', 'Private'],
  ],
  different: [
    ['private', 'PublicRead'],
    ['PublicRead', 'PublicReadWrite'],
    ['Private', 'abc:FULL_CONTROL'],
  ],
  example: { name: 'AccessControl' },
}

function accessOf(text: string): string {
  const name = text.replaceAll('-', '').toLowerCase()
  return name.startsWith('bucketowner') ? 'private' : name
}

/** An address with and without its scheme. */
export const httpsScheme: Rule = {
  name: 'https-scheme',
  because: 'Identity providers are shown without the https:// under which they were made.',
  where: 'members that are called a URL',
  fits: (leaf) => !leaf.free && /ur[il]$/i.test(leaf.name),
  same: (a, b) => bothTexts(a, b, (x, y) => x.startsWith('https://') !== y.startsWith('https://') && schemeless(x) === schemeless(y)),
  equal: [['https://token.example.org/a', 'token.example.org/a']],
  different: [
    ['https://token.example.org', 'token.example.com'],
    ['http://token.example.org', 'token.example.org'],
    ['https://token.example.org', 'http://token.example.org'],
  ],
  example: { name: 'Url' },
}

function schemeless(text: string): string {
  return text.replace(/^https:\/\//, '')
}

/** A version that AWS chose, where only the latest was asked for. */
export const chosenVersion: Rule = {
  name: 'chosen-version',
  directed: true,
  because: 'LATEST asks for any version, live says which one it was.',
  where: 'versions of platforms, engines, agents and the like; not of templates, of which somebody may pin another',
  fits: (leaf) => /[a-z]Version$/.test(leaf.name) && !/(?:Template|Function|Document)Version$/.test(leaf.name),
  same: (a, b) => bothTexts(a, b, (x, y) => /^latest$/i.test(x) && /^v?\d+(?:\.\d+)+$/.test(y)),
  equal: [['LATEST', '1.4.0']],
  different: [
    ['1.3.0', 'LATEST'],
    ['LATEST', 'custom'],
    ['1.3.0', '1.4.0'],
  ],
  example: { name: 'PlatformVersion' },
}

/** A tier that AWS chose by the size of what is stored. */
export const chosenTier: Rule = {
  name: 'chosen-tier',
  directed: true,
  because: 'Intelligent-Tiering lets Systems Manager choose; live says what it chose.',
  where: 'Tier',
  fits: (leaf) => leaf.name === 'Tier',
  same: (a, b) => a === 'Intelligent-Tiering' && (b === 'Standard' || b === 'Advanced'),
  equal: [
    ['Intelligent-Tiering', 'Standard'],
    ['Intelligent-Tiering', 'Advanced'],
  ],
  different: [
    ['Standard', 'Advanced'],
    ['Standard', 'Intelligent-Tiering'],
  ],
  example: { name: 'Tier' },
}

/** The name of an action in any case. */
export const actionCase: Rule = {
  name: 'action-case',
  because: 'IAM reads the names of actions without case.',
  where: 'Action and NotAction of a policy document',
  fits: (leaf) => /^(?:Not)?Action$/.test(leaf.name),
  same: (a, b) => bothTexts(a, b, (x, y) => /^[\w-]+:[\w*?]+$/.test(x) && x.toLowerCase() === y.toLowerCase()),
  equal: [['s3:getobject', 's3:GetObject']],
  different: [
    ['s3:GetObject', 's3:GetObjectAcl'],
    ['s3:GetObject', 's3:*'],
    ['s3:Get*', 's3:Put*'],
  ],
  example: { name: 'Action', free: true },
}

/** A moment as seconds or milliseconds since 1970. */
export const epoch: Rule = {
  name: 'epoch',
  because: 'Some APIs answer with a number of seconds where a date was given.',
  where: 'members that are called a date or a time',
  fits: (leaf) => !leaf.free && /(?:date|time|timestamp|until|after|before|at)$/i.test(leaf.name),
  same: (a, b) => {
    const [x, y] = [momentOf(a), momentOf(b)]
    return x !== undefined && x === y && typeof a !== typeof b
  },
  equal: [
    ['2026-01-01T00:00:00Z', 1_767_225_600],
    [1_767_225_600_000, '2026-01-01T00:00:00.000Z'],
  ],
  different: [
    ['2026-01-01T00:00:00Z', 1_767_225_601],
    ['2026-01-01T00:00:00Z', 1],
  ],
  example: { name: 'ExpirationDate' },
}

function momentOf(value: Scalar): number | undefined {
  if (typeof value === 'number') return value > 1e11 ? value : value > 1e8 ? Math.round(value * 1000) : undefined
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:?\d\d)$/.test(value)) return undefined
  const at = Date.parse(value)
  return Number.isNaN(at) ? undefined : at
}
