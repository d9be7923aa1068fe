import {
  familyOf,
  judgeCoordinates,
  judgeLosses,
  measureCoordinates,
  type CoordinateUnit,
} from '@singlora/scaling';
import { resultJson } from '../record.ts';
import { record } from './record.ts';
import type { WidthCheck } from '../width-session.ts';
import { checkOf, knownAnswerOf, knownOf } from './harness.ts';
import type { CoordinateRunConfig } from './plan.ts';
import { countsOf, describe, linesOf } from './summary.ts';

export const coordinates: WidthCheck<CoordinateRunConfig, CoordinateUnit> = {
  begin(config, models) {
    const check = checkOf(config);
    const family = familyOf(config.family);
    return {
      measure: (width, seed) =>
        measureCoordinates(check, models.get(family, width, seed), width, seed),
      report(units) {
        const modules = judgeCoordinates(units, knownOf(config));
        const known = knownAnswerOf(config)?.says ?? null;
        const losses = judgeLosses(units);
        return {
          result: resultJson(record, { version: 2, known, modules, losses }),
          lines: linesOf(modules, losses),
          summary: countsOf(modules, losses),
        };
      },
    };
  },
  describe,
};
