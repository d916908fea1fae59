import { bothTexts, type Rule } from './rule.ts'

/** A text and its base64. */
export const base64Text: Rule = {
  name: 'packed-text',
  because: 'Scripts, contents and search strings are given back in base64, or in clear where base64 was declared.',
  where: 'everywhere but in the user’s own texts',
  fits: (leaf) => !leaf.free,
  same: (a, b) => bothTexts(a, b, (x, y) => isBase64Of(x, y) || isBase64Of(y, x)),
  equal: [
    ['echo started', 'ZWNobyBzdGFydGVk'],
    ['IyEvYmluL3NoCmVjaG8gYQo=', '#!/bin/sh\necho a\n'],
  ],
  different: [
    ['echo started', 'ZWNobyBzdGFydGVu'],
    ['echo started', 'echo stopped'],
    ['abc', 'YWJj'],
  ],
}

/** Short texts may be the base64 of others by chance. */
function isBase64Of(packed: string, text: string): boolean {
  return text.length > 3 && packed.length > text.length && Buffer.from(text).toString('base64') === packed.replaceAll(/\s+/g, '')
}

/** A certificate or key with other line breaks. */
export const pemText: Rule = {
  name: 'pem',
  because: 'Certificates are given back with lines of another length, or none.',
  where: 'texts in PEM',
  same: (a, b) => bothTexts(a, b, (x, y) => pemOf(x) !== undefined && pemOf(x) === pemOf(y)),
  equal: [
    [
      '-----BEGIN CERTIFICATE-----\nMIIB\nAAAA\n-----END CERTIFICATE-----',
      '-----BEGIN CERTIFICATE-----\r\nMIIBAAAA\r\n-----END CERTIFICATE-----\r\n',
    ],
  ],
  different: [
    ['-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----', '-----BEGIN CERTIFICATE-----\nMIIC\n-----END CERTIFICATE-----'],
    ['-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----', '-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----'],
  ],
}

/** Type and body of each block; undefined where there is anything else. */
function pemOf(text: string): string | undefined {
  if (!text.trimStart().startsWith('-----BEGIN ')) return undefined
  const blocks = [...text.matchAll(/-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\s]+)-----END \1-----/g)]
  const rest = blocks.reduce((left, [whole]) => left.replace(whole, ''), text)
  return rest.trim() === '' ? blocks.map(([, type, body = '']) => `${type ?? ''} ${body.replaceAll(/\s+/g, '')}`).join('\n') : undefined
}

/** Lines of `name=value` in another order, with other spaces and comments. */
export const propertiesText: Rule = {
  name: 'properties-text',
  because: 'The properties of brokers and engines are a set of lines: services sort and tidy them.',
  where: 'texts of several lines that all are name=value',
  same: (a, b) => bothTexts(a, b, (x, y) => linesOf(x) !== undefined && linesOf(x) === linesOf(y)),
  equal: [['# ours\nauto.create.topics.enable = true\nlog.retention.hours=8\n', 'log.retention.hours=8\nauto.create.topics.enable=true']],
  different: [
    ['a=1\nb=2', 'a=1\nb=3'],
    ['a=1\nb=2', 'a=1\nb=2\nc=3'],
    ['a=1\na=2', 'a=2\na=1'],
  ],
}

function linesOf(text: string): string | undefined {
  const lines = text
    .split(/\r?\n/)
    .map((line) => line.trim().replace(/\s*=\s*/, '='))
    .filter((line) => line !== '' && !line.startsWith('#'))
  const names = new Set(lines.map((line) => /^[\w.-]+(?==)/.exec(line)?.[0]))
  return lines.length > 1 && names.size === lines.length && !names.has(undefined) ? lines.toSorted().join('\n') : undefined
}

/** A number that was kept in single precision. */
export const singlePrecision: Rule = {
  name: 'single-precision',
  because: 'A service that keeps rates in single precision answers 0.10000000149011612 for 0.1.',
  where: 'numbers with a fraction',
  fits: (leaf) => !leaf.free,
  directed: true,
  same: (a, b) => {
    const [x, y] = [Number(a), Number(b)]
    if (typeof a === 'boolean' || typeof b === 'boolean' || a === null || b === null || !/\.\d{7,}/.test(String(b))) return false
    return Math.fround(x) === y && /^-?\d+\.\d{1,6}$/.test(String(a))
  },
  equal: [
    [0.1, 0.10000000149011612],
    ['0.05', 0.05000000074505806],
  ],
  different: [
    [0.1, 0.2],
    [0.1, 0.10000000249011612],
    [0.1, '0.1.0000001'],
  ],
}

