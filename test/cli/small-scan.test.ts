import { expect, it } from 'vitest'
import { isSmallScan } from '../../src/cli/small-scan.ts'
import { folder } from './folder.ts'

it('is small where all its documents are, and are files here', () => {
  const at = folder({ 'a.json': 'x'.repeat(1_000_000), 'b.json': 'x'.repeat(1_000_000), 'c.json': 'x'.repeat(200_000) })
  const [a, b, c] = ['a', 'b', 'c'].map((name) => `${at}/${name}.json`)
  expect(isSmallScan({ declared: [a ?? ''], live: [b ?? ''] })).toBe(true)
  expect(isSmallScan({ declared: [a ?? '', b ?? ''], live: [c ?? ''] })).toBe(false)
  expect(isSmallScan({ declared: [a ?? ''], live: ['aws'] })).toBe(false)
  expect(isSmallScan({ declared: ['s3://states/a.tfstate'], live: [] })).toBe(false)
})
