import { list, type Plan } from '@singlora/runner';
import { optimiserOf } from '@singlora/scaling';
import { z } from 'zod';
import type { ConfigOf } from '../record.ts';
import { count, optimisers, positive, rank, seeds } from '../settings.ts';
import type { record } from './record.ts';

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
export type InvarianceRunConfig = ConfigOf<typeof record>;

type Axes = Pick<InvarianceRunConfig, 'method' | 'change' | 'factor' | 'shape'>;

/** SingLoRA rotated on a square weight and on both that are not (theorem 3); LoRA rotated and scaled beside it. */
export function planInvariance(
  settings: InvarianceSettings,
  preset: string,
): Plan<InvarianceRunConfig>[] {
  const { width, longSide, factors, optimisers, ...shared } = settings;
  optimisers.forEach(optimiserOf);
  const square: Axes['shape'] = [width, width];
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
    config: { version: 1, ...axes, optimisers, ...shared, preset },
  }));
}

function labelOf({ method, change, factor, shape }: Axes): string {
  const what = change === 'rotation' ? 'rotated' : `(k·B, A/k) with k = ${factor}`;
  return `${method} · ${what} · ${shape.join('×')}`;
}
