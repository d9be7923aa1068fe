import type { CoordinateUnit } from './watched.ts';
import { byWidth } from '../slopes/by-width.ts';
import { judgeLoss } from '../slopes/loss-verdict.ts';

/** The judgement of {@link judgeLosses} on one step. */
export type LossStep = ReturnType<typeof judgeLosses>[number];

/**
 * The loss after each step, relative to the model's loss without the trained part, or else to the
 * initial loss. Empty where a unit has no loss, or no positive loss to compare with.
 */
export function judgeLosses(units: readonly CoordinateUnit[]) {
  const steps = units[0]?.losses.map(({ step }) => step) ?? [];
  if (units.some((unit) => !(baseOf(unit) > 0))) return [];
  return steps
    .filter((step) => step > 0)
    .map((step) => {
      const points = byWidth(units, (unit) => multiple(unit, step));
      const { verdict, most } = judgeLoss(points);
      return { step, verdict, most, points };
    });
}

const lossAt = ({ losses }: CoordinateUnit, step: number) =>
  losses.find((each) => each.step === step)?.loss ?? null;

/** NaN where neither is known. */
const baseOf = (unit: CoordinateUnit) => unit.frozenLoss ?? lossAt(unit, 0) ?? NaN;

function multiple(unit: CoordinateUnit, step: number): number | null {
  const loss = lossAt(unit, step);
  return loss === null ? null : loss / baseOf(unit);
}
