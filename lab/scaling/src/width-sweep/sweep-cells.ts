import { agreementOf } from '@singlora/statistics';
import { familyOf } from '../models/families.ts';
import { byWidth } from '../slopes/by-width.ts';
import {
  fitSlope,
  pointsOf,
  slopeOf,
  type NoSlope,
  type PointsOfWidth,
  type Slope,
} from '../slopes/slope.ts';
import { firstStepOf } from './first-step.ts';
import { sweepLoss } from './loss.ts';
import { measureIndices, quantities, type MeasuredQuantity } from './measured-step.ts';
import { predictedAt, predictedPeak, predictionOf, verdictOfExponent } from './prediction.ts';
import { judgeSweep, limitSlope, wideHalf } from './sweep-verdict.ts';
import type { SweepDesign, Unit } from './width-sweep.ts';

/** One rate exponent of a sweep; its fields are those of the check's record. */
export type MeasuredCell = ReturnType<typeof sweepCells>[number];

/** The cells of a sweep: its measurements, each with its prediction. */
export function sweepCells(config: SweepDesign, units: readonly Unit[]) {
  const prediction = predictionOf(config);
  const steps = reportedSteps(config.steps);
  return config.rateExponents.map((rateExponent, rate) => {
    const predictedOf = (step: number, quantity: MeasuredQuantity) =>
      predictedAt(prediction.steps, step, quantity, rateExponent);
    const points = byQuantity((_, index) =>
      steps.flatMap((step) => pointsAt(units, rate, step, index)),
    );
    const at = (quantity: MeasuredQuantity, step: number) =>
      pointsOf(points[quantity].filter((point) => point.step === step));
    // Stability bounds the largest Δf: reached targets or cancelling moments of Adam make later steps small, not the width.
    const change = peaksOf(units, rate, quantities.indexOf('deltaF'));
    const wide = wideHalf(change).map(({ width }) => width);
    const largest = slopeOf(wideHalf(peaksOf(units, rate, measureIndices.largest)));
    const loss = sweepLoss(units, rate, steps, wide);
    const predicted = predictedPeak(prediction.steps, rateExponent);
    const isDerived = prediction.steps.length > 0;
    const predictedVerdict = isDerived ? verdictOfExponent(predicted) : null;
    const judged = judgeSweep({ peaks: change, largest, loss, predictedVerdict });
    const slope = limitSlope(change);
    return {
      rateExponent,
      ...judged,
      predictedVerdict,
      later: prediction.later(rateExponent),
      predicted,
      agreement: slope && predicted !== null ? agreementOf(slope, predicted) : null,
      peaks: change,
      largest,
      first: config.ramp > 0 ? null : firstOf(config, predictedOf, at),
      loss,
      quantities: byQuantity((quantity) =>
        steps.map((step) => ({
          step,
          predicted: predictedOf(step, quantity),
          ...fitOf(wideHalf(at(quantity, step))),
        })),
      ),
      points,
    };
  });
}

/**
 * The first step and its parts. For a single layer at all widths, since each part is there one
 * power of n at every width; for networks at the wider half.
 */
function firstOf(
  { family }: SweepDesign,
  predictedOf: (step: number, quantity: MeasuredQuantity) => number | null,
  at: (quantity: MeasuredQuantity, step: number) => PointsOfWidth[],
) {
  const isLayer = familyOf(family).signal.kind === 'error';
  const fitted = (quantity: MeasuredQuantity) =>
    isLayer ? at(quantity, 1) : wideHalf(at(quantity, 1));
  const parts = (['delta1', 'delta2', 'delta3'] as const).flatMap((part) => {
    const predicted = predictedOf(1, part);
    return predicted === null ? [] : [{ predicted, points: fitted(part) }];
  });
  return parts.length === 0 ? null : (firstStepOf(fitted('deltaF'), parts) ?? null);
}

const pointsAt = (units: readonly Unit[], rate: number, step: number, measure: number) =>
  byWidth(units, ({ values }) => values[rate]?.[step - 1]?.[measure] ?? null).map((point) => ({
    step,
    ...point,
  }));

/** Each seed's largest value over all steps; infinite once a value is not finite. */
function peaksOf(units: readonly Unit[], rate: number, measure: number): PointsOfWidth[] {
  return byWidth(units, ({ values }) =>
    Math.max(...(values[rate] ?? []).map((row) => row[measure] ?? Infinity)),
  );
}

/** The first three steps, then doubling roughly each time. */
export function reportedSteps(steps: number): number[] {
  const chosen = [1, 2, 3, 5, 10, 20, 30, 50, 100, 200, 500, 1000, 2000].filter(
    (step) => step < steps,
  );
  return [...chosen, steps];
}

function byQuantity<T>(
  value: (quantity: MeasuredQuantity, index: number) => T,
): Record<MeasuredQuantity, T> {
  return Object.fromEntries(
    quantities.map((quantity, index) => [quantity, value(quantity, index)]),
  ) as Record<MeasuredQuantity, T>;
}

function fitOf(points: readonly PointsOfWidth[]): Partial<Slope> & { readonly noSlope?: NoSlope } {
  const fit = fitSlope(points);
  return typeof fit === 'string' ? { noSlope: fit } : fit;
}
