import { judgeSweep } from '@singlora/scaling/verdicts';
import type { SweepRun } from './subject.ts';

/** A recorded run with today's verdicts, from its peaks. */
export const judged = (run: SweepRun): SweepRun => ({
  ...run,
  result: {
    ...run.result,
    cells: run.result.cells.map((cell) => ({ ...cell, ...judgeSweep(cell) })),
  },
});
