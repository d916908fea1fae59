import { InputError } from '../../model/errors.ts'
import { Bytes } from './bytes.ts'
import type { TarSink, TarVisitor } from './entry.ts'
import { blockBytes, bytesField, isSumRight, numberField, paddingOf } from './fields.ts'
import { entryOf, flagOf, nameOf, storedSize, type LongNames } from './header.ts'
import { noRecords, paxNumber, paxRecords, type PaxRecords } from './pax.ts'
import { isMapInContent, oldSparseNumbers, paxSparseNumbers, pieceLimit, readContentMap, sparseMap, type SparseMap } from './sparse.ts'

/** Extended headers and long names: no real one comes near. */
const specialLimit = 1024 * 1024
const zeros = Buffer.alloc(blockBytes)

/**
 * Reads an archive once, in order, in constant memory: ustar, PAX, GNU and what came before. Nothing is written anywhere.
 * `hasEnd`: it ends as archives do; without that it may be cut between two entries. Throws InputError for what is no archive,
 * is damaged or cut; `name` is what it is called then.
 */
export async function readTar(chunks: AsyncIterable<Buffer>, visitor: TarVisitor, name: string): Promise<{ hasEnd: boolean }> {
  const archive = new Archive(new Bytes(chunks), visitor, name)
  try {
    return await archive.read()
  } finally {
    await archive.bytes.close()
  }
}

/** Where the holes of an entry are, if it has any, and how many bytes of content the archive still holds. */
interface Holes {
  map?: SparseMap
  left: number
  isBroken?: true
}

function holesOf(map: SparseMap | undefined, left: number): Holes {
  return map === undefined ? { left, isBroken: true } : { map, left }
}

class Archive {
  readonly bytes: Bytes
  private readonly visitor: TarVisitor
  private readonly name: string
  private global = noRecords
  private own = noRecords
  private long: LongNames = {}

  constructor(bytes: Bytes, visitor: TarVisitor, name: string) {
    this.bytes = bytes
    this.visitor = visitor
    this.name = name
  }

  async read(): Promise<{ hasEnd: boolean }> {
    for (;;) {
      const block = await this.bytes.take(blockBytes)
      if (block.length === 0) return { hasEnd: false }
      if (block.length < blockBytes) throw this.cut()
      if (block.equals(zeros)) {
        await this.bytes.drain()
        return { hasEnd: true }
      }
      if (!isSumRight(block)) throw this.broken(this.bytes.offset === blockBytes ? 'is no tar archive' : 'has a damaged header')
      await this.one(block)
    }
  }

  /** One header with what belongs to it. */
  private async one(block: Buffer): Promise<void> {
    const flag = flagOf(block)
    if (flag === 'x' || flag === 'X') this.own = this.records(await this.special(block), this.own)
    else if (flag === 'g') this.global = this.records(await this.special(block), this.global)
    else if (flag === 'L') this.long.name = bytesField(await this.special(block), 0, specialLimit)
    else if (flag === 'K') this.long.target = bytesField(await this.special(block), 0, specialLimit)
    else {
      const { values } = this.global
      const records = values.size === 0 ? this.own : { values: new Map([...values, ...this.own.values]), sparse: this.own.sparse }
      await this.entry(block, emptied(records), this.long)
      this.own = noRecords
      this.long = {}
    }
  }

  private async entry(block: Buffer, records: PaxRecords, long: LongNames): Promise<void> {
    const stored = storedSize(block, records)
    if (stored === undefined) throw this.broken('has a damaged size')
    const { map, left, isBroken } = await this.holes(block, records, stored)
    const entry = isBroken ? undefined : entryOf(block, records, long, map?.size ?? stored)
    if (entry === undefined) this.visitor.skip(nameOf(block, records, long), isBroken ? 'sparse-map-broken' : 'entry-type-unknown')
    const sink = entry === undefined ? undefined : this.visitor.entry(entry)
    const content = entry?.type === 'file' ? sink : undefined
    if (map === undefined) await this.pass(left, content)
    else await this.sparse(map, content)
    await this.pass(paddingOf(left), undefined)
    const ending = sink?.end()
    if (ending !== undefined) await ending
  }

