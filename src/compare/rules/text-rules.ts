import { wholeNumber } from '../../model/exact-json.ts'
import { masked } from '../shapes.ts'
import type { Leaf, Rule } from './rule.ts'

/** Members whose text is taken to the letter, whoever wrote it: code, keys of objects, places, versions. */
const literal =
  /(?:value|values|handler|prefix|suffix|path|pattern|expression|key|keys|uri|image|string|command|entrypoint|tag|version|secret|token|script|query|body|data)$/i

/** Two texts here are one only when they are the same. */
function isLiteral(leaf: Leaf): boolean {
  return leaf.free || (!leaf.caseless && literal.test(leaf.name))
}

/** Numbers, booleans and their texts are one value: APIs and templates disagree on which to send. */
export const scalarType: Rule = {
  name: 'scalar-type',
  because: 'CloudFormation takes "true" and "5" for true and 5; queues and groups return numbers as text.',
  where: 'everywhere; two texts of the user are compared to the letter',
  same: (a, b, leaf) => {
    // Two texts of the user are what they are: `True` and `true` need not mean one thing to a program.
    if (typeof a === typeof b && (typeof a !== 'string' || isLiteral(leaf))) return false
    const [x, y] = [String(a).trim(), String(b).trim()]
    if (x === y) return true
    if (/^(true|false)$/i.test(x)) return x.toLowerCase() === y.toLowerCase()
    return isNumber(x) && isNumber(y) && Number(x) === Number(y)
  },
  equal: [
    ['5', 5],
    [true, 'true'],
    ['True', 'true'],
    ['1.0', 1],
  ],
  different: [
    ['5', 6],
    [true, 'false'],
    ['0x10', 16],
    ['', 0],
  ],
}

/** A whole number beyond 2^53 is written out by one program and rounded to a double by another. */
export const wideNumber: Rule = {
  name: 'wide-number',
  because: 'A double holds 17 digits: 18446744073709551615 comes back as 1.8446744073709552e19 from whoever keeps numbers as doubles.',
  // Two texts of the user are two texts.
  fits: (leaf) => !leaf.free,
  same: (a, b) => {
    if (typeof a === 'boolean' || typeof b === 'boolean') return false
    const [x, y] = [wholeNumber(String(a)), wholeNumber(String(b))]
    if (x === undefined || y === undefined || Math.min(x.length, y.length) < 17) return false
    return (
      x === y ||
      (Number(x) === Number(y) &&
        [x, y].some((digits) => digits.length > 17 && digits.endsWith('0') && wholeNumber(String(Number(digits))) === digits))
    )
  },
  equal: [
    [18446744073709552000, '18446744073709551615'],
    ['1.8446744073709552e19', '18446744073709551615'],
    ['1.8446744073709551615e19', '18446744073709551615'],
  ],
  different: [
    ['18446744073709551615', '18446744073709551614'],
    ['9007199254740993', 9007199254740992],
    [18446744073709552000, '18446744073709549567'],
  ],
}

function isNumber(text: string): boolean {
  // Long digit strings are ids and keep their leading zeros.
  return /^-?\d{1,15}(\.\d+)?$/.test(text) && !/^-?0\d/.test(text)
}

/** Space around a text, and line ends, are not kept by services. */
export const outerSpace: Rule = {
  name: 'outer-space',
  because: 'Keys, certificates and scripts come back without the last line break, or with other line ends.',
  where: 'everywhere but in the user’s own texts',
  fits: (leaf) => !leaf.free,
  same: (a, b) => typeof a === 'string' && typeof b === 'string' && tidy(a) === tidy(b),
  equal: [
    ['-----END-----\n', '-----END-----'],
    ['a\r\nb', 'a\nb'],
  ],
  different: [
    ['a b', 'ab'],
    ['a\nb', 'b'],
  ],
}

function tidy(text: string): string {
  return text.replaceAll('\r\n', '\n').trim()
}

/** Upper and lower case are one where AWS folds them, and in short words that are no user's text. */
export const letterCase: Rule = {
  name: 'letter-case',
  because: 'Identifiers of databases and caches are lower-cased; enumerations are accepted in any case.',
  where: 'short words, and where AWS folds case; never in texts of the user, keys, paths, code and ARNs',
  fits: (leaf) => !isLiteral(leaf),
  same: (a, b, leaf) =>
    typeof a === 'string' &&
    typeof b === 'string' &&
    a.length === b.length &&
    (leaf.caseless || (word.test(a) && !a.startsWith('arn:'))) &&
    a.toLowerCase() === b.toLowerCase(),
  equal: [
    ['POSTGRES', 'postgres'],
    ['Tcp', 'tcp'],
    ['Ops@Example.org', 'ops@example.org'],
    ['9E99A48A9960B14926BB', '9e99a48a9960b14926bb'],
  ],
  different: [
    ['tcp', 'udp'],
    ['Enabled', 'Disabled'],
    ['/Path/To a', '/path/to a'],
    ['arn:aws:sqs:eu-west-1:123456789012:dead', 'arn:aws:sqs:eu-west-1:123456789012:Dead'],
  ],
}

const word = /^[A-Za-z0-9*][\w.:@+-]{0,127}$/

/** A dot or slash at the end names the same thing. */
export const trailingMark: Rule = {
  name: 'trailing-mark',
  because: 'DNS names come back with their root dot, addresses of hosts with or without a last slash.',
  where: 'names and addresses of hosts; never in texts of the user, keys, paths and code',
  fits: (leaf) => !isLiteral(leaf),
  same: (a, b) => typeof a === 'string' && typeof b === 'string' && hostOf(a) !== undefined && hostOf(a) === hostOf(b),
  equal: [
    ['example.org.', 'example.org'],
    ['https://a.example/', 'https://a.example'],
    ['Example.org.', 'example.org'],
  ],
  different: [
    ['example.org', 'example.com'],
    ['a/b', 'a/c'],
    ['https://a.example/x/', 'https://a.example/x'],
    ['logs/', 'logs'],
    ['/', '.'],
  ],
}

function hostOf(text: string): string | undefined {
  const host = /^(https?:\/\/)?([\w*-]+(?:\.[\w*-]+)+)(?:\.|(?<=:\/\/[^/]+)\/)?$/.exec(text)
  return host === null ? undefined : `${host[1] ?? ''}${host[2] ?? ''}`.toLowerCase()
}

/** A text in which CloudFormation has masked what is not ASCII. */
export const maskedText: Rule = {
  name: 'masked-text',
  directed: true,
  because: 'GetTemplate gives back a question mark for every character outside ASCII.',
  where: 'templates that GetTemplate gave back',
  same: (a, b) => typeof a === 'string' && typeof b === 'string' && a.includes('?') && /[^\0-\x7F]/.test(b) && masked(b) === a,
  equal: [['Gr??e', 'Größe']],
  different: [
    ['Gr??e', 'Grüne'],
    ['Why?', 'Why!'],
  ],
}
