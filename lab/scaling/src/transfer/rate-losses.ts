import { compile, randomStream } from '@singlora/runtime';
import { createAdapter } from '@singlora/core';
import * as tf from '@tensorflow/tfjs-core';
import { familyOf } from '../models/families.ts';
import type { ModelCache } from '../models/model-cache.ts';
import type { OptimiserScalars, OptimiserState } from '../training/optimiser.ts';
import { initialOptimiserState, optimiserOf, scalarsOf } from '../training/optimisers.ts';
import { descend, trajectory } from '../training/trajectory.ts';
import { adapterConfigAt } from '../methods/variants.ts';
import { contenderOf } from './contender.ts';

export interface TransferConfig {
  readonly family: string;
  readonly method: string;
  readonly optimiser: string;
  readonly rank: number;
  readonly alpha: number;
  /** Ascending; rates are transferred from the first width. */
  readonly widths: readonly number[];
  readonly seeds: readonly number[];
  readonly steps: number;
  /** The initial learning rates are 2^lowest to 2^highest, with `perOctave` rates per factor of two. */
  readonly lowest: number;
  readonly highest: number;
  readonly perOctave: number;
}

/** The result of one width and seed: the loss by rate, null where it was not finite. */
export type RateLosses = ReturnType<typeof measureLosses>;

/** The initial learning rates, ascending; none where `highest` is below `lowest`. */
export function ratesOf({
  lowest,
  highest,
  perOctave,
}: Pick<TransferConfig, 'lowest' | 'highest' | 'perOctave'>): number[] {
  const count = Math.round((highest - lowest) * perOctave) + 1;
  return Array.from({ length: count }, (_, i) => 2 ** (lowest + i / perOctave));
}

/**
 * Trains one width and seed at every rate, from the same start and without a ramp u(t). The learning rate
 * decays linearly to zero, as in fine-tuning; the loss is the mean over the last tenth of the steps.
 */
export function measureLosses(
  config: TransferConfig,
  models: ModelCache,
  width: number,
  seed: number,
) {
  const { widths, optimiser: name, steps } = config;
  const family = familyOf(config.family);
  const optimiser = optimiserOf(name);
  const model = models.get(family, width, seed);
  const { variant } = contenderOf(config.method, family, optimiser);
  const context = { ...config, width, baseWidth: widths[0] ?? width, initExponent: null, ramp: 0 };
  const adapter = createAdapter(
    model.slots,
    adapterConfigAt(variant, context, model.targets),
    randomStream(seed, 'adapter', width),
  );
  const step = compile((state: OptimiserState, scalars: OptimiserScalars) =>
    descend(model, adapter, optimiser, state, scalars, tf.scalar(1)),
  );
  try {
    const losses = ratesOf(config).map((rate) =>
      finalLoss(
        trajectory(
          initialOptimiserState(optimiser, adapter.parameters, adapter),
          steps,
          (state, t) => step(state, scalarsOf(rate * (1 - (t - 1) / steps), t, optimiser)),
        ),
        steps,
      ),
    );
    return { width, seed, losses };
  } finally {
    step.dispose();
    tf.dispose(adapter.parameters);
  }
}

/** The mean over the last tenth of the steps. */
function finalLoss(points: Iterable<{ step: number; loss?: tf.Scalar }>, steps: number) {
  const tail = Math.ceil(steps / 10);
  let total = 0;
  for (const { step, loss } of points) {
    if (step > steps - tail) total += loss?.dataSync()[0] ?? NaN;
  }
  return Number.isFinite(total) ? total / tail : null;
}