  private async holes(block: Buffer, records: PaxRecords, stored: number): Promise<Holes> {
    if (flagOf(block) === 'S') return holesOf(sparseMap(await this.oldNumbers(block), numberField(block, 483, 12) ?? -1, stored), stored)
    if (isMapInContent(records)) {
      const { numbers, used } = await readContentMap(this.bytes, stored)
      const size = paxNumber(records, 'GNU.sparse.realsize') ?? -1
      return holesOf(numbers === undefined ? undefined : sparseMap(numbers, size, stored - used), stored - used)
    }
    const numbers = paxSparseNumbers(records)
    if (numbers === undefined) return { left: stored }
    return holesOf(sparseMap(numbers, paxNumber(records, 'GNU.sparse.size') ?? -1, stored), stored)
  }

  private async oldNumbers(block: Buffer): Promise<(number | undefined)[]> {
    const numbers = oldSparseNumbers(block, 386, 4)
    let goesOn = block[482] !== 0
    while (goesOn) {
      const more = await this.bytes.take(blockBytes)
      if (more.length < blockBytes) throw this.cut()
      if (numbers.length > 2 * pieceLimit) throw this.tooLarge()
      numbers.push(...oldSparseNumbers(more, 0, 21))
      goesOn = more[504] !== 0
    }
    return numbers
  }

  private async sparse({ pieces, size }: SparseMap, sink: TarSink | undefined): Promise<void> {
    let at = 0
    for (const [offset, length] of pieces) {
      if (offset > at) sink?.hole(offset - at)
      await this.pass(length, sink)
      at = offset + length
    }
    if (size > at) sink?.hole(size - at)
  }

  private async pass(length: number, sink: TarSink | undefined): Promise<void> {
    if (length > 0 && !(await this.bytes.pass(length, sink))) throw this.cut()
  }

  private async special(block: Buffer): Promise<Buffer> {
    const size = numberField(block, 124, 12)
    if (size === undefined || size < 0) throw this.broken('has a damaged size')
    if (size > specialLimit) throw this.tooLarge()
    const body = await this.bytes.take(size)
    if (body.length < size) throw this.cut()
    await this.pass(paddingOf(size), undefined)
    return body
  }

  private records(body: Buffer, before: PaxRecords): PaxRecords {
    const records = paxRecords(body, before)
    if (records === undefined) throw this.broken('has a damaged extended header')
    return records
  }

  private cut(): InputError {
    return new InputError('tar-truncated', {
      message: `${this.name} ends in the middle, after ${this.bytes.offset} bytes.`,
      hint: 'Write or fetch the archive again.',
      at: { file: this.name },
    })
  }

  private broken(what: string): InputError {
    return new InputError('tar-broken', {
      message: `${this.name} ${what} at byte ${this.bytes.offset - blockBytes}.`,
      hint: 'Write or fetch the archive again; `tar -tvf` shows how far it can be read.',
      at: { file: this.name },
    })
  }

  private tooLarge(): InputError {
    return new InputError('tar-header-too-large', {
      message: `${this.name} has an extended header of more than ${specialLimit} bytes at byte ${this.bytes.offset - blockBytes}.`,
      hint: 'No program writes such names or attributes: look at where the archive comes from.',
      at: { file: this.name },
    })
  }
}

function isTakenBack([key, value]: readonly [string, Buffer]): boolean {
  return value.length === 0 && !key.includes('.')
}

/** Without what an empty value took back. Attributes may be empty. */
function emptied(records: PaxRecords): PaxRecords {
  return [...records.values].some(isTakenBack)
    ? { ...records, values: new Map([...records.values].filter((each) => !isTakenBack(each))) }
    : records
}
