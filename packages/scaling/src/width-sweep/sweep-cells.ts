import { quantities, type Quantity } from './measured-step.ts';
import { optimiserOf } from '../training/optimisers.ts';
import { fitSlope, type NoSlope, type PointsOfWidth, type Slope } from '../slopes/slope.ts';
import { exponentAt } from '../exponents/algebra/exponent.ts';
import { factorModelOf } from '../methods/factor-model-of.ts';
import { predictExponents } from '../exponents/prediction/predict.ts';
import type { ExponentStep } from '../exponents/prediction/problem.ts';
import { familyOf } from '../models/families.ts';
import { verdictOf, type DecidedBy, type Verdict } from '../slopes/verdict.ts';
import type { SweepConfig, Unit } from './width-sweep.ts';

/** How one quantity of one step grows with the width; `predicted` is null where it is exactly zero. */
export interface QuantityStep extends Partial<Slope> {
  readonly step: number;
  readonly predicted: number | null;
  /** Why there is no slope, where there is none. */
  readonly noSlope?: NoSlope;
}

/** What was measured, a value a seed; null where it was not finite. */
export interface MeasuredPoint {
  readonly step: number;
  readonly width: number;
  readonly values: readonly (number | null)[];
}

/** One rate exponent of a sweep: what the change of the adapter's output does, and what was predicted. */
export interface Cell {
  readonly rateExponent: number;
  readonly verdict: Verdict;
  readonly decidedBy: DecidedBy | null;
  readonly predictedVerdict: Verdict;
  /**
   * Of the largest `deltaF` among all steps, which is what stability bounds: later steps may be small
   * because the target is reached or because Adam's moments cancel, and not because of the width.
   */
  readonly slope: Slope | null;
  readonly predicted: number | null;
  /** Whether the verdicts are the same, or an undecided one leaves room for the predicted one. */
  readonly agrees: boolean;
  readonly quantities: Readonly<Record<Quantity, readonly QuantityStep[]>>;
  readonly points: Readonly<Record<Quantity, readonly MeasuredPoint[]>>;
}

/** The cells of a sweep from what was measured, each beside its prediction. */
export function sweepCells(config: SweepConfig, units: readonly Unit[]): Cell[] {
  const prediction = predictionOf(config);
  const steps = reportedSteps(config.steps);
  return config.rateExponents.map((rateExponent, rate) => {
    const pointsOf = (quantity: number) =>
      steps.flatMap((step) =>
        config.widths.map((width) => ({
          step,
          width,
          values: units
            .filter((unit) => unit.width === width)
            .map(({ values }) => values[rate]?.[step - 1]?.[quantity] ?? null),
        })),
      );
    const points = byQuantity((_, index) => pointsOf(index));
    const fits = byQuantity((quantity) =>
      steps.map((step) => {
        const own = points[quantity].filter((point) => point.step === step);
        const predicted = predictedAt(prediction, step, quantity, rateExponent);
        return { step, predicted, ...fitOf(wideHalf(fitPoints(own))) };
      }),
    );
    const predictedPeak = Math.max(
      ...prediction.map(({ quantities }) => exponentAt(quantities.deltaF, rateExponent)),
    );
    const peak = {
      step: config.steps,
      predicted: Number.isFinite(predictedPeak) ? predictedPeak : null,
      ...fitOf(wideHalf(peaksOf(config, units, rate))),
    };
    return { rateExponent, ...judged(peak), quantities: fits, points };
  });
}

/** Each seed's largest change of the output; infinite once it is not finite. */
function peaksOf(config: SweepConfig, units: readonly Unit[], rate: number): PointsOfWidth[] {
  const index = quantities.indexOf('deltaF');
  return config.widths.map((width) => ({
    width,
    values: units
      .filter((unit) => unit.width === width)
      .map(({ values }) => Math.max(...(values[rate] ?? []).map((row) => row[index] ?? Infinity))),
  }));
}

/** The first three steps, and then about twice as many each time. */
export function reportedSteps(steps: number): number[] {
  const chosen = [1, 2, 3, 5, 10, 20, 30, 50, 100, 200, 500].filter((step) => step < steps);
  return [...chosen, steps];
}

