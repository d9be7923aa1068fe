import { exponentAt } from '../exponents/algebra/exponent.ts';
import type { Interval } from '../exponents/algebra/interval.ts';
import { withFewOutputs } from '../exponents/prediction/factor-model.ts';
import { predictExponents } from '../exponents/prediction/predict.ts';
import type { ExponentProblem, ExponentStep } from '../exponents/prediction/problem.ts';
import { goalOf } from '../exponents/rates/goals.ts';
import { solve, type Solution } from '../exponents/rates/solve.ts';
import { factorsOf, type NamedMethod } from '../methods/factor-model-of.ts';
import { familyOf } from '../models/families.ts';
import { optimiserOf } from '../training/optimisers.ts';
import type { MeasuredQuantity } from './measured-step.ts';
import type { SweepDesign } from './width-sweep.ts';

/** The verdict on Δf at any number of steps, whereas a sweep measures only a few. */
export interface Later {
  /** The verdict at any fixed number of steps while the width grows. */
  readonly fixed: 'stable' | 'vanishing' | 'exploding';
  /** Whether it becomes Θ(1) after Θ(log n) steps, where no fixed number suffices. */
  readonly logTime: boolean;
}

type Predicted = Pick<
  SweepDesign,
  keyof NamedMethod | 'family' | 'optimiser' | 'initExponent' | 'ramp' | 'steps'
>;

/** Exponents are equal up to this difference: rate exponents such as −1/3 are typed with few digits. */
const exact = 1e-3;

/** By this number of steps exponents have settled, or cannot be measured any more; deriving later steps takes ever longer. */
const mostSteps = 50;

/**
 * The infinite-width limit of a sweep's layer: the exponents step by step, up to the last one derived, and the verdict for
 * any number of steps; without steps where nothing is derived for the optimiser.
 */
export function predictionOf(config: Predicted) {
  const problem = problemOf(config);
  if (!problem) return { steps: [], later: () => null };
  const all = predictExponents({ ...problem, steps: Math.max(problem.steps, lastingOf(problem)) });
  const [stable, learning] = [solved(problem, 'stable', all), solved(problem, 'learning', all)];
  return {
    steps: all.slice(0, problem.steps),
    later: (rateExponent: number): Later => ({
      fixed: fixedAt(rateExponent, stable, learning),
      logTime: learning.logTime.some(({ rate }) => isNear(rate.valueOf(), rateExponent)),
    }),
  };
}

/** The isolated rate exponents at which Δf is Θ(1), at any fixed number of steps or after Θ(log n); intervals are left out. */
export function stableRates(config: Predicted): number[] {
  const problem = problemOf(config);
  if (!problem) return [];
  const steps = predictExponents({ ...problem, steps: lastingOf(problem) });
  const { forEver, logTime } = solved(problem, 'learning', steps);
  const single = forEver.flatMap(({ low, high }) => (low && high?.equals(low) ? [low] : []));
  return [...single, ...logTime.map(({ rate }) => rate)].map((rate) => rate.valueOf());
}

function problemOf(config: Predicted): ExponentProblem | undefined {
  const { entries, decays } = optimiserOf(config.optimiser);
  if (!entries) return undefined;
  const { initExponent, steps, ramp } = config;
  const { signal, outputs } = familyOf(config.family);
  const factors = factorsOf(config);
  return {
    factors: outputs ? withFewOutputs(factors) : factors,
    ...(outputs && { outputs }),
    signal,
    optimiser: entries,
    initExponent: initExponent ?? -1 / 2,
    steps: Math.min(steps, mostSteps + ramp),
    ramp,
    decay: decays,
  };
}

/** A number of steps that shows whether all later ones equal the last: five after the ramp's end. */
const lastingOf = ({ ramp = 0 }: ExponentProblem) => ramp + 5;

const solved = (problem: ExponentProblem, name: string, steps: readonly ExponentStep[]) =>
  solve(problem, steps.slice(0, lastingOf(problem)), goalOf(name));

const isNear = (one: number, other: number) => Math.abs(one - other) < exact;

function fixedAt(rateExponent: number, stable: Solution, learning: Solution): Later['fixed'] {
  const has = (rates: readonly Interval[]) =>
    rates.some(
      ({ low, high }) =>
        (low?.valueOf() ?? -Infinity) <= rateExponent + exact &&
        (high?.valueOf() ?? Infinity) >= rateExponent - exact,
    );
  if (has(learning.forEver)) return 'stable';
  return has(stable.forEver) ? 'vanishing' : 'exploding';
}

/** A quantity's exponent at a step; null for exactly zero. For `totalF`, the steps so far are assumed not to cancel. */
export function predictedAt(
  steps: readonly ExponentStep[],
  step: number,
  quantity: MeasuredQuantity,
  rateExponent: number,
): number | null {
  if (quantity === 'totalF') return predictedPeak(steps.slice(0, step), rateExponent);
  const exponent = steps[Math.min(step, steps.length) - 1]?.quantities[quantity];
  const value = exponent ? exponentAt(exponent, rateExponent) : -Infinity;
  return Number.isFinite(value) ? value : null;
}

/** The largest exponent of Δf over all steps; null where it is exactly zero. */
export function predictedPeak(steps: readonly ExponentStep[], rateExponent: number): number | null {
  const peak = Math.max(
    ...steps.map(({ quantities }) => exponentAt(quantities.deltaF, rateExponent)),
  );
  return Number.isFinite(peak) ? peak : null;
}

/** The verdict for an exponent; null, the exponent of exactly zero, is vanishing. */
export function verdictOfExponent(exponent: number | null): Later['fixed'] {
  if (exponent === null || exponent < -exact) return 'vanishing';
  return exponent > exact ? 'exploding' : 'stable';
}
