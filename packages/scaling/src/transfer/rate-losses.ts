import { compile } from '@singlora/compile';
import { createAdapter, type Adapter } from '@singlora/core';
import type { NamedTensors } from '@singlora/kernels';
import { randomStream } from '@singlora/runtime';
import * as tf from '@tensorflow/tfjs-core';
import { familyOf } from '../families.ts';
import { lossAndGradients } from '@singlora/training';
import type { ModelCache } from '../model-cache.ts';
import {
  initialOptimiserState,
  optimiserOf,
  scalarsOf,
  type Optimiser,
  type OptimiserScalars,
  type OptimiserState,
} from '../optimisers.ts';
import { adapterConfigAt } from '../variants.ts';
import type { WidthModel } from '../width-model.ts';
import { contenderOf } from './contender.ts';

/** How one method's best rate is looked for: plain data. */
export interface TransferConfig {
  readonly family: string;
  readonly method: string;
  readonly optimiser: string;
  readonly rank: number;
  readonly alpha: number;
  /** Ascending; the first is the width that rates are transferred from. */
  readonly widths: readonly number[];
  readonly seeds: readonly number[];
  readonly steps: number;
  /** The first steps' learning rates are 2^lowest to 2^highest, `perOctave` to each factor of two. */
  readonly lowest: number;
  readonly highest: number;
  readonly perOctave: number;
}

/** What one width and seed gave: the loss by rate, null where it was not finite. */
export interface RateLosses {
  readonly width: number;
  readonly seed: number;
  readonly losses: readonly (number | null)[];
}

/** The learning rates in ascending order. */
export function ratesOf({
  lowest,
  highest,
  perOctave,
}: Pick<TransferConfig, 'lowest' | 'highest' | 'perOctave'>): number[] {
  const count = Math.round((highest - lowest) * perOctave) + 1;
  return Array.from({ length: count }, (_, i) => 2 ** (lowest + i / perOctave));
}

/**
 * Trains one width and seed at every rate, from the same start and without a ramp u(t). The learning rate falls linearly to
 * zero, as in fine-tuning; the loss is the mean over the last tenth of the steps.
 */
export function measureLosses(
  config: TransferConfig,
  models: ModelCache,
  width: number,
  seed: number,
): RateLosses {
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
  const step = compile(stepOf(model, adapter, optimiser));
  try {
    const losses = ratesOf(config).map((rate) => {
      const state = initialOptimiserState(optimiser, adapter.parameters);
      return finalLoss(step, state, rate, steps);
    });
    return { width, seed, losses };
  } finally {
    step.dispose();
    tf.dispose(adapter.parameters);
  }
}

type Step = (
  state: OptimiserState,
  scalars: OptimiserScalars,
) => { state: OptimiserState; loss: tf.Scalar };

function stepOf(model: WidthModel, adapter: Adapter, optimiser: Optimiser): Step {
  const lossOf = (values: NamedTensors) => model.loss(adapter.apply(values, tf.scalar(1)));
  return (state, scalars) =>
    tf.tidy(() => {
      const { loss, gradients } = lossAndGradients(lossOf, state.parameters);
      return { state: optimiser.step(state, gradients, adapter.groups, scalars), loss };
    });
}

/** Trains from `initial`, which it disposes. */
function finalLoss(step: Step, initial: OptimiserState, rate: number, steps: number) {
  const tail = Math.ceil(steps / 10);
  let state = initial;
  let total = 0;
  for (let t = 1; t <= steps; t++) {
    const scalars = scalarsOf(rate * (1 - (t - 1) / steps), t);
    const next = step(state, scalars);
    if (t > steps - tail) total += next.loss.dataSync()[0] ?? NaN;
    free(state, { ...scalars, loss: next.loss });
    state = next.state;
  }
  free(state);
  return Number.isFinite(total) ? total / tail : null;
}

function free({ parameters, moments }: OptimiserState, others: NamedTensors = {}): void {
  tf.dispose([parameters, ...moments, others]);
}
