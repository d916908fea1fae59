import type { Contents, FileRow, RowKind } from '../../model/content.ts'
import type { ContentFacts } from '../../model/content-facts.ts'
import type { RawDifference } from '../../model/pair.ts'
import { withoutSecretLines } from '../../model/secret-text.ts'
import { toPointer } from '../../model/pointer.ts'
import type { Books } from './books.ts'
import { Candidates } from './candidates.ts'
import { classified, isIn } from './classify.ts'
import { Covers, isBelow } from './covers.ts'
import { isExecutable, isRegular, isSameStat, sharedFields, unreadMembers, type Shared } from './file-row.ts'
import { verdictOfBaked, verdictOfBoth, verdictOfLive, type FileDifference, type FileVerdict, type Looked } from './file-verdict.ts'
import { lookedAt } from './looked.ts'
import type { Entry } from './merge.ts'
import { onVolume, type Profile, type Volatile } from './profile.ts'
import type { Told, ToldRows } from './semantic-rows.ts'
import { Siblings } from './siblings.ts'
import { textDifference } from './text-difference.ts'

type FileEntry = Entry<FileRow>

/** Texts that are shown at most. */
const mostTexts = 200

/** Names of one linked file that are listed at most. */
const mostAliases = 100

/** What the comparison of files is given. */
export interface FileSides {
  baked: Contents
  live: Contents
  told: ToldRows
  profile: Profile
  books: Books
  /** Kinds that were looked for live. */
  collected: ReadonlySet<RowKind>
  isRunning: boolean
  now: Date
}

/** Compares files in the order of a walk. What is held is what is open: folders, and files that wait for a sibling. */
export class FileRows {
  readonly #sides: FileSides
  readonly #shared: Shared
  readonly #candidates: Candidates
  readonly #covers: Covers
  readonly #siblings: Siblings
  /** Differences of linked files by their first name. */
  readonly #links = new Map<string, { difference: RawDifference; signature: string }>()
  readonly #texts: { difference: RawDifference; baked: string; live: FileRow }[] = []
  #textsLeft = mostTexts

  constructor(sides: FileSides) {
    this.#sides = sides
    this.#shared = sharedFields(sides.baked.reading, sides.live.reading)
    const isCompared = sides.baked.reading.kinds.includes('f') && sides.live.reading.kinds.includes('f')
    if (isCompared) for (const path of unreadMembers(this.#shared)) sides.books.skip(path, 'not-collected')
    this.#candidates = new Candidates(sides, sides.now)
    this.#covers = new Covers(sides.books)
    this.#siblings = new Siblings((difference, isExplained) => {
      if (isExplained) {
        if (difference.change !== 'added') sides.books.skip(difference.path, 'volatile')
        return
      }
      if (difference.change !== 'added') sides.books.different(difference)
      sides.books.list(difference)
    })
  }

