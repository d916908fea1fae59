import { tagsOf } from './judge/facts.ts'
import { serviceOf } from './mapping/data.ts'
import { UsageError } from './model/errors.ts'
import { given } from './model/given.ts'
import { globTest } from './model/glob.ts'
import type { Pair } from './model/pair.ts'

/** What a filter may ask of a resource. */
export interface Filtered {
  kind: string
  /** As the declaration names the kind: `aws_instance`. */
  type?: string
  account?: string
  region?: string
  address?: string
  physicalId?: string
  tags(): ReadonlyMap<string, string>
}

interface Term {
  name: 'kind' | 'service' | 'account' | 'region' | 'address' | 'id' | 'tag'
  /** Of `tag`. */
  key: string
  fits: (value: string) => boolean
  /** A pattern of neutral kinds, not of types. */
  isOfKinds: boolean
}

const names = ['kind', 'service', 'account', 'region', 'address', 'id'] as const

/** Which resources are judged: those that one of `--include` fits, where there is one, and none of `--exclude`. */
export class Filter {
  readonly #include: readonly Term[][]
  readonly #exclude: readonly Term[][]

  /** As they were given. */
  readonly given: { include: string[]; exclude: string[] }

  /** Each text is terms with spaces between, all of which must hold. Throws UsageError for one that says nothing. */
  constructor(include: readonly string[], exclude: readonly string[]) {
    this.given = { include: [...include], exclude: [...exclude] }
    this.#include = include.map((text) => termsOf('include', text))
    this.#exclude = exclude.map((text) => termsOf('exclude', text))
  }

  /** Whether a resource is judged, by what is declared of it and, for its tags, what is live. */
  wants({ declared, live }: Pick<Pair, 'declared' | 'live'>): boolean {
    const { kind = '', account, region, physicalId } = { ...live, ...declared }
    return this.fits({
      kind,
      ...given({ type: declared?.type, account: account ?? live?.account, region: region ?? live?.region }),
      ...given({ physicalId: physicalId ?? live?.physicalId, address: declared?.address ?? live?.physicalId }),
      tags: () => tagsOf({ ...given({ declared, live }) }),
    })
  }

  fits(resource: Filtered): boolean {
    const fits = (terms: readonly Term[]): boolean => terms.every((term) => holds(term, resource))
    return (this.#include.length === 0 || this.#include.some(fits)) && !this.#exclude.some(fits)
  }

  /** False for accounts and regions of which no resource can be wanted. What is unknown of a place may be anything. */
  wantsPlace({ account, region }: { account?: string; region?: string }): boolean {
    const known = (terms: readonly Term[]): (readonly [Term, string])[] =>
      terms.flatMap((term) => {
        const value = term.name === 'account' ? account : term.name === 'region' ? region : undefined
        return value === undefined ? [] : [[term, value] as const]
      })
    const may = (terms: readonly Term[]): boolean => known(terms).every(([term, value]) => term.fits(value))
    const surely = (terms: readonly Term[]): boolean => known(terms).length === terms.length && may(terms)
    return (this.#include.length === 0 || this.#include.some(may)) && !this.#exclude.some(surely)
  }

  /** False for kinds of which no resource can be wanted: they need not be read. */
  wantsKind(kind: string): boolean {
    const resource: Filtered = { kind, tags: () => new Map() }
    // Of a type, as Terraform has it, nobody knows here which kind it is.
    const may = (term: Term): boolean => holds(term, resource) || !term.isOfKinds
    return (
      (this.#include.length === 0 || this.#include.some((terms) => ofKinds(terms).every(may))) &&
      !this.#exclude.some((terms) => ofKinds(terms).length === terms.length && terms.every((term) => holds(term, resource)))
    )
  }
}

function ofKinds(terms: readonly Term[]): Term[] {
  return terms.filter(({ name }) => name === 'kind' || name === 'service')
}

function holds({ name, key, fits }: Term, resource: Filtered): boolean {
  switch (name) {
    case 'kind':
      return fits(resource.kind) || (resource.type !== undefined && fits(resource.type))
    case 'service':
      return fits(serviceOf(resource.kind) ?? '')
    case 'tag': {
      const value = resource.tags().get(key)
      return value !== undefined && fits(value)
    }
    case 'id':
      return resource.physicalId !== undefined && fits(resource.physicalId)
    case 'account':
    case 'region':
    case 'address': {
      const value = resource[name]
      return value !== undefined && fits(value)
    }
  }
}

/** `kind=AWS::EC2::* tag:team="web shop"`. */
function termsOf(option: string, text: string): Term[] {
  const terms: Term[] = []
  // A word, in which quotes keep spaces.
  for (const [word] of text.matchAll(/(?:[^\s"]|"[^"]*")+|"/g)) terms.push(termOf(option, text, word))
  if (terms.length === 0) throw unclear(option, text, 'says nothing')
  return terms
}

function termOf(option: string, text: string, word: string): Term {
  const equals = word.indexOf('=')
  const [left, value] = equals === -1 ? [word, ''] : [word.slice(0, equals), word.slice(equals + 1).replaceAll('"', '')]
  if (equals === -1 || value === '' || word.split('"').length % 2 === 0)
    throw unclear(option, text, `has ${JSON.stringify(word)}, which is no name=value`)
  const key = left.startsWith('tag:') ? left.slice(4).replaceAll('"', '') : ''
  if (key !== '') return { name: 'tag', key, fits: globTest(value), isOfKinds: false }
  const name = names.find((each) => each === left)
  if (name === undefined) throw unclear(option, text, `asks for ${JSON.stringify(left)}`)
  return { name, key: '', fits: globTest(value), isOfKinds: name === 'service' || value.includes('::') }
}

function unclear(option: string, text: string, why: string): UsageError {
  return new UsageError('filter-unclear', {
    message: `--${option} ${JSON.stringify(text)} ${why}.`,
    hint: `Terms are ${names.join('=, ')}= and tag:KEY=, with * and ?, and spaces between: "kind=AWS::EC2::* tag:team=web".`,
  })
}
