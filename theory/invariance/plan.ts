import { list, type Plan } from '@singlora/runner';
import { optimiserOf, type InvarianceCase } from '@singlora/scaling';
import { z } from 'zod';
import { count, optimisers, positive, rank, seeds } from '../settings.ts';

/** Every setting of the invariance check; the keys are the command-line flags. */
export const invarianceSettings = z.strictObject({
  optimisers: optimisers(),
  factors: list(positive()).describe(
    'k: LoRA is also tried at (k·B, A/k), which is the same update',
  ),
  width: count().describe('sides of the square weight'),
  longSide: count().describe('the longer side of the weights that are not square'),
  rank: rank(),
  firstStep: positive().describe(
    'how far the first step moves the parameters, relative to their norm; sets the learning rate',
  ),
  steps: count().describe('steps to train'),
  seeds: seeds().describe('seeds, comma separated'),
});

export type InvarianceSettings = z.infer<typeof invarianceSettings>;

/** A run's identity: one method and one change of its parameters that keeps the update. */
export interface InvarianceRunConfig extends Omit<InvarianceCase, 'optimiser' | 'seed'> {
  /** `rotation`: A·Q, or (B·Q, Qᵀ·A); `scaling`: (k·B, A/k). */
  readonly change: 'rotation' | 'scaling';
  /** k of a scaling; null for a rotation. */
  readonly factor: number | null;
  readonly optimisers: readonly string[];
  readonly seeds: readonly number[];
  readonly preset: string;
}

type Axes = Pick<InvarianceRunConfig, 'method' | 'change' | 'factor' | 'shape'>;

/** SingLoRA rotated on a square weight and on both that are not (theorem 3); LoRA rotated and scaled beside it. */
export function planInvariance(
  settings: InvarianceSettings,
  preset: string,
): Plan<InvarianceRunConfig>[] {
  const { width, longSide, factors, optimisers, ...shared } = settings;
  optimisers.forEach(optimiserOf);
  const square = [width, width] as const;
  const rotated = (method: string, shape: Axes['shape']): Axes => ({
    method,
    change: 'rotation',
    factor: null,
    shape,
  });
  const cases: Axes[] = [
    rotated('singlora', square),
    rotated('singlora', [longSide, width]),
    rotated('singlora', [width, longSide]),
    rotated('lora', square),
    ...factors.map((factor): Axes => ({
      method: 'lora',
      change: 'scaling',
      factor,
      shape: square,
    })),
  ];
  return cases.map((axes) => ({
    label: labelOf(axes),
    config: { ...axes, optimisers, ...shared, preset },
  }));
}

function labelOf({ method, change, factor, shape }: Axes): string {
  const what = change === 'rotation' ? 'rotated' : `(k·B, A/k) with k = ${factor}`;
  return `${method} · ${what} · ${shape.join('×')}`;
}
