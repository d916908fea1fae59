import { safeText } from '../report/safe-text.ts'
import { isOn } from './error-text.ts'
import type { Io } from './io.ts'
import type { Values } from './values.ts'

/** One line on a terminal that says what is being read, and goes when it is done. */
export interface Progress {
  say?: (text: string) => void
  done(): void
}

const clearLine = '\r\u001b[K'

/** Shows nothing where nobody looks: no terminal, CI, TERM=dumb, --quiet, --no-progress. */
export function progressOn({ stderr, env }: Io, values: Values): Progress {
  const isCi = isOn(env['CI'])
  const isWanted = values.switch('progress') ?? !isCi
  if (stderr.isTTY !== true || env['TERM'] === 'dumb' || values.on('quiet') || !isWanted) return { done: () => {} }
  let isShown = false
  return {
    say: (text) => {
      isShown = true
      stderr.write(`${clearLine}${safeText(text, Math.max(20, (stderr.columns ?? 80) - 1))}`)
    },
    done: () => {
      if (isShown) stderr.write(clearLine)
      isShown = false
    },
  }
}
