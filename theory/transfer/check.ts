import { misuse } from '@singlora/runner';
import {
  everyCombination,
  contenderOf,
  familyOf,
  measureLosses,
  optimiserOf,
  ratesOf,
  transferReport,
} from '@singlora/scaling';
import { checkExperiment } from '../experiment.ts';
import { widthRuns, widthsOf } from '../width-runs.ts';
import { transferPresets } from './presets.ts';
import { record } from './record.ts';
import { transferSettings, type TransferSettings } from './settings.ts';
import { says, transferSummary } from './summary.ts';

export default checkExperiment<typeof record, TransferSettings>({
  record,
  name: 'transfer',
  description:
    'Finds the best learning rate at growing widths, and what a rate tuned on a small model costs a large one.',
  settings: transferSettings,
  presets: transferPresets,
  plan: ({ families, optimisers, methods, ...shared }, preset) => {
    const { lowest, highest } = shared;
    const rates = ratesOf(shared).length;
    if (rates < 3)
      throw misuse`--lowest=${lowest} to --highest=${highest} has ${rates} rates: a best one between others needs three or more.`;
    return everyCombination({ family: families, optimiser: optimisers, method: methods }).map(
      (axes) => {
        const family = familyOf(axes.family);
        contenderOf(axes.method, family, optimiserOf(axes.optimiser)); // reports an unknown name now
        const widths = widthsOf(axes.family, shared.widths);
        return { version: 1, preset, ...axes, ...shared, widths };
      },
    );
  },
  label: ({ family, method, optimiser }) => `${family} · ${method} · ${optimiser}`,
  open: () =>
    widthRuns((config, models) => ({
      measure: (width, seed) => measureLosses(config, models, width, seed),
      report(units) {
        const report = transferReport(config, units);
        return { result: { version: 1, ...report }, summary: transferSummary(report) };
      },
    })),
  says,
});
