import { defineConfig } from 'vitest/config';
import base from './vitest.config.ts';

/**
 * Faults put to the real commands, and the pages in a browser: minutes, two files at a time, as the workers on Slurm mostly wait for
 * its timers. SINGLORA_FAULTS=short takes about two.
 */
export default defineConfig({
  ...base,
  test: {
    ...base.test,
    projects: undefined,
    include: ['experiments/faults/*.faults.ts', 'reports/results/*.faults.ts'],
    maxWorkers: 2,
  },
});
