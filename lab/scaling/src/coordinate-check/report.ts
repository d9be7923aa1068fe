import { expectedAt, watchedQuantities, type Expectation } from './expectation.ts';
import { measuredGrowth, verdictBesideLoss } from './judgement.ts';
import { judgeLosses } from './loss.ts';
import type { CoordinateUnit } from './watched.ts';

/** The findings on one module: each quantity at every recorded step, changes from the first step on. */
export type ModuleReport = ReturnType<typeof judgeCoordinates>[number];

/** The growth of one module's quantity with the width, after some steps; null without a fitted line. */
export type ReportedStep = ModuleReport['steps'][number];

/**
 * The slopes of every module by step, over all widths and seeds, with verdicts against the expectations.
 * @param table expectations; the first that matches a row applies, and unmatched rows should keep their size
 * @throws {ScalingError} for fewer than three widths or two seeds
 */
export function judgeCoordinates(
  units: readonly CoordinateUnit[],
  table: readonly Expectation[] = [],
) {
  const losses = judgeLosses(units);
  const [first] = units;
  return Object.entries(first?.coordinates ?? {}).map(([module, watched]) => ({
    name: module,
    steps: watchedQuantities.flatMap((quantity) => {
      const isSize = quantity === 'size' || quantity === 'largest';
      const steps = watched.map(({ step }) => step).filter((step) => isSize || step > 0);
      return steps.map((step) => {
        const where = { module, quantity, step };
        const known = expectedAt(where, steps, table);
        const { fit, verdict: found, ...growth } = measuredGrowth(where, units, known);
        const verdict = verdictBesideLoss(found, known, step, losses);
        const { slope, low, high, residual } = typeof fit === 'string' ? none : fit;
        const expected = verdict === 'zero' ? unmoved : known;
        return { step, quantity, slope, low, high, residual, ...growth, verdict, expected };
      });
    }),
  }));
}

const none = { slope: null, low: null, high: null, residual: null };

const unmoved = {
  exponent: 'free',
  reason: 'exactly 0: nothing that is trained moves it',
} as const;
