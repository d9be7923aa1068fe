import { type DreamBoothRun, numberOf, variantTitle } from '@singlora/comparison';
import { dreamBoothNumber } from '@singlora/records';
import { column, format, numbers } from '@singlora/reporting';
import type { RunList } from '../runs-section.ts';

/** How DreamBooth's runs are listed. */
export const runsList: Pick<RunList<DreamBoothRun>, 'isTrial' | 'columns'> = {
  isTrial: ({ config }) => config.purpose === 'trial',
  columns: [
    column('Experiment', ({ record, config }) => ({
      text: record.experiment,
      detail: config.purpose === 'trial' ? 'trial' : undefined,
    })),
    column('Method', ({ config }) => variantTitle(config)),
    column('Subject', ({ config }) => config.subject),
    column('Preset', ({ config }) => config.preset),
    numbers('Rate', ({ config }) => format.setting(config.training?.learningRate)),
    numbers('Seed', ({ config }) => String(config.seed)),
    numbers('Fidelity', (run) =>
      format.fixed(numberOf(run.record, dreamBoothNumber.mean('fidelity')), 3),
    ),
  ],
};
