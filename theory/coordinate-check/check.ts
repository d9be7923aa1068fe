import {
  familyOf,
  judgeCoordinates,
  judgeLosses,
  measureCoordinates,
  powerNotice,
} from '@singlora/scaling';
import { checkExperiment } from '../experiment.ts';
import { orMeasured } from '../measured-session.ts';
import { widthRuns } from '../width-runs.ts';
import { checkOf, expectationsOf, knownAnswerOf } from './harness.ts';
import { answerVerdict, asksVerdict } from './measured/answer.ts';
import { judging } from './measured/session.ts';
import { labelOf, planChecks } from './plan.ts';
import { presets } from './presets.ts';
import { record } from './record.ts';
import { coordinateSettings, type CoordinateSettings } from './settings.ts';
import { countsOf, linesOf, says } from './summary.ts';

const trained = checkExperiment<typeof record, CoordinateSettings>({
  record,
  name: 'coordinate-check',
  description:
    'Trains networks of growing width for a few steps, or reads what was measured on yours, and says, module by module, whether outputs and their changes keep their size.',
  settings: coordinateSettings,
  presets,
  plan: planChecks,
  label: labelOf,
  open({ widths, seeds }, { log }) {
    const notice = powerNotice(widths, seeds.length);
    if (notice) log(notice);
    return widthRuns((config, models) => {
      const check = checkOf(config);
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
            lines: linesOf(modules, losses),
            summary: countsOf(modules, losses),
          };
        },
      };
    });
  },
  says,
});

const check = orMeasured(trained, judging);

export default {
  ...check,
  answer: (settings, print) => (asksVerdict(settings) ? answerVerdict(settings, print) : undefined),
} satisfies typeof check;
