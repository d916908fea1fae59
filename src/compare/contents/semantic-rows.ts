import type { BootRow, ContentReading, ExpectRow, GroupRow, ListenerRow, RowKind } from '../../model/content.ts'
import { isSame, type Json, type JsonObject } from '../../model/json.ts'
import type { Change } from '../../model/generated/report.ts'
import type { RawDifference } from '../../model/pair.ts'
import { toPointer } from '../../model/pointer.ts'
import type { Books } from './books.ts'
import { classified, type Trait } from './classify.ts'
import type { Entry } from './merge.ts'
import { pathSet, type PathSet } from './path-set.ts'
import { isKnownListener, isOrdinary, saysNothing, type Sides } from './ordinary-rows.ts'
import { fieldsOf, filesOf, heldAgainstFiles, isPasswordChanged, places, segmentsOf, shownRow, type SemanticRow } from './row-fields.ts'
import { listed } from './settings.ts'

/** A difference in rows that are no files, until the files that it speaks of were seen. */
export interface Told {
  difference: RawDifference
  row: SemanticRow
  /** A package that changed itself brought it. */
  isExplained?: true
}

/** Packages that changed, and what rows say of files: what the comparison of files needs of the rows before them. */
export interface ToldRows {
  /** By `manager/name`. */
  packages: ReadonlyMap<string, Told>
  /** By the path of a file that the row tells of. */
  files: ReadonlyMap<string, Told>
  /** By the name of a unit. */
  units: ReadonlyMap<string, Told>
  /** Executables of running programs, which a baked file may prove. */
  processes: Map<string, Told>
  /** Mounts by their target, which hide what was baked there. */
  mounts: Map<string, Told>
}

/** Rows that differ and are kept at most. */
const mostTold = 10_000

/** Compares every row that is no file. */
export class SemanticRows implements ToldRows {
  readonly packages = new Map<string, Told>()
  readonly files = new Map<string, Told>()
  readonly units = new Map<string, Told>()
  readonly processes = new Map<string, Told>()
  readonly mounts = new Map<string, Told>()
  /** Names of packages that were baked. */
  readonly bakedPackages = new Set<string>()
  readonly expected: ExpectRow[] = []
  readonly #told: Told[] = []
  readonly #listeners: { baked: ListenerRow[]; live: ListenerRow[] } = { baked: [], live: [] }
  readonly #sides: Sides
  readonly #books: Books
  readonly #now: string
  readonly #collected: ReadonlySet<RowKind>
  readonly #uncollected = new Set<RowKind>()
  /** Arguments of the running kernel. */
  readonly #observed: BootRow[] = []
  readonly #forbidden = new Set<string>()
  readonly #asked = new Set<string>()
  #expectedRows: PathSet<true> | undefined

  constructor(baked: ContentReading, live: ContentReading, books: Books, now: Date) {
    this.#sides = { baked, live }
    this.#books = books
    this.#now = now.toISOString()
    this.#collected = new Set(live.kinds.filter((kind) => baked.kinds.includes(kind) || heldAgainstFiles.has(kind)))
  }

