import { median } from '@singlora/statistics';
import { byWidth } from '../slopes/by-width.ts';
import { judgeLoss } from '../slopes/loss-verdict.ts';
import type { RecordedPoints } from '../slopes/slope.ts';
import { measureIndices } from './measured-step.ts';
import type { Unit } from './width-sweep.ts';

/**
 * The loss as a multiple of the frozen model's loss: one value per seed, 0 before the first step;
 * the verdict after the last step, and medians over seeds at the widest width.
 *
 * @param wide the wider half of the widths
 */
export function sweepLoss(
  units: readonly Unit[],
  rate: number,
  steps: readonly number[],
  wide: readonly number[],
) {
  const points = [0, ...steps].flatMap((step) =>
    byWidth(units, (unit) => multiple(unit, rate, step)).map((point) => ({ step, ...point })),
  );
  const at = (step: number | undefined) => points.filter((point) => point.step === step);
  const end = at(steps.at(-1));
  const { verdict, slope } = judgeLoss(end.filter(({ width }) => wide.includes(width)));
  return { verdict, slope, start: atWidest(at(0)), end: atWidest(end), points };
}

/** A step records the loss before it, so the loss after s steps is recorded by the next step. */
function multiple({ values, finalLosses, frozenLoss }: Unit, rate: number, step: number) {
  const rows = values[rate] ?? [];
  const loss = step < rows.length ? rows[step]?.[measureIndices.loss] : finalLosses[rate];
  return loss === null || loss === undefined || !frozenLoss ? null : loss / frozenLoss;
}

function atWidest(points: readonly RecordedPoints[]): number | null {
  const [widest] = [...points].sort((a, b) => b.width - a.width);
  const values = widest?.values ?? [];
  const finite = values.filter((value) => value !== null);
  return finite.length < values.length || finite.length === 0 ? null : median(finite);
}