/** An amount with its unit, however it is spaced, and the same in the unit below. */
export const quantity: Rule = {
  name: 'quantity',
  because: 'EMR and App Runner write 4 vCPU for 4vCPU; App Runner and ECS count 1 vCPU as 1024 units and 2 GB as 2048 MB.',
  where: 'amounts with a unit; without one in members that are called CPU or memory',
  fits: (leaf) => !leaf.free,
  same: (a, b, leaf) => {
    const [x, y] = [amountOf(a, leaf.name), amountOf(b, leaf.name)]
    return x !== undefined && x === y
  },
  equal: [
    ['4vCPU', '4 vCPU'],
    ['400GB', '400 gb'],
    ['1 vCPU', '1024'],
    ['0.5 GB', 512],
  ],
  different: [
    ['4 vCPU', '2 vCPU'],
    ['4 GB', '4 MB'],
    ['1 vCPU', '1'],
    ['4 GB', '4'],
  ],
  example: { name: 'Memory' },
}

function amountOf(value: unknown, name: string): string | undefined {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?)(?:\s*([A-Za-z]{2,5}))?$/.exec(String(value)) ?? []
  if (number === undefined) return undefined
  if (/(?:cpu|memory)$/i.test(name)) {
    if (unit === '') return number
    if (/^(?:vcpu|gb)$/i.test(unit)) return String(Number(number) * 1024)
  }
  return unit === '' ? undefined : `${Number(number)} ${unit.toLowerCase()}`
}

/** A span of time in ISO 8601, in other units. */
export const duration: Rule = {
  name: 'duration',
  because: 'PT60M is PT1H.',
  where: 'ISO 8601 durations',
  same: (a, b) => bothTexts(a, b, (x, y) => secondsOf(x) !== undefined && secondsOf(x) === secondsOf(y)),
  equal: [
    ['PT60M', 'PT1H'],
    ['P1D', 'PT24H'],
  ],
  different: [
    ['PT60M', 'PT2H'],
    ['P1M', 'PT1M'],
  ],
}

function secondsOf(text: string): number | undefined {
  const [whole, days, hours, minutes, seconds] = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(text) ?? []
  if (whole === undefined || /[PT]$/.test(whole)) return undefined
  return Number(days ?? 0) * 86_400 + Number(hours ?? 0) * 3600 + Number(minutes ?? 0) * 60 + Number(seconds ?? 0)
}

/** An end that is kept to the hour. */
export const wholeHour: Rule = {
  name: 'whole-hour',
  because: 'AppSync rounds the expiry of a key down to the hour.',
  where: 'Expires',
  fits: (leaf) => leaf.name === 'Expires',
  directed: true,
  same: (a, b) => {
    const [x, y] = [Number(a), Number(b)]
    return Number.isInteger(x) && y > 1e9 && y % 3600 === 0 && x > y && x - y < 3600
  },
  equal: [[1_767_227_000, 1_767_225_600]],
  different: [
    [1_767_227_000, 1_767_222_000],
    [1_767_227_000, 1_767_226_999],
    [1_767_225_600, 1_767_229_200],
  ],
  example: { name: 'Expires' },
}

/** A range of one port, and that port. */
export const portRange: Rule = {
  name: 'port-range',
  because: 'A range that begins where it ends is shown as one number.',
  where: 'members that are called ports or ranges',
  fits: (leaf) => /(?:ports?|range)$/i.test(leaf.name),
  same: (a, b) => portsOf(a) !== undefined && portsOf(a) === portsOf(b),
  equal: [
    ['443-443', '443'],
    ['443 - 443', 443],
    ['80 - 90', '80-90'],
  ],
  different: [
    ['443-444', '443'],
    ['443-443', '444'],
    ['', '0'],
  ],
  example: { name: 'DestinationPortRange' },
}

function portsOf(value: unknown): string | undefined {
  const [, from, to = from] = /^(\d{1,5})(?:\s*[-:]\s*(\d{1,5}))?$/.exec(String(value)) ?? []
  return from === undefined ? undefined : `${from}-${to ?? from}`
}

