import { canonicalDomain, unescaped } from '../../mapping/domain-name.ts'
import type { Rule } from './rule.ts'

/** A domain name as it was given and as Route 53 writes it. */
export const domainName: Rule = {
  name: 'domain-name',
  because: 'Route 53 writes every character but letters, digits, hyphen, underscore and dot as an octal escape.',
  where: 'everywhere but in the user’s own texts',
  fits: (leaf) => !leaf.free,
  same: (a, b) =>
    typeof a === 'string' &&
    typeof b === 'string' &&
    (escape.test(a) || escape.test(b)) &&
    !/\s/.test(a + b) &&
    canonicalDomain(a) === canonicalDomain(b),
  equal: [
    ['*.example.org', '\\052.example.org.'],
    ['a/b.example.org', 'A\\057b.example.org.'],
  ],
  different: [
    ['*.example.org', '\\053.example.org.'],
    ['*.example.org', '\\052.example.com.'],
  ],
}

const escape = /\\[0-3][0-7]{2}/

/** The two names of a load balancer. */
export const dualstack: Rule = {
  name: 'dualstack',
  because: 'Terraform records the target of an alias without the prefix that the console puts before a load balancer.',
  where: 'DNSName',
  fits: (leaf) => leaf.name === 'DNSName',
  same: (a, b) => typeof a === 'string' && typeof b === 'string' && balancerName(a) !== undefined && balancerName(a) === balancerName(b),
  equal: [['web-1.eu-west-1.elb.amazonaws.com', 'dualstack.web-1.eu-west-1.elb.amazonaws.com.']],
  different: [
    ['web-1.eu-west-1.elb.amazonaws.com', 'dualstack.web-2.eu-west-1.elb.amazonaws.com.'],
    ['example.org', 'dualstack.example.org.'],
  ],
  example: { name: 'DNSName' },
}

function balancerName(text: string): string | undefined {
  const name = canonicalDomain(text)
  return /\.elb\.amazonaws\.com(?:\.cn)?$|\.elb\.[\w-]+\.amazonaws\.com(?:\.cn)?$/.test(name) ? name.replace(/^dualstack\./, '') : undefined
}

/** The data of a record: texts with and without their quotes, in one string or several; names with or without the root dot. */
export const recordData: Rule = {
  name: 'record-data',
  because: 'Live quotes the strings of a text record and splits them; names in other records have no case and may end in a dot.',
  where: 'ResourceRecords',
  fits: (leaf) => leaf.name === 'ResourceRecords',
  same: (a, b) => {
    if (typeof a !== 'string' || typeof b !== 'string') return false
    if (!isQuoted(a) && !isQuoted(b)) return names(a) === names(b)
    const text = textOf(a)
    return text !== undefined && text === textOf(b)
  },
  equal: [
    ['v=spf1 -all', '"v=spf1 -all"'],
    ['"a" "b"', '"ab"'],
    ['part1""part2', '"part1" "part2"'],
    ['10 Mail.example.org', '10 mail.example.org.'],
  ],
  different: [
    ['v=spf1 -all', '"v=spf1 +all"'],
    ['"token.A"', '"token.a"'],
    ['"a b"', '"a" "b"'],
    ['10 mail.example.org', '20 mail.example.org.'],
  ],
  example: { name: 'ResourceRecords', free: true },
}

function isQuoted(text: string): boolean {
  return text.startsWith('"')
}

/** The strings of a text record as the one text that its readers make of them; undefined where it is none. */
function textOf(value: string): string | undefined {
  const quoted = isQuoted(value) ? value : `"${value}"`
  if (!/^(?:"(?:[^"\\]|\\.)*"\s*)+$/.test(quoted)) return undefined
  return [...quoted.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, part = '']) => unescaped(part).replaceAll(/\\(["\\])/g, '$1')).join('')
}

function names(text: string): string {
  return text.split(/\s+/).map(canonicalDomain).join(' ')
}
