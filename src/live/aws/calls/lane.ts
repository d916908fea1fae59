import type { Rate } from './rates.ts'

/** Before the first refusal the pace grows by this factor a second, as long as there are calls that wait. */
const growth = 4
/** What is left of the pace after a refusal. */
const cut = 0.9
/** Of the pace at a refusal at least so much is held to be granted, after the first refusal and after later ones. */
const granted = { first: 0.8, later: 0.95 }
/** How steeply the pace comes back to where it was refused, and goes beyond (as in RFC 9438, by share of the pace). */
const steepness = 0.05
/** Seconds after a cut until the pace is where it was refused. */
const recovery = Math.cbrt((1 - cut) / steepness)
/** Calls a second below which no pace falls. */
const floor = 0.5
/** Seconds that a timer may be late. */
const lateness = 0.02
/** Milliseconds over which it is counted how many calls were sent and answered, and the least that tells anything. */
const window = { most: 1000, least: 250 }

/**
 * The pace at which calls of one account, region, service and class of action may be sent. It learns what is granted: it
 * grows while calls wait, and a refusal cuts it to a little below what was answered before. No clock of its own: every
 * method is told the time, in milliseconds.
 */
export class Lane {
  readonly #most: number
  readonly #began: number
  #perSecond: number
  #burst: number
  #tokens: number
  #at: number
  /** Pace at the last refusal, and for how many seconds calls have been waiting since. */
  #refused: { perSecond: number; seconds: number } | undefined
  /** Counts the cuts: a refusal of a call that was sent before the last one says nothing new. */
  #cuts = 0
  #sent: number[] = []
  #answered: number[] = []

  constructor(rate: Rate, now: number) {
    this.#most = rate.most
    this.#began = now
    this.#perSecond = rate.perSecond
    this.#burst = rate.burst
    this.#tokens = rate.burst
    this.#at = now
  }

  /** Calls a second, at this moment. */
  get perSecond(): number {
    return this.#perSecond
  }

  /** Brings the lane to a time; `isWanted`: calls have been waiting since it was told the time last. */
  advance(now: number, isWanted: boolean): void {
    const seconds = (now - this.#at) / 1000
    this.#at = now
    // A timer that is late by some milliseconds costs no token.
    this.#tokens = Math.min(this.#burst + this.#perSecond * lateness, this.#tokens + seconds * this.#perSecond)
    if (isWanted) this.#grow(Math.min(seconds, 1))
  }

  #grow(seconds: number): void {
    if (this.#refused === undefined) this.#pace(this.#perSecond * growth ** seconds)
    else {
      this.#refused.seconds += seconds
      this.#pace(this.#refused.perSecond * (1 + steepness * (this.#refused.seconds - recovery) ** 3))
    }
  }

  #pace(perSecond: number): void {
    this.#perSecond = Math.min(this.#most, Math.max(floor, perSecond))
  }

  /** Milliseconds until the next call may be sent; 0: now. */
  get wait(): number {
    // A token that is a rounding error short is whole.
    return this.#tokens > 1 - 1e-9 ? 0 : ((1 - this.#tokens) / this.#perSecond) * 1000
  }

  /** Takes a token. What is returned goes with the call, to `refused`. */
  send(now: number): number {
    this.#tokens -= 1
    this.#sent = [...recent(this.#sent, now), now]
    return this.#cuts
  }

  answered(now: number): void {
    this.#answered = [...recent(this.#answered, now), now]
  }

  /** A call was throttled; `sentAfter` is what `send` returned for it. */
  refused(now: number, sentAfter: number): void {
    if (sentAfter !== this.#cuts) return
    this.#cuts += 1
    const seconds = Math.max(window.least, Math.min(window.most, now - this.#began)) / 1000
    const sent = recent(this.#sent, now).length
    this.#burst = 1
    this.#tokens = Math.min(this.#tokens, 0)
    // What was refused is the burst at the beginning: of the pace that says nothing.
    if (this.#refused === undefined && sent > 2 * Math.max(1, this.#perSecond * seconds)) return
    const answered = recent(this.#answered, now).length / seconds
    const least = this.#perSecond * (this.#refused === undefined ? granted.first : granted.later)
    this.#refused = { perSecond: Math.max(floor, Math.min(this.#perSecond, Math.max(answered, least))), seconds: 0 }
    this.#pace(this.#refused.perSecond * cut)
  }
}

function recent(times: readonly number[], now: number): number[] {
  return times.filter((time) => time > now - window.most)
}
