import { baseRate, openSweep, sweepCells, type Unit } from '@singlora/scaling';
import { checkExperiment } from '../experiment.ts';
import { widthRuns } from '../width-runs.ts';
import { sweepLabel, planSweep } from './plan.ts';
import { sweepPresets } from './presets.ts';
import { record } from './record.ts';
import { sweepSettings, type SweepSettings } from './settings.ts';
import { cellLine, summarySentence, sweepSummary } from './summary.ts';

export default checkExperiment<typeof record, SweepSettings>({
  record,
  name: 'width-sweep',
  description:
    'Measures how the change of an adapter’s output, and its parts, grow with the width, and sets it beside the prediction.',
  settings: sweepSettings,
  presets: sweepPresets,
  plan: planSweep,
  label: sweepLabel,
  // Its operations take microseconds: passing them between threads would take as long.
  backend: { threadsPerOperation: 1, operationsAtOnce: 1 },
  open: () =>
    widthRuns((config, models) => {
      const rate = baseRate(config, models);
      return {
        ...openSweep(config, models, rate),
        report(units: readonly Unit[]) {
          const cells = sweepCells(config, units);
          return {
            result: { version: 2, baseRate: rate, cells },
            lines: cells.map((cell) => cellLine(cell, config.steps)),
            summary: sweepSummary(cells),
          };
        },
      };
    }),
  says: summarySentence,
});
