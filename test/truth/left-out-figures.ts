import { byText } from '../../src/model/json.ts'
import type { Truth } from './measure.ts'

/**
 * What is to be expected of kinds that nobody looked at: findings on untouched resources and mutations missed without what is
 * known of single kinds; and, of the rules of spelling, those that one service alone needs. As many resources of new services
 * again will need a rule that is not there yet (I. J. Good, 1953: what was seen once tells how much was not seen).
 */
export function leftOutInFull(truth: Truth, taken: Readonly<Record<string, number>>): string {
  const share = (count: number, of = truth.cases): string => `${count} of ${of}  ${((100 * count) / of).toFixed(2)} %`
  const mutations = Object.values(truth.byMutation).reduce((sum, { of }) => sum + of, 0)
  const lone = Object.entries(truth.needs).flatMap(([rule, services]) => {
    const [service, ...others] = Object.entries(services)
    return service === undefined || others.length > 0 ? [] : [{ rule, service: service[0], count: service[1] }]
  })
  const declared = truth.false.filter((text) => !text.includes(' added '))
  const lines = (texts: readonly string[]): string[] => texts.toSorted(byText).map((text) => `  ${text}`)
  return [
    `${truth.cases} untouched resources of ${truth.kinds} types, without what is known of single types`,
    `findings on declared values  ${share(declared.length)}`,
    `findings of any kind  ${share(truth.false.length)}`,
    `mutations missed  ${share(truth.missed.length, mutations)}`,
    `values by rules that one service alone needs  ${share(lone.reduce((sum, { count }) => sum + count, 0))}`,
    '\nfalse findings',
    ...lines(truth.false),
    '\nmissed',
    ...lines(truth.missed),
    '\nrules that one service alone needs',
    ...lines(lone.map(({ rule, service, count }) => `${rule}  ${service}  ${count}`)),
    '\nrows left out',
    ...lines(Object.entries(taken).map(([table, count]) => `${table}  ${count}`)),
    '',
  ].join('\n')
}
