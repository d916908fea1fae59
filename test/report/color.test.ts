import { describe, expect, it } from 'vitest'
import { colorLevel, paint } from '../../src/report/color.ts'

const [terminal, pipe] = [{ isTTY: true }, {}]
const human = { human: true }

describe('whether to colour', () => {
  it.each([
    ['a terminal', terminal, human, {}, 1],
    ['a pipe', pipe, human, {}, 0],
    ['the flag before everything', pipe, { human, color: true }, { NO_COLOR: '1', FORCE_COLOR: '0' }, 1],
    ['the flag against everything', terminal, { human, color: false }, { FORCE_COLOR: '1' }, 0],
    ['FORCE_COLOR before NO_COLOR', pipe, human, { FORCE_COLOR: '1', NO_COLOR: '1' }, 1],
    ['FORCE_COLOR=0 turns it off', terminal, human, { FORCE_COLOR: '0' }, 0],
    ['FORCE_COLOR=false too', terminal, human, { FORCE_COLOR: 'false' }, 0],
    ['an empty FORCE_COLOR says nothing', pipe, human, { FORCE_COLOR: '' }, 0],
    ['NO_COLOR', terminal, human, { NO_COLOR: '1' }, 0],
    ['an empty NO_COLOR says nothing', terminal, human, { NO_COLOR: '' }, 1],
    ['a dumb terminal', terminal, human, { TERM: 'dumb' }, 0],
    ['GitHub Actions', pipe, human, { GITHUB_ACTIONS: 'true' }, 1],
    ['GitLab CI', pipe, human, { GITLAB_CI: 'true' }, 1],
    ['GitHub Actions for machines', pipe, { human: false }, { GITHUB_ACTIONS: 'true' }, 0],
    ['another CI', pipe, human, { CI: 'true' }, 0],
    ['a variable that says false', pipe, human, { GITHUB_ACTIONS: 'false' }, 0],
  ])('%s', (_, stream, flags, env, level) => {
    expect(colorLevel(stream, { human: flags.human !== false, ...('color' in flags && { color: flags.color }) }, env)).toBe(level)
  })

  it('writes its own codes or none', () => {
    expect(paint('x', 'critical', true)).toBe('\u001b[1;31mx\u001b[0m')
    expect(paint('x', 'critical', false)).toBe('x')
  })
})
