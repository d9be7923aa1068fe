import {
  familyOf,
  judgeCoordinates,
  judgeLosses,
  measureCoordinates,
  powerNotice,
} from '@singlora/scaling';
import { checkExperiment } from '../experiment.ts';
import { widthRuns } from '../width-runs.ts';
import { coordinateCheckOf, expectationsOf, knownAnswerOf } from './harness.ts';
import { coordinateLabel, planChecks } from './plan.ts';
import { coordinatePresets } from './presets.ts';
import { record } from './record.ts';
import { coordinateSettings, type CoordinateSettings } from './settings.ts';
import { countsOf, departureLines, countsSentence } from './summary.ts';

export default checkExperiment<typeof record, CoordinateSettings>({
  record,
  name: 'coordinate-check',
  description:
    'Trains networks of growing width for a few steps, and says, module by module, whether outputs and their changes keep their size.',
  settings: coordinateSettings,
  presets: coordinatePresets,
  plan: planChecks,
  label: coordinateLabel,
  open({ widths, seeds }, { log }) {
    const notice = powerNotice(widths, seeds.length);
    if (notice) log(notice);
    return widthRuns((config, models) => {
      const check = coordinateCheckOf(config);
      const family = familyOf(config.family);
      return {
        measure: (width, seed) =>
          measureCoordinates(check, models.get(family, width, seed), width, seed),
        report(units) {
          const modules = judgeCoordinates(units, expectationsOf(config));
          const known = knownAnswerOf(config)?.says ?? null;
          const losses = judgeLosses(units);
          return {
            result: { version: 3, known, modules, losses },
            lines: departureLines(modules, losses),
            summary: countsOf(modules, losses),
          };
        },
      };
    });
  },
  says: countsSentence,
});
