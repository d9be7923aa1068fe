import {
  familyOf,
  judgeCoordinates,
  measureCoordinates,
  type CoordinateStep,
  type CoordinateUnit,
  type ModuleReport,
} from '@singlora/scaling';
import { resultJson } from '../record.ts';
import { record } from './record.ts';
import type { WidthCheck } from '../width-session.ts';
import { checkOf, knownAnswerOf, knownOf } from './harness.ts';
import type { CoordinateRunConfig } from './plan.ts';

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
        return {
          result: resultJson(record, { known, modules }),
          lines: modules.map(lineOf),
          summary: countsOf(modules),
        };
      },
    };
  },
  describe,
};

function countsOf(modules: readonly ModuleReport[]) {
  const steps = modules.flatMap((module) => module.steps);
  const count = (is: (step: CoordinateStep) => boolean) => steps.filter(is).length;
  return {
    judged: steps.length,
    stable: count(({ verdict }) => verdict === 'stable'),
    undecided: count(({ verdict }) => verdict === 'undecided'),
    flagged: count(({ flagged }) => flagged),
    exceptions: count(({ exception }) => exception !== null),
    known: count(({ expected }) => expected !== null),
    agreeing: count(({ agrees }) => agrees === true),
  };
}

/** A module in one line: its change in all, what is flagged besides, and what is known of it. */
function lineOf({ name, steps }: ModuleReport): string {
  const last = steps.at(-1);
  const said = steps.filter((step) => step === last || step.flagged || step.expected !== null);
  return `${name}: ${said.map(stepText).join('; ')}`;
}

function stepText({ quantity, step, slope, low, high, verdict, ...more }: CoordinateStep): string {
  const interval = `${low?.toFixed(2)} to ${high?.toFixed(2)}`;
  const law = slope === null ? '' : ` n^${slope.toFixed(2)} (${interval})`;
  const known = more.expected === null ? '' : `, known: n^${more.expected}`;
  const differs = more.agrees === false ? ', DIFFERS' : '';
  const judged = more.flagged ? verdict.toUpperCase() : verdict;
  return `${quantity} after ${step}${law} ${judged}${known}${differs}`;
}

/** A finished run in one line. */
function describe(summary: Readonly<Record<string, number>>): string {
  const { judged = 0, stable = 0, undecided = 0, flagged = 0, known = 0, agreeing = 0 } = summary;
  const answers = known > 0 ? `, ${agreeing} of ${known} known slopes found` : '';
  return `${judged} slopes: ${stable} stable, ${flagged} flagged, ${undecided} undecided${answers}`;
}
