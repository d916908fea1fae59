/** Calls a second and how many may come at once. */
export interface Rate {
  perSecond: number
  burst: number
}

/**
 * What services grant an account and region, kept below their published rates: other tools read as well.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/throttling.html
 */
const rates: Readonly<Record<string, Rate>> = {
  'ec2 list': { perSecond: 10, burst: 50 },
  'ec2 detail': { perSecond: 15, burst: 50 },
  's3 list': { perSecond: 10, burst: 10 },
  's3 detail': { perSecond: 60, burst: 60 },
  iam: { perSecond: 10, burst: 15 },
  autoscaling: { perSecond: 8, burst: 20 },
  cloudformation: { perSecond: 5, burst: 10 },
  // What clean-up tools found in use: https://github.com/ekristen/aws-nuke/pull/510
  cloudcontrol: { perSecond: 20, burst: 20 },
  config: { perSecond: 4, burst: 8 },
}
const modest: Rate = { perSecond: 5, burst: 10 }

export function rateOf(service: string, actionClass: 'list' | 'detail'): Rate {
  return rates[`${service} ${actionClass}`] ?? rates[service] ?? modest
}

/** A clock and a way to wait, so that a test needs neither. */
export interface Timer {
  now(): number
  wait(milliseconds: number): Promise<void>
}

const realTimer: Timer = {
  now: () => performance.now(),
  wait: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
}

/** Token buckets, one for each account, region, service and class of action: the only place that slows calls down. */
export class Limiter {
  readonly #timer: Timer
  readonly #buckets = new Map<string, { tokens: number; at: number }>()

  constructor(timer: Timer = realTimer) {
    this.#timer = timer
  }

  /** Resolves when the call may be made. */
  async take(key: string, rate: Rate): Promise<void> {
    const now = this.#timer.now()
    const bucket = this.#buckets.get(key) ?? { tokens: rate.burst, at: now }
    bucket.tokens = Math.min(rate.burst, bucket.tokens + ((now - bucket.at) / 1000) * rate.perSecond) - 1
    bucket.at = now
    this.#buckets.set(key, bucket)
    // Below zero the token is borrowed: whoever comes later waits longer.
    if (bucket.tokens < 0) await this.#timer.wait((-bucket.tokens / rate.perSecond) * 1000)
  }
}
