import { ensureBuilt } from '../../tools/ensure.mjs'

/** Once before all end-to-end tests: what they run is what would be shipped. */
export default function build(): void {
  ensureBuilt()
}
