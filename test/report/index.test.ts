import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { isReporterName, reporterForFile, reporterNames, reporters } from '../../src/report/index.ts'
import { plain, reversed } from './builders.ts'
import { webShop } from './web-shop.ts'

describe('the registry of reporters', () => {
  it.each([
    ['out/drift.sarif', 'sarif'],
    ['drift.JSON', 'json'],
    ['drift.rebuild.json', 'plan'],
    ['drift.txt', 'table'],
    ['drift', undefined],
    ['sarif', undefined],
  ])('chooses by suffix: %s is %s', (path, name) => {
    expect(reporterForFile(path)).toBe(name)
  })

  it('knows its names and nothing that only the prototype knows', () => {
    expect(reporterNames).toEqual(['table', 'json', 'sarif'])
    expect(isReporterName('constructor')).toBe(false)
  })

  it.each(reporterNames)('%s writes the same bytes for equal reports, whatever the order of keys, and changes nothing', async (name) => {
    const write = await reporters[name].load()
    const given = webShop()
    const first = write(given, plain)
    expect(given).toEqual(webShop())
    expect(write(reversed(webShop()), plain)).toBe(first)
    expect(write(webShop(), plain)).toBe(first)
  })

  it('prints nothing, never exits and looks at no clock', () => {
    const folder = join(import.meta.dirname, '../../src/report')
    for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'))) {
      expect(readFileSync(join(folder, file), 'utf8')).not.toMatch(/console\.|process\.|Date\b|performance\.|Math\.random|toLocale/)
    }
  })
})
