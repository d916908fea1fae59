import { UsageError } from '../../../model/errors.ts'
import { globTest, isPattern } from '../../../model/glob.ts'
import { byText, own } from '../../../model/json.ts'
import { operationFacts } from '../../../mapping/api.ts'
import type { Answers } from '../calls/call.ts'

const operation = 'ec2.DescribeRegions'
/** What patterns of regions need. */
export const regionsAction = operationFacts(operation).action

/** A region of an account, and whether it is enabled for it. */
interface KnownRegion {
  name: string
  isOn: boolean
}

/** Whether it takes a call to know which regions are meant. */
export function hasPatterns(asked: readonly string[]): boolean {
  return asked.some(isPattern)
}

/** The regions of the partition, with what the account says of them. Throws CallFailure. */
export async function knownRegions(answers: Answers): Promise<KnownRegion[]> {
  const known: KnownRegion[] = []
  for await (const page of answers.call({ operation, input: { AllRegions: true }, pages: 'one', expects: ['Regions'] })) {
    const regions = own(page, 'Regions')
    for (const region of Array.isArray(regions) ? regions : []) {
      const name = own(region, 'RegionName')
      if (typeof name === 'string') known.push({ name, isOn: own(region, 'OptInStatus') !== 'not-opted-in' })
    }
  }
  return known
}

/**
 * Which regions are meant, sorted, and which of them are not enabled. What is named is taken as it is. Throws UsageError for a
 * pattern that no region fits.
 */
export function regionsMeant(asked: readonly string[], known: readonly KnownRegion[]): { on: string[]; off: string[] } {
  const on = new Set<string>()
  const off = new Set<string>()
  for (const text of asked) {
    if (!isPattern(text)) {
      on.add(text)
      continue
    }
    const fits = globTest(text === 'all' ? '*' : text)
    const found = known.filter(({ name }) => fits(name))
    if (found.length === 0 && known.length > 0) throw noRegion(text, known)
    for (const { name, isOn } of found) (isOn ? on : off).add(name)
  }
  // What is named and off will say so itself.
  return { on: [...on].toSorted(byText), off: [...off].filter((name) => !on.has(name)).toSorted(byText) }
}

function noRegion(text: string, known: readonly KnownRegion[]): UsageError {
  return new UsageError('region-unknown', {
    message: `No region fits --region ${text}.`,
    hint: `There are ${known
      .map(({ name }) => name)
      .toSorted(byText)
      .join(', ')}.`,
  })
}
