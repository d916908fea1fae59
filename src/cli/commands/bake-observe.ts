import { changesAtStart } from '../../baked/observe/at-start.ts'
import { expectationsOf } from '../../baked/observe/expectations.ts'
import { profileOf } from '../../compare/contents/profile.ts'
import { engineEndpoint } from '../../contents/engine/endpoint.ts'
import { exitCodes } from '../../exit-code.ts'
import { rowKinds } from '../../model/content.ts'
import { UsageError } from '../../model/errors.ts'
import { canonical, jsonOf } from '../../model/json.ts'
import { safeText } from '../../report/safe-text.ts'
import { counted } from '../../report/words.ts'
import type { Command } from '../commands.ts'
import { printLines } from '../library.ts'
import { print } from '../io.ts'

const longest = 3600

/** `driftgate bake observe IMAGE`: what an image writes when it starts, as expectations to be looked at. Nothing is changed by it. */
const command: Command = async (invocation) => {
  const { values, words, io } = invocation
  const [image = ''] = words['image'] ?? []
  const seconds = secondsIn(values.text('seconds') ?? '')
  const ending = new AbortController()
  const release = io.onInterrupt?.(() => ending.abort())
  if (!values.on('quiet')) await print(io.stderr, `running ${safeText(image)} for ${counted(seconds, 'second')}, without a network\n`)
  try {
    const changes = await changesAtStart(engineEndpoint(io.env), { image, seconds, signal: ending.signal })
    const profile = profileOf('container', { collected: new Set(rowKinds) })
    const rows = expectationsOf(changes, (path) => profile.at(path).class !== 'strict')
    await printLines(
      invocation,
      rows.map((row) => canonical(jsonOf({ ...row }))),
    )
    const told = `${counted(changes.length, 'path')} changed, ${counted(rows.length, 'expectation')} proposed`
    if (!values.on('quiet')) await print(io.stderr, `${told}: look at each before it goes into a manifest\n`)
  } finally {
    release?.()
  }
  return exitCodes.clean
}
export default command

function secondsIn(text: string): number {
  const seconds = Number(text)
  if (Number.isInteger(seconds) && seconds >= 1 && seconds <= longest) return seconds
  throw new UsageError('seconds', {
    message: `--seconds is ${JSON.stringify(text)}.`,
    hint: `Give whole seconds, from 1 to ${longest}.`,
  })
}
