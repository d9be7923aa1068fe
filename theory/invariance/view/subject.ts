import { format, methodOrder, methodTitle } from '@singlora/reporting';
import type { CheckRun } from '../../report/view.ts';
import type { record } from '../record.ts';

export type InvarianceRun = CheckRun<typeof record>;

export const isSquare = ({ config: { shape } }: InvarianceRun) => shape[0] === shape[1];

/** "A·Q", "(B·Q, Qᵀ·A)", "(k·B, A/k), k = 2": what is compared with the parameters themselves. */
export function changeText({ config: { method, change, factor } }: InvarianceRun): string {
  if (change === 'scaling') return `(k·B, A/k), k = ${format.setting(factor ?? undefined)}`;
  return method === 'singlora' ? 'A·Q' : '(B·Q, Qᵀ·A)';
}

/** "SingLoRA on 64 × 64: A·Q". */
export function runText(run: InvarianceRun): string {
  const { method, shape } = run.config;
  return `${methodTitle(method)} on ${shape.join(' × ')}: ${changeText(run)}`;
}

/** SingLoRA first; rotations before scalings, square weights first, small factors first. */
export function inOrder(runs: readonly InvarianceRun[]): InvarianceRun[] {
  const place = (run: InvarianceRun) => {
    const { method, change, factor } = run.config;
    // What is compared with comes after what the page is about.
    const comparison = method === 'singlora' ? 0 : 1 + methodOrder(method);
    return (
      1e3 * comparison +
      100 * Number(change === 'scaling') +
      50 * Number(!isSquare(run)) +
      (factor ?? 0)
    );
  };
  return [...runs].sort((a, b) => place(a) - place(b));
}
