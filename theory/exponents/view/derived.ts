import { groupBy } from '@singlora/reporting';
import type { ExponentSolution } from '../record.ts';
import type { ExponentRun } from './subject.ts';

/** A goal of one problem, solved. */
export interface Asked {
  readonly run: ExponentRun;
  readonly solution: ExponentSolution;
}

type Config = ExponentRun['config'];

/** The usual problem: the paper's toy, from the paper's start. */
const usual: Partial<Config> = {
  signal: 'error',
  outputs: 'width',
  ramp: 0,
  decay: false,
  initExponent: -1 / 2,
  start: 'own',
  growthExponent: null,
  inputExponent: 0,
};

/** What was derived for a goal, of problems that are the usual one but for what is named; never of runs of different numbers of steps. */
export function derivedFor(
  runs: readonly ExponentRun[],
  goal: string,
): (wanted: Partial<Config>) => Asked | undefined {
  const [own = []] = [...groupBy(runs, ({ config }) => config.steps)].sort(
    (a, b) => b.length - a.length,
  );
  return (wanted) => {
    const all = Object.entries({ ...usual, ...wanted });
    const run = own.find(({ config }) =>
      all.every(([key, value]) => config[key as keyof Config] === value),
    );
    const solution = run?.result.solutions[goal];
    // A record without the largest by step is from before log n steps were derived, and says nothing of them.
    return run && solution && solution.largest.length > 0 ? { run, solution } : undefined;
  };
}

/** Whether some rate does what is asked, at any fixed number of steps or from Θ(log n) on. */
export const lasts = ({ solution: { forEver, logTime } }: Asked): boolean =>
  forEver.length + logTime.length > 0;
