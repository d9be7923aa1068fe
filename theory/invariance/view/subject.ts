import { format, methodOrder, methodTitle, sortedBy } from '@singlora/reporting';
import type { CheckRun } from '../../report/view.ts';
import type { record } from '../record.ts';

export type InvarianceRun = CheckRun<typeof record>;

export const isSquare = ({ config: { shape } }: InvarianceRun) => shape[0] === shape[1];

/** "SingLoRA on 64 × 64: A·Q", "LoRA on 64 × 64: (k·B, A/k), k = 2": what is compared with the unchanged parameters. */
export function runText({ config: { method, shape, change, factor } }: InvarianceRun): string {
  const rotated = method === 'singlora' ? 'A·Q' : '(B·Q, Qᵀ·A)';
  const changed =
    change === 'scaling' ? `(k·B, A/k), k = ${format.setting(factor ?? undefined)}` : rotated;
  return `${methodTitle(method)} on ${shape.join(' × ')}: ${changed}`;
}

/** SingLoRA first; rotations before scalings, square weights first, small factors first. */
export const invariancesInOrder = (runs: readonly InvarianceRun[]): InvarianceRun[] =>
  sortedBy(runs, (run) => [
    // Methods for comparison come after the page's own.
    run.config.method === 'singlora' ? 0 : 1 + methodOrder(run.config.method),
    Number(run.config.change === 'scaling'),
    Number(!isSquare(run)),
    run.config.factor ?? 0,
  ]);

/** 0.54, 3e-6. */
export function errorText(value: number | null): string {
  if (value === null || !Number.isFinite(value)) return 'lost';
  return (value >= 0.01 && value < 1000) || value === 0
    ? format.significant(value)
    : value.toExponential(0).replace('+', '');
}