  async take(entries: readonly FileEntry[]): Promise<void> {
    const volatiles = entries.map((entry) => (this.#isPlain(entry) ? undefined : this.#volatile(entry)))
    const looks = await lookedAt(entries, volatiles, { ...this.#sides, candidates: this.#candidates, shared: this.#shared })
    for (const [at, entry] of entries.entries()) {
      const [volatile, looked] = [volatiles[at], looks[at]]
      if (volatile !== undefined) this.#judge(entry, volatile, looked)
      else if (entry.live !== undefined) this.#agree(entry.live.p, entry)
    }
    await this.#showTexts()
  }

  close(): void {
    this.#siblings.leave()
    this.#covers.leave()
  }

  /** Whether nothing differs and nothing moved, whatever may happen at the path: most files are so. */
  #isPlain({ baked, live }: FileEntry): boolean {
    if (baked === undefined || live === undefined || live.on !== undefined || !isSameStat(baked, live)) return false
    if (this.#sides.told.mounts.size > 0) return false
    if (!isRegular(live)) return true
    const proof = this.#candidates.proof(baked, live)
    const isSame =
      live.h === undefined
        ? proof === 'unchanged' && !this.#candidates.wants(baked, live, proof)
        : live.h === baked.h && proof !== 'moved' && live.t === baked.t
    return isSame && !this.#sides.profile.isOwn(live.p)
  }

  #agree(path: string, entry: FileEntry): void {
    this.#sides.books.equal()
    const { packages, processes } = this.#sides.told
    if (packages.size > 0 || processes.size > 0) this.#witness(entry)
    this.#siblings.see(path, true)
  }

  #volatile({ baked, live }: FileEntry): Volatile {
    const path = (live ?? baked)?.p ?? ''
    const { profile, told, collected } = this.#sides
    const isOnVolume = live !== undefined && (live.on !== undefined || told.mounts.has(path)) && collected.has('o')
    if (isOnVolume && profile.hasFreeVolumes && (baked === undefined || !this.#isHidden(path, told))) return onVolume
    return profile.at(path)
  }

  /** Whether a mount that was not there lies over it: then it is told with the mount. */
  #isHidden(path: string, { mounts }: ToldRows): boolean {
    for (const target of mounts.keys()) if (path === target || isBelow(path, target)) return true
    return false
  }

  #judge(entry: FileEntry, volatile: Volatile, looked: Looked | undefined): void {
    const { baked, live } = entry
    const row = live ?? baked
    if (row === undefined) return
    this.#covers.leave(row.p)
    this.#siblings.leave(row.p)
    this.#witness(entry)
    const verdict = this.#verdict(entry, volatile, looked)
    const mount = this.#sides.told.mounts.get(row.p)
    if (mount !== undefined && volatile.class === 'strict' && baked !== undefined) return this.#hide(mount, baked, row)
    if (verdict.is === 'equal') {
      if (baked !== undefined) this.#sides.books.equal()
    } else if (verdict.is === 'skip') {
      if (baked !== undefined) this.#sides.books.skip(toPointer(['files', row.p]), verdict.reason)
      if (verdict.reason === 'not-read') this.#sides.books.gap({ reason: 'read-failed', detail: `Not read: ${row.p.slice(0, 400)}` })
    } else this.#differs(entry, verdict, volatile)
    if (live !== undefined) this.#siblings.see(row.p, baked !== undefined)
  }

  #verdict({ baked, live }: FileEntry, volatile: Volatile, looked: Looked | undefined): FileVerdict {
    const { live: side, baked: image } = this.#sides
    if (baked !== undefined && live !== undefined && looked !== undefined) return verdictOfBoth(baked, live, volatile, looked)
    const { skipped, left = [] } = (baked === undefined ? image : side).reading
    const path = (live ?? baked)?.p ?? ''
    const isUnread = [...skipped, ...left].some((each) => each.path === path || isBelow(path, each.path))
    // What a mount hides is told with the mount, whether anybody looked into it or not.
    if (isUnread && this.#covers.around === undefined) return { is: 'skip', reason: 'not-collected' }
    if (live !== undefined) return verdictOfLive(live, volatile, volatile === onVolume)
    return baked === undefined ? { is: 'equal' } : verdictOfBaked(baked, volatile)
  }

  /** What a path proves of rows that were told before: a program was baked, a package that changed brought a unit. */
  #witness({ baked, live }: FileEntry): void {
    const { told } = this.#sides
    const path = (live ?? baked)?.p ?? ''
    const isOfChanged = this.#packageOf(live, baked) !== undefined
    const program = told.processes.get(path)
    if (program !== undefined && program.row.k === 'd' && (isOfChanged || (program.row.why === undefined && baked !== undefined)))
      program.isExplained = true
    const row = told.files.get(path)
    if (row !== undefined && isOfChanged) row.isExplained = true
  }

  /** The changed package that owns a file. */
  #packageOf(live: FileRow | undefined, baked: FileRow | undefined): Told | undefined {
    const { packages } = this.#sides.told
    if (packages.size === 0) return undefined
    return packages.get(live?.o ?? '') ?? packages.get(baked?.o ?? '')
  }

