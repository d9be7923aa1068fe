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
import { coordinateCheckOf, expectationsOf, knownAnswerOf } from './harness.ts';
import { answerVerdict, asksVerdict } from './measured/answer.ts';
import { judging } from './measured/session.ts';
import { coordinateLabel, planChecks } from './plan.ts';
import { coordinatePresets } from './presets.ts';
import { record } from './record.ts';
import { coordinateSettings, type CoordinateSettings } from './settings.ts';
import { countsOf, departureLines, countsSentence } from './summary.ts';

const trained = checkExperiment<typeof record, CoordinateSettings>({
  record,
  name: 'coordinate-check',
  description:
    'Trains networks of growing width for a few steps, or reads what was measured on yours, and says, module by module, whether outputs and their changes keep their size.',
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

const check = orMeasured(trained, judging);

export default {
  ...check,
  answer: (settings, print) => (asksVerdict(settings) ? answerVerdict(settings, print) : undefined),
} satisfies typeof check;
