import { groupBy } from '@singlora/reporting';
import type { CheckRun } from '../../report/view.ts';
import type { ExponentSolution, Rates, record } from '../record.ts';

export type ExponentRun = CheckRun<typeof record>;

/** A goal of one problem, solved. */
interface Asked {
  readonly run: ExponentRun;
  readonly solution: ExponentSolution;
}

type Config = ExponentRun['config'];

export const optimiserTitles = {
  gradient: 'gradient descent',
  constant: 'Adam',
  damped: 'Adam with an ε of order 1',
} as const;
export const [descent, adam] = ['gradient', 'constant'] as const;

const has =
  (wanted: Partial<Config>) =>
  ({ config }: ExponentRun): boolean =>
    Object.entries(wanted).every(([key, value]) => config[key as keyof Config] === value);

const toy: Partial<Config> = {
  signal: 'error',
  outputs: 'width',
  ramp: 0,
  decay: false,
  inputExponent: 0,
};
const start: Partial<Config> = { initExponent: -1 / 2, start: 'own' };

/** The usual problem: the paper's toy with the paper's start. */
const usual: Partial<Config> = { ...toy, ...start, growthExponent: null };

export const isToy = has(toy);

/** Whether a run is a method's usual one: its derivation is printed, and cited as the limit. */
export const isUsualDerivation = has(start);

/** The derivations for a goal, of problems that differ from the usual one only in these values; all with the same number of steps. */
export function derivedFor(
  runs: readonly ExponentRun[],
  goal: string,
): (wanted: Partial<Config>) => Asked | undefined {
  const [own = []] = [...groupBy(runs, ({ config }) => config.steps)].sort(
    (a, b) => b.length - a.length,
  );
  return (wanted) => {
    const run = own.find(has({ ...usual, ...wanted }));
    const solution = run?.result.solutions[goal];
    // A record without the largest rates by step predates the derivation of log n steps, and says nothing about them.
    return run && solution && solution.largest.length > 0 ? { run, solution } : undefined;
  };
}

/** Whether some rate reaches the goal, at every fixed number of steps or from Θ(log n) on. */
export const lasts = ({ solution: { forEver, logTime } }: Asked): boolean =>
  forEver.length + logTime.length > 0;

export const holds = (rates: Rates, c: number): boolean =>
  rates.some(([low, high]) => (low ?? -Infinity) <= c && c <= (high ?? Infinity));

/**
 * Whether Θ(log n) steps were considered, where no fixed number suffices, and no rate was found.
 * Older records, which lack the largest rate by step, did not consider them.
 */
export const isSilent = ({ forEver, logTime, largest }: ExponentSolution): boolean =>
  forEver.length + logTime.length === 0 && largest.length > 0;

export const optimiserTitle = ({ run }: Asked) => optimiserTitles[run.config.optimiser];
