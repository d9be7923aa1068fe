import { defineConfig } from 'vitest/config';

const conditions = ['@singlora/source', 'module', 'node', 'development|production'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ['{packages,experiments,theory,reports,tools}/**/*.test.{ts,mjs}'],
    exclude: ['**/node_modules/**', '**/dist/**'],
    pool: 'forks',
    // Every core: by default one is kept free, half of a machine with two.
    maxWorkers: '100%',
    testTimeout: 30_000,
    reporters: ['default', './tools/tally-reporter.mjs'],
  },
});
