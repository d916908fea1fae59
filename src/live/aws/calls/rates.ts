import { row } from '../../../mapping/data.ts'

/** `list`: all pages of all resources; `detail`: one resource, or a batch of named ones. Services count them apart. */
export type ActionClass = 'list' | 'detail'

/** How fast a service may be asked, and for how long again when it says no. Of data/aws/rates.json. */
export interface Rate {
  /** Calls a second to begin with: below what the service grants, since other tools read as well. */
  perSecond: number
  /** How many may come at once. */
  burst: number
  /** Calls a second that are never exceeded, however willing the service seems. */
  most: number
  /** Seconds for which nothing but refusals is borne. */
  patience: number
  /** The service counts every action by itself. */
  each: boolean
  /** Where the numbers come from; absent: they are modest guesses, and what is granted is learnt. */
  source?: string
}

/** The rate of a service's class of action, what its row leaves out from the row of all services. */
export function rateOf(service: string, actionClass: ActionClass): Rate {
  const known = row<Partial<Rate>>('rates.json', `${service} ${actionClass}`) ?? row<Partial<Rate>>('rates.json', service)
  const modest = row<Rate>('rates.json', '*')
  if (modest === undefined) throw new RangeError('data/aws/rates.json has no row for all services.')
  return { ...modest, ...known }
}