  take({ baked, live }: Entry): void {
    const row = baked ?? live
    if (row === undefined || row.k === 'f') return
    if (row.k === 'e') {
      // What the scanned machine says that one should expect is no reason to.
      if (baked?.k === 'e' && (baked.until === undefined || baked.until > this.#now)) this.expected.push(baked)
      return
    }
    if (baked?.k === 'p') this.bakedPackages.add(baked.n)
    if (!this.#collected.has(row.k)) this.#notCollected(row, baked !== undefined)
    else if (isSemantic(baked) && isSemantic(live)) this.#both(baked, live)
    else if (isSemantic(row)) this.#one(row, baked !== undefined)
  }

  /** Kinds that one side did not look for are said, once each. */
  #notCollected(row: SemanticRow, isBaked: boolean): void {
    if (isBaked || !this.#uncollected.has(row.k)) this.#books.skip(`/${places[row.k]}`, 'not-collected')
    this.#uncollected.add(row.k)
  }

  #both(baked: SemanticRow, live: SemanticRow): void {
    this.#remember(baked)
    if (live.k === 'n') return this.#books.equal()
    if (live.k === 'd' && live.why !== undefined && (baked.k !== 'd' || baked.why !== live.why)) return this.#one(live, false)
    const [was, is] = [fieldsOf(baked), fieldsOf(live)]
    const fields = [...new Set([...Object.keys(was), ...Object.keys(is)])].filter(
      (name) => !isSame(was[name], is[name]) && !saysNothing(name, { baked, live }, this.#sides),
    )
    if (baked.k === 'u' && live.k === 'u' && !fields.includes('pw') && isPasswordChanged(baked, live)) {
      fields.push('pw')
      is['pw'] = 'another password'
    }
    const isCounted = fields.length > 0
    if (isCounted)
      this.#tell(live, 'changed', changeOf(segmentsOf(live), fields, was, is, live.k), { fields, sides: [baked, live], isBaked: true })
    const members = baked.k === 'g' && live.k === 'g' ? this.#members(baked, live, isCounted) : 0
    if (!isCounted && members === 0) this.#books.equal()
  }

  /** Members of groups are elements: each is a difference of its own. The row counts once. Returns how many there are. */
  #members(baked: GroupRow, live: GroupRow, isCounted: boolean): number {
    const [was, is] = [new Set(baked.members), new Set(live.members)]
    const changes = [
      ...[...is].filter((name) => !was.has(name)).map((name) => ({ name, change: 'added' as const, values: { live: name } })),
      ...[...was].filter((name) => !is.has(name)).map((name) => ({ name, change: 'removed' as const, values: { declared: name } })),
    ]
    for (const [at, { name, change, values }] of changes.entries()) {
      const path = toPointer([...segmentsOf(live), 'members', name])
      const isBaked = at === 0 && !isCounted
      this.#tell(live, change, { path, element: name, ...values }, { fields: ['members'], sides: [baked, live], isBaked })
    }
    return changes.length
  }

  /** What files of the image ask the kernel for: what is observed live is held against it. */
  #remember(row: SemanticRow): void {
    if (row.k === 'm' && row.how === 'blacklist') this.#forbidden.add(row.n)
    if (row.k === 'm' && row.how === 'load') this.#asked.add(`m ${row.n}`)
    if (row.k === 'b' && row.src !== 'observed') this.#asked.add('b').add(`b ${row.n}=${row.v ?? ''}`)
  }

  /** Whether the image asks for what was observed; where it asks for nothing at all, it says nothing either. */
  #isAskedFor(row: SemanticRow): boolean {
    if (row.k === 'm') return row.how === 'loaded' && this.#asked.has(`m ${row.n}`)
    return row.k === 'b' && row.src === 'observed' && (!this.#asked.has('b') || this.#asked.has(`b ${row.n}=${row.v ?? ''}`))
  }

  #one(row: SemanticRow, isBaked: boolean): void {
    const path = toPointer(segmentsOf(row))
    if (row.k === 'n') {
      this.#listeners[isBaked ? 'baked' : 'live'].push(row)
      return
    }
    if (isBaked) this.#remember(row)
    if (
      isOrdinary(row, isBaked, this.#sides, row.k === 'm' && this.#forbidden.has(row.n)) ||
      (row.k === 'm' && !isBaked && this.#isAskedFor(row))
    ) {
      if (isBaked) this.#books.skip(path, 'volatile')
      return
    }
    if (row.k === 'b' && row.src === 'observed') {
      this.#observed.push(row)
      return
    }
    const values = { path, [isBaked ? 'declared' : 'live']: shownRow(row) }
    this.#tell(row, isBaked ? 'removed' : 'added', values, { fields: [], sides: [row], isBaked })
  }

  #tell(
    row: SemanticRow,
    change: Change,
    { path, ...values }: { path: string; declared?: Json; live?: Json; element?: string },
    { fields, sides, isBaked }: { fields: readonly string[]; sides: readonly SemanticRow[]; isBaked: boolean },
  ): void {
    this.#expectedRows ??= pathSet(this.expected.filter(({ p }) => p.startsWith('#/')).map(({ p }) => [p.slice(1), true] as const))
    if (this.#expectedRows.has(path)) {
      if (isBaked) this.#books.skip(path, 'volatile')
      return
    }
    const { class: name, severity } = classified({ row: row.k, change, fields, traits: traitsOf(row, change, fields) })
    const content = { row: row.k, severity, volatile: 'strict' as const, fields, ...(name === undefined ? {} : { class: name }) }
    const told: Told = { row, difference: { path, change, ...values, leaves: 0, content } }
    if (isBaked) this.#books.different(told.difference)
    if (this.#isOwnGroup(row, change)) return
    if (row.k === 'd') this.processes.set(row.n, told)
    else if (row.k === 'o' && change === 'added') {
      if (row.src === undefined || row.src === 'observed') this.mounts.set(row.n, told)
    } else if (this.#told.length < mostTold) this.#told.push(told)
    else this.#books.list(told.difference)
    if (row.k === 'p') this.packages.set(`${row.mgr}/${row.n}`, told)
    if (row.k === 's') this.units.set(row.n, told)
    for (const side of sides) for (const file of filesOf(side)) this.files.set(file, told)
  }

  /** The group that comes and goes with a user of its name. */
  #isOwnGroup(row: SemanticRow, change: Change): boolean {
    if (row.k !== 'g' || (row.members ?? []).length > 0) return false
    return this.#told.some(({ row: user, difference }) => user.k === 'u' && user.n === row.n && difference.change === change)
  }

  /** Known when all rows but those of files were seen: an image exposes a port on any address, and asks for its arguments in files. */
  settle(): void {
    for (const row of this.#observed)
      if (!this.#isAskedFor(row))
        this.#tell(row, 'added', { path: toPointer(segmentsOf(row)), live: shownRow(row) }, { fields: [], sides: [], isBaked: false })
    const { baked, live } = this.#listeners
    const seen = new Set(live.map(({ proto, port }) => `${proto.replace('6', '')}/${port}`))
    for (const row of baked) {
      if (seen.has(`${row.proto.replace('6', '')}/${row.port}`)) this.#books.equal()
      else this.#books.skip(toPointer(segmentsOf(row)), 'volatile')
    }
    for (const row of live)
      if (!isKnownListener(row, baked))
        this.#tell(row, 'added', { path: toPointer(segmentsOf(row)), live: shownRow(row) }, { fields: [], sides: [], isBaked: false })
  }

  /** What is left to report once the files were seen: mounts that hide nothing and processes of baked files are no findings. */
  close(): void {
    for (const { difference, isExplained } of this.#told) if (isExplained !== true) this.#books.list(difference)
    for (const { difference, isExplained } of this.processes.values()) if (isExplained !== true) this.#books.list(difference)
  }
}

function isSemantic(row: Entry['baked']): row is SemanticRow {
  return row !== undefined && row.k !== 'f' && row.k !== 'e'
}

/** One member that differs is reported at the member, several at the row; the version of a package at the package. */
function changeOf(
  segments: readonly (string | number)[],
  fields: readonly string[],
  was: JsonObject,
  is: JsonObject,
  kind: RowKind,
): { path: string; declared?: Json; live?: Json } {
  const [field = ''] = fields
  const single = fields.length === 1 || (kind === 'p' && fields.includes('version'))
  if (single) {
    const name = kind === 'p' && fields.includes('version') ? 'version' : field
    const path = name === 'version' || name === 'value' || name === 'jobs' ? segments : [...segments, name]
    return { path: toPointer(path), ...valueOf('declared', was[name]), ...valueOf('live', is[name]) }
  }
  const only = (values: JsonObject): JsonObject =>
    Object.fromEntries(fields.flatMap((name) => (values[name] === undefined ? [] : [[name, values[name]]])))
  return { path: toPointer(segments), declared: only(was), live: only(is) }
}

function valueOf(name: 'declared' | 'live', value: Json | undefined): { [key: string]: Json } {
  return value === undefined ? {} : { [name]: value }
}

/** Of a row that changed as it is now. */
function traitsOf(row: SemanticRow, change: Change, fields: readonly string[]): ReadonlySet<Trait> {
  const grave = new Set<Trait>(['grave-account'])
  if (row.k === 'g') return change !== 'removed' && listed('privilegedGroups').includes(row.n) ? grave : new Set()
  if (row.k !== 'u' || change === 'removed') return new Set()
  const logsIn = row.shell !== undefined && !listed('noLoginShells').includes(row.shell)
  const isRoot = row.uid === 0 && (change === 'added' || fields.includes('uid'))
  const isOpened = fields.includes('pw') || (fields.includes('shell') && logsIn) || row.pw === 'none'
  return isRoot || isOpened || (change === 'added' && logsIn) ? grave : new Set()
}