  /** A mount over a baked path: what lay there is hidden, and told with it. */
  #hide(mount: Told, baked: FileRow, row: FileRow): void {
    const { difference } = mount
    this.#sides.books.different(difference)
    if (isExecutable(baked) && difference.content !== undefined) difference.content = { ...difference.content, severity: 'critical' }
    if (baked.y === 'd') this.#covers.open(row.p, difference, true)
    else this.#sides.books.list(difference)
  }

  #differs(entry: FileEntry, verdict: FileDifference, volatile: Volatile): void {
    const { baked, live } = entry
    const row = live ?? baked
    if (row === undefined) return
    const difference = differenceOf(entry, verdict, volatile)
    const explaining = this.#explaining(entry, verdict)
    if (explaining !== undefined) {
      if (baked !== undefined) this.#sides.books.different(explaining)
      if (explaining.content?.row === 'p') explaining.explains = (explaining.explains ?? 0) + 1
      return this.#covers.explain()
    }
    const around = this.#covers.around
    if (around !== undefined) {
      if (baked !== undefined) this.#sides.books.different(around)
      return this.#covers.absorb({ ...difference, element: row.p }, row.y === 'd')
    }
    if (verdict.unless === 'source') return this.#siblings.awaitSource(row.p, difference)
    if (verdict.unless === 'rotated') return this.#siblings.awaitRotated(row.p, difference)
    if (this.#isAlias(entry, verdict, difference)) return
    if (baked !== undefined) this.#sides.books.different(difference)
    const isWhole = verdict.change !== 'changed' || verdict.fields[0] === 'type'
    if (isWhole && (baked?.y === 'd' || live?.y === 'd')) this.#covers.open(row.p, difference)
    else this.#sides.books.list(difference)
    if (verdict.fields[0] === 'content' && baked?.tx !== undefined && live !== undefined && this.#textsLeft > 0) {
      this.#textsLeft -= 1
      this.#texts.push({ difference, baked: baked.tx, live })
    }
  }

  /** A package that changed, or a row that tells of the file. */
  #explaining({ baked, live }: FileEntry, { change, fields, traits }: FileDifference): RawDifference | undefined {
    const path = (live ?? baked)?.p ?? ''
    const isContent = change !== 'changed' || fields.some((field) => field === 'content' || field === 'target' || field === 'type')
    if (!isContent || traits.has('touched')) return undefined
    const { told } = this.#sides
    const changed = this.#packageOf(live, baked)
    const gains = change === 'changed' && traits.has('gains-privilege')
    if (changed !== undefined && !gains && !isIn('access', path)) return changed.difference
    // Triggers of packages make their caches again.
    const [first] = told.packages.values()
    if (first !== undefined && traits.has('derived')) return first.difference
    const row = told.files.get(path) ?? this.#unitAt(path)
    return gains ? undefined : row?.difference
  }

  /** A link that enables or masks a unit is told with the unit. */
  #unitAt(path: string): Told | undefined {
    if (!path.includes('/systemd/')) return undefined
    const name = path.slice(path.lastIndexOf('/') + 1)
    const owner = /\/([^/]+)\.d(?:\/[^/]+)?$/.exec(path)?.[1]
    return this.#sides.told.units.get(name) ?? (owner === undefined ? undefined : this.#sides.told.units.get(owner))
  }

  /** One write to a file of several names is one difference, at the first of them. */
  #isAlias({ baked, live }: FileEntry, { change, fields }: FileDifference, difference: RawDifference): boolean {
    if (live === undefined || !isRegular(live)) return false
    const signature = JSON.stringify([change, fields, difference.live, difference.content?.class])
    const known = live.hl === undefined ? undefined : this.#links.get(live.hl)
    if (known?.signature !== signature) {
      this.#links.set(live.hl ?? live.p, { difference, signature })
      return false
    }
    const aliases = (known.difference.aliases ??= [])
    if (aliases.length < mostAliases) aliases.push(live.p)
    if (baked !== undefined) this.#sides.books.different(known.difference)
    return true
  }

  async #showTexts(): Promise<void> {
    for (const { difference, baked, live } of this.#texts.splice(0)) {
      const text = live.tx ?? (await this.#sides.live.text?.(live))
      if (text !== undefined && difference.content !== undefined)
        difference.content = { ...difference.content, text: textDifference(baked, withoutSecretLines(text)) }
    }
  }
}

function differenceOf({ baked, live }: FileEntry, verdict: FileDifference, volatile: Volatile): RawDifference {
  const row = live ?? baked
  const path = row?.p ?? ''
  const { change, fields, traits, evidence, at, declared, live: now } = verdict
  const owner = live?.o ?? baked?.o
  const { class: name, severity } = classified({ row: 'f', change, path, fields, traits })
  const content: ContentFacts = {
    row: 'f',
    severity,
    volatile: volatile.class,
    fields,
    ...(name === undefined ? {} : { class: name }),
    ...(owner === undefined ? {} : { package: owner }),
    ...(live?.on === undefined ? {} : { on: live.on }),
    ...(traits.has('executable') ? { executable: true } : {}),
    ...(evidence.length === 0 ? {} : { evidence }),
  }
  return {
    path: toPointer(['files', path, ...(at === undefined ? [] : at.split('/'))]),
    change,
    ...(declared === undefined ? {} : { declared }),
    ...(now === undefined ? {} : { live: now }),
    leaves: 0,
    content,
  }
}
