import { baseRate, openSweep, sweepCells, type Unit } from '@singlora/scaling';
import { resultJson } from '../record.ts';
import { record } from './record.ts';
import type { WidthCheck } from '../width-session.ts';
import type { SweepRunConfig } from './plan.ts';
import { describe, lineOf, summaryOf } from './summary.ts';

export const sweep: WidthCheck<SweepRunConfig, Unit> = {
  begin(config, models) {
    const rate = baseRate(config, models);
    return {
      ...openSweep(config, models, rate),
      report(units) {
        const cells = sweepCells(config, units);
        return {
          result: resultJson(record, { version: 2, baseRate: rate, cells }),
          lines: cells.map((cell) => lineOf(cell, config.steps)),
          summary: summaryOf(cells),
        };
      },
    };
  },
  describe,
  // Its operations take microseconds: handing them from thread to thread would take as long.
  threads: { threadsPerOperation: 1, operationsAtOnce: 1 },
};
