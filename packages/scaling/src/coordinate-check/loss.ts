import { median } from '@singlora/statistics';
import type { CoordinateUnit } from './watched.ts';
import { fitSlope } from '../slopes/slope.ts';

/**
 * - `learns`: at every width the loss is below the one it is compared with, in the median over seeds;
 * - `rises`: at some width it is far above, or it grows with the width from above it;
 * - `diverged`: it was not finite somewhere;
 * - `no better`: none of these.
 */
export type LossVerdict = 'learns' | 'no better' | 'rises' | 'diverged';

/** The loss after some steps, as a multiple of that of the model without what is trained, or, where that is not known, at the start. */
export interface LossStep {
  readonly step: number;
  readonly verdict: LossVerdict;
  /** The largest over the widths, of medians over seeds; null where not finite. */
  readonly most: number | null;
  readonly points: readonly {
    readonly width: number;
    readonly values: readonly (number | null)[];
  }[];
}

/** So many times the loss compared with are far above it. */
const far = 2;
const tolerance = 0.1;

/** Step by step from the first; empty where some unit has no loss, or none above 0 to compare it with. */
export function judgeLosses(units: readonly CoordinateUnit[]): LossStep[] {
  const steps = units[0]?.losses.map(({ step }) => step) ?? [];
  if (units.some((unit) => !(baseOf(unit) > 0))) return [];
  const widths = [...new Set(units.map(({ width }) => width))];
  return steps
    .filter((step) => step > 0)
    .map((step) => {
      const points = widths.map((width) => ({
        width,
        values: units.filter((unit) => unit.width === width).map((unit) => multiple(unit, step)),
      }));
      return { step, ...judged(points), points };
    });
}

const lossAt = ({ losses }: CoordinateUnit, step: number) =>
  losses.find((each) => each.step === step)?.loss ?? null;

/** NaN where nothing is known. */
const baseOf = (unit: CoordinateUnit) => unit.frozenLoss ?? lossAt(unit, 0) ?? NaN;

function multiple(unit: CoordinateUnit, step: number): number | null {
  const loss = lossAt(unit, step);
  return loss === null ? null : loss / baseOf(unit);
}

function judged(points: LossStep['points']): Pick<LossStep, 'verdict' | 'most'> {
  const finite = points.map(({ width, values }) => ({
    width,
    values: values.filter((value) => value !== null),
  }));
  if (finite.some(({ values }, i) => values.length < (points[i]?.values.length ?? 0))) {
    return { verdict: 'diverged', most: null };
  }
  const medians = finite.map(({ values }) => median(values));
  const most = Math.max(...medians);
  if (most < 1) return { verdict: 'learns', most };
  const fit = fitSlope(finite);
  const grows = typeof fit !== 'string' && fit.low > tolerance && (medians.at(-1) ?? 0) > 1;
  return { verdict: most > far || grows ? 'rises' : 'no better', most };
}
