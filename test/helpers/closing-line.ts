import { appendFileSync } from 'node:fs'
import type { Reporter, TestModule } from 'vitest/node'

/** Appends `passed failed skipped` of a run to the file that TEST_COUNTS names, so that `.ci/run` can sum several runs. */
export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const file = process.env['TEST_COUNTS']
    if (file === undefined || file === '') return
    let [passed, failed, skipped] = [0, errors.length, 0]
    for (const module of modules) {
      const tests = [...module.children.allTests()]
      // A file that could not be loaded has no tests, and is a failure all the same.
      if (tests.length === 0 && module.state() === 'failed') failed += 1
      for (const test of tests) {
        const { state } = test.result()
        if (state === 'passed') passed += 1
        else if (state === 'failed') failed += 1
        else skipped += 1
      }
    }
    appendFileSync(file, `${passed} ${failed} ${skipped}\n`)
  }
}
