import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    // Both cores of a small machine, and modules loaded once a worker: the whole suite stays under a minute.
    maxWorkers: 2,
    isolate: false,
    // A machine may be busy: no test is about time, one that hangs still ends.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    projects: [
      {
        extends: true,
        test: { name: 'unit', include: ['test/**/*.test.ts'], exclude: ['test/engines/**', 'test/e2e/**', 'node_modules/**'] },
      },
      // These run the built command.
      { extends: true, test: { name: 'e2e', include: ['test/e2e/**/*.test.ts'], globalSetup: 'test/e2e/build.ts' } },
    ],
    reporters: ['default', './test/helpers/closing-line.ts'],
    coverage: {
      // By the environment, so that CI measures it with the very `npm test` that everybody runs.
      enabled: process.env['COVERAGE'] === '1',
      provider: 'v8',
      include: ['src/**/*.ts'],
      exclude: ['src/model/generated/**', 'src/cli/bin.ts'],
      reporter: ['text-summary', 'html'],
      thresholds: { lines: 90, branches: 85 },
    },
  },
})
