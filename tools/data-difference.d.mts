export interface TableDifference {
  type: string
  change: 'added' | 'removed' | 'renamed' | 'changed'
  path?: string
  before?: string
  after?: string
}

type Table = Map<string, unknown>

export function readTable(path: string): Table
export function differences(before: Table, after: Table): TableDifference[]
export function differenceText(title: string, found: readonly TableDifference[], limit?: number): string
export function lostRows(folder: string, before: Table, after: Table): string[]
