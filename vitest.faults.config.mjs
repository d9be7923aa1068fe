import { defineConfig } from 'vitest/config';
import base from './vitest.config.ts';

/** Faults put to the real commands, and the pages in a browser: minutes, one at a time. SINGLORA_FAULTS=short takes about one. */
export default defineConfig({
  ...base,
  test: {
    ...base.test,
    projects: undefined,
    include: ['experiments/faults/*.faults.ts', 'reports/results/*.faults.ts'],
    fileParallelism: false,
  },
});