function byQuantity<T>(value: (quantity: Quantity, index: number) => T): Record<Quantity, T> {
  return Object.fromEntries(
    quantities.map((quantity, index) => [quantity, value(quantity, index)]),
  ) as Record<Quantity, T>;
}

/** What the infinite width says of the sweep's layer, step by step; empty where nothing is derived of the optimiser. */
export function predictionOf(config: SweepConfig): ExponentStep[] {
  const { entries, decays } = optimiserOf(config.optimiser);
  if (!entries) return [];
  return predictExponents({
    factors: factorModelOf(config.method),
    signal: familyOf(config.family).signal,
    optimiser: entries,
    initExponent: config.initExponent ?? -1 / 2,
    steps: config.steps,
    ramp: config.ramp,
    decay: decays,
  });
}

function predictedAt(
  prediction: readonly ExponentStep[],
  step: number,
  quantity: Quantity,
  rateExponent: number,
): number | null {
  const exponent = prediction[step - 1]?.quantities[quantity];
  const value = exponent ? exponentAt(exponent, rateExponent) : -Infinity;
  return Number.isFinite(value) ? value : null;
}

/**
 * The wider half of the widths, three at least: what is small beside the leading power of n bends
 * the narrow end, and an exponent is a statement about the wide one.
 */
export function wideHalf(points: readonly PointsOfWidth[]): PointsOfWidth[] {
  const sorted = [...points].sort((a, b) => a.width - b.width);
  return sorted.slice(-Math.max(3, Math.ceil(sorted.length / 2)));
}

const fitPoints = (points: readonly MeasuredPoint[]): PointsOfWidth[] =>
  points.map(({ width, values }) => ({ width, values: values.map((value) => value ?? NaN) }));

function fitOf(points: readonly PointsOfWidth[]): Slope | { noSlope: NoSlope } {
  const fit = fitSlope(points);
  return typeof fit === 'string' ? { noSlope: fit } : fit;
}

/** The verdict on the largest change of the output, beside the predicted one. */
function judged(peak: QuantityStep) {
  const slope = isSlope(peak) ? peak : null;
  const { verdict, decidedBy = null } = verdictOf(slope ?? peak.noSlope ?? 'not-positive');
  const { predicted } = peak;
  const predictedVerdict = verdictOfExponent(predicted);
  const agrees = agreement(verdict, predictedVerdict, slope);
  return {
    verdict,
    decidedBy,
    predictedVerdict,
    slope: slope && pick(slope),
    predicted,
    agrees,
  };
}

const isSlope = (fit: QuantityStep): fit is QuantityStep & Slope => fit.noSlope === undefined;

const pick = ({ slope, low, high, residual, widths, seeds }: Slope): Slope => ({
  slope,
  low,
  high,
  residual,
  widths,
  seeds,
});

/** Rate exponents such as −1/3 are typed with a few digits: so near to 0 an exponent is 0. */
const exact = 1e-3;

function verdictOfExponent(exponent: number | null): Verdict {
  if (exponent === null || exponent < -exact) return 'vanishing';
  return exponent > exact ? 'exploding' : 'stable';
}

/**
 * Diverging is how exploding ends. An undecided slope contradicts the prediction only if its interval
 * stays clear of what is predicted.
 */
function agreement(verdict: Verdict, predictedVerdict: Verdict, slope: Slope | null): boolean {
  if (verdict === 'diverged') return predictedVerdict === 'exploding';
  if (verdict !== 'undecided') return verdict === predictedVerdict;
  if (!slope) return predictedVerdict === 'vanishing'; // a change of exactly 0
  if (predictedVerdict === 'exploding') return slope.high > tolerance;
  if (predictedVerdict === 'vanishing') return slope.low < -tolerance;
  return reaches(slope, 0);
}

/** Finite widths bend every power law a little: a prediction this near the interval counts as met. */
const tolerance = 0.1;

const reaches = ({ low, high }: Slope, predicted: number): boolean =>
  predicted >= low - tolerance && predicted <= high + tolerance;
