import type { ScalarTag } from 'yaml'

/**
 * What CloudFormation makes of a plain YAML scalar. It follows YAML 1.1, but knows no timestamp, and of the booleans
 * only whole words: `yes` is true, `N` and `2010-09-09` are text, `1:30` is 90, `0755` is 493, `012345678901` (no octal
 * number) and `1e3` are text. https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-formats.html
 */
export const plainScalars: ScalarTag[] = [
  { tag: 'tag:yaml.org,2002:null', default: true, test: /^(?:~|null|Null|NULL)?$/, resolve: () => null },
  { tag: 'tag:yaml.org,2002:bool', default: true, test: /^(?:true|True|TRUE|yes|Yes|YES|on|On|ON)$/, resolve: () => true },
  { tag: 'tag:yaml.org,2002:bool', default: true, test: /^(?:false|False|FALSE|no|No|NO|off|Off|OFF)$/, resolve: () => false },
  { tag: 'tag:yaml.org,2002:int', default: true, test: /^[-+]?(?:0|[1-9][0-9_]*)$/, resolve: (text) => whole(text, 10) },
  { tag: 'tag:yaml.org,2002:int', default: true, test: /^[-+]?0[0-7_]+$/, resolve: (text) => whole(text, 8) },
  { tag: 'tag:yaml.org,2002:int', default: true, test: /^[-+]?0x[0-9a-fA-F_]+$/, resolve: (text) => whole(text, 16, '0x') },
  { tag: 'tag:yaml.org,2002:int', default: true, test: /^[-+]?0b[01_]+$/, resolve: (text) => whole(text, 2, '0b') },
  { tag: 'tag:yaml.org,2002:int', default: true, test: /^[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+$/, resolve: sexagesimal },
  {
    tag: 'tag:yaml.org,2002:float',
    default: true,
    test: /^[-+]?(?:[0-9][0-9_]*\.[0-9_]*|\.[0-9][0-9_]*)(?:[eE][-+][0-9]+)?$/,
    resolve: (text) => finite(Number(text.replaceAll('_', '')), text),
  },
]

/** True for a plain scalar that YAML 1.1 reads as an octal or a sexagesimal number: rarely what its writer meant. */
export function isSurprising(source: string): boolean {
  return /^[-+]?0[0-7_]+$/.test(source) || /^[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+$/.test(source)
}

function whole(text: string, radix: number, prefix = ''): number | string {
  const sign = text.startsWith('-') ? -1 : 1
  const digits = text.replace(/^[-+]/, '').slice(prefix.length).replaceAll('_', '')
  return finite(sign * Number.parseInt(digits, radix), text)
}

function sexagesimal(text: string): number | string {
  const sign = text.startsWith('-') ? -1 : 1
  const parts = text.replace(/^[-+]/, '').replaceAll('_', '').split(':')
  return finite(sign * parts.reduce((sum, part) => sum * 60 + Number(part), 0), text)
}

/** Numbers that JavaScript cannot hold exactly keep their text. */
function finite(value: number, text: string): number | string {
  return Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value)) ? value + 0 : text
}
