/** What reading the layers of one image may take. Real images stay far below. */
export interface TarLimits {
  /** Entries of all layers. */
  entries: number
  /** Bytes that a layer may unpack to, whatever its size; beyond them it may grow by `ratio`. */
  unpacked: number
  ratio: number
  /** Zeros that are hashed for the holes of sparse files. */
  holes: number
  /** Content that is kept for readers of databases: of one file, of all, and how many files. */
  keptFile: number
  kept: number
  keptFiles: number
}

export const usualLimits: TarLimits = {
  entries: 5_000_000,
  unpacked: 4 * 1024 ** 3,
  ratio: 250,
  holes: 1024 ** 3,
  keptFile: 64 * 1024 ** 2,
  kept: 256 * 1024 ** 2,
  keptFiles: 200_000,
}

/** What is left of the limits. One for all layers of an image. */
export class Budget {
  readonly limits: TarLimits
  private entries = 0
  private holes = 0
  private kept = 0
  private keptFiles = 0

  constructor(limits: TarLimits = usualLimits) {
    this.limits = limits
  }

  /** Whether one more entry may be taken. */
  enter(): boolean {
    this.entries += 1
    return this.entries <= this.limits.entries
  }

  /** Whether so many zeros may be hashed. */
  fill(length: number): boolean {
    this.holes += length
    return this.holes <= this.limits.holes
  }

  /** Whether so many bytes may be kept; they count from then on. */
  keep(length: number): boolean {
    if (length > this.limits.keptFile || this.kept + length > this.limits.kept || this.keptFiles >= this.limits.keptFiles) return false
    this.kept += length
    this.keptFiles += 1
    return true
  }
}