/** A time of day, with seconds and zone or without. */
export const timeOfDay: Rule = {
  name: 'time-of-day',
  because: 'Windows come back with a leading zero, with seconds, in UTC.',
  where: 'hours and minutes of a day',
  fits: (leaf) => !leaf.free,
  same: (a, b) => bothTexts(a, b, (x, y) => minuteOf(x) !== undefined && minuteOf(x) === minuteOf(y)),
  equal: [
    ['3:00', '03:00'],
    ['23:30', '23:30:00Z'],
    ['23:30', '23:30:00'],
  ],
  different: [
    ['03:00', '04:00'],
    ['23:30', '23:30:30'],
    ['23:30', '23:30+02:00'],
  ],
}

function minuteOf(text: string): string | undefined {
  const [, hour, minute] = /^([01]?\d|2[0-3]):([0-5]\d)(?::00(?:\.0+)?)?(?:Z|\+00:00)?$/.exec(text) ?? []
  return hour === undefined || minute === undefined ? undefined : `${Number(hour)}:${minute}`
}

/** A word of the service, written with other marks between its parts. */
export const wordMarks: Rule = {
  name: 'word-marks',
  because: 'The words of one service come as RSA_2048 and RSA-2048, lowest-price and lowestPrice.',
  where: 'words of several parts in members that are called a strategy, a type, an algorithm and the like; never where a thing is named',
  fits: (leaf) =>
    !leaf.free &&
    /(?:strategy|type|types|mode|algorithm|spec|tier|class|status|state|level|format|option|action|behaviou?r|policy|unit|protocol|preference|scheme|method|standard|usage)$/i.test(
      leaf.name,
    ),
  same: (a, b) => bothTexts(a, b, (x, y) => partsOf(x) !== undefined && partsOf(x) === partsOf(y)),
  equal: [
    ['RSA_2048', 'RSA-2048'],
    ['lowest-price', 'lowestPrice'],
  ],
  different: [
    ['RSA_2048', 'RSA_4096'],
    ['lowest-price', 'highestPrice'],
    ['a_b', 'a-b'],
    ['12-3', '1-23'],
    ['on-demand', 'ond-emand'],
    ['lowest-price', 'lowestprice'],
  ],
  example: { name: 'AllocationStrategy' },
}

/** Its parts, however they are set apart: `lowest|price`. A word of one part is the same in any case already. */
function partsOf(text: string): string | undefined {
  if (!/^[A-Za-z]{2}[A-Za-z0-9]*(?:[-_][A-Za-z0-9]+)*$/.test(text) || text.length <= 5) return undefined
  const parts = text.replaceAll(/(?<=[a-z0-9])(?=[A-Z][a-z])/g, '-').split(/[-_]/)
  return parts.length > 1 ? parts.join('|').toLowerCase() : undefined
}

/** The rights of a file or folder, with a leading zero or without. */
export const fileMode: Rule = {
  name: 'file-mode',
  because: 'EFS writes 0755 as 755.',
  where: 'members that are called permissions or mode',
  fits: (leaf) => /(?:permissions?|mode)$/i.test(leaf.name),
  same: (a, b) => modeOf(a) !== undefined && modeOf(a) === modeOf(b),
  equal: [
    ['0755', '755'],
    ['0750', 750],
  ],
  different: [
    ['0755', '0777'],
    ['0755', '7550'],
    ['0', '1'],
  ],
  example: { name: 'Permissions' },
}

function modeOf(value: unknown): string | undefined {
  return /^0?([0-7]{3})$/.exec(String(value))?.[1]
}

/** A folder with and without its last slash. */
export const folderMark: Rule = {
  name: 'folder-mark',
  because: 'DataSync and Glue put a slash behind the name of a folder.',
  where: 'members that are called a directory',
  fits: (leaf) => /director(?:y|ies)$/i.test(leaf.name),
  same: (a, b) => bothTexts(a, b, (x, y) => x !== '' && y !== '' && x.replace(/(?<=.)\/$/, '') === y.replace(/(?<=.)\/$/, '')),
  equal: [['/data', '/data/']],
  different: [
    ['/data', '/data/x/'],
    ['/', ''],
    ['/data', '/date/'],
  ],
  example: { name: 'Subdirectory' },
}
