import { defineConfig } from 'vitest/config'

/** Tests against real engines: they need tools that not every machine has, and skip with the reason where one is missing. */
export default defineConfig({
  test: {
    include: ['test/engines/**/*.test.ts'],
    reporters: ['default', './test/helpers/closing-line.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
})
