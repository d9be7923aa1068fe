import { createAdapter, rampAt, type Adapter } from '@singlora/core';
import type { NamedTensors } from '@singlora/kernels';
import { randomStream } from '@singlora/runtime';
import * as tf from '@tensorflow/tfjs-core';
import { familyOf } from '../models/families.ts';
import { lossAndGradients } from '@singlora/training';
import { measuredStep, quantities } from './measured-step.ts';
import type { ModelCache } from '../models/model-cache.ts';
import { initialOptimiserState, optimiserOf, scalarsOf } from '../training/optimisers.ts';
import { trajectory } from '../training/trajectory.ts';
import { adapterConfigAt, variantOf } from '../methods/variants.ts';
import { wholeLayers } from '../training/whole-layers.ts';
import type { WidthModel } from '../models/width-model.ts';

/** A sweep over widths and learning rates for one method, optimiser and start: plain data. */
export interface SweepConfig {
  readonly family: string;
  readonly method: string;
  readonly optimiser: string;
  /** The single factor starts with entries of order n^initExponent; null: the method's own start. */
  readonly initExponent: number | null;
  /** Steps of the ramp; 0 is none. */
  readonly ramp: number;
  readonly rank: number;
  readonly alpha: number;
  readonly widths: readonly number[];
  readonly seeds: readonly number[];
  readonly steps: number;
  /** c: the learning rate is `rate · (n / baseWidth)^c`. */
  readonly rateExponents: readonly number[];
  /** The width at which all exponents share one rate and one start. */
  readonly baseWidth: number;
  /** At the base width, sign descent and Adam move entries by this share of 1/√baseWidth in a step … */
  readonly entryStep: number;
  /** … and gradient descent lets a factor grow by this share in a step: the rate times the norm of ∂loss/∂W. */
  readonly growth: number;
}

/** What one width and seed gave: root mean squares by rate, step and quantity, the loss last; null where not finite. */
export interface Unit {
  readonly width: number;
  readonly seed: number;
  readonly values: readonly (readonly (readonly (number | null)[])[])[];
}

/** Beyond this a trajectory counts as diverged: float32 overflows a few steps later. */
const limit = 1e12;

const adapterOf = (config: SweepConfig, model: WidthModel, width: number, seed: number): Adapter =>
  createAdapter(
    model.slots,
    adapterConfigAt(variantOf(config.method), { ...config, width }, model.targets),
    randomStream(seed, 'adapter', width),
  );

/**
 * The learning rate at the base width, the same for all methods. A factor's gradient is
 * ∂loss/∂W times the other factor, so by its spectral norm times the rate a factor may grow in a step of gradient
 * descent: the rate is `growth` over that norm, on average over seeds.
 */
export function baseRate(config: SweepConfig, models: ModelCache): number {
  const { baseWidth, entryStep, growth, seeds } = config;
  if (optimiserOf(config.optimiser).entries === 'constant') return entryStep / Math.sqrt(baseWidth);
  const norms = seeds.map((seed) =>
    gradientNorm(models.get(familyOf(config.family), baseWidth, seed)),
  );
  return growth / (norms.reduce((sum, norm) => sum + norm, 0) / norms.length);
}

/** The largest spectral norm of ∂loss/∂W among the adapted layers. */
function gradientNorm(model: WidthModel): number {
  const { parameters, apply } = wholeLayers(model, model.targets);
  const norms = tf.tidy(() => {
    const lossOf = (weights: NamedTensors) => model.loss(apply(weights, tf.scalar(1)));
    const { gradients } = lossAndGradients(lossOf, parameters);
    return Object.values(gradients).map((gradient) => spectralNorm(gradient as tf.Tensor2D));
  });
  tf.dispose(parameters);
  return Math.max(...norms);
}

/** By twenty rounds of the power method: to a few percent, which is precise enough for a starting rate. */
function spectralNorm(matrix: tf.Tensor2D): number {
  let vector = tf.ones<tf.Rank.R2>([matrix.shape[1], 1]);
  let norm = tf.scalar(0);
  for (let round = 0; round < 20; round++) {
    const image = tf.matMul<tf.Tensor2D>(matrix, tf.div(vector, tf.norm(vector)));
    norm = tf.norm(image) as tf.Scalar;
    vector = tf.matMul(matrix, image, true);
  }
  return norm.dataSync()[0] ?? NaN;
}

/** Trains one width and seed at every rate, and measures each step. */
export function measureUnit(
  config: SweepConfig,
  models: ModelCache,
  rate: number,
  width: number,
  seed: number,
): Unit {
  const model = models.get(familyOf(config.family), width, seed);
  const adapter = adapterOf(config, model, width, seed);
  try {
    const values = config.rateExponents.map((exponent) =>
      measuredSteps(config, model, adapter, rate * (width / config.baseWidth) ** exponent),
    );
    return { width, seed, values };
  } finally {
    tf.dispose(adapter.parameters);
  }
}

/** `[step][quantity]`, the loss last; null where not finite. */
function measuredSteps(
  config: SweepConfig,
  model: WidthModel,
  adapter: Adapter,
  learningRate: number,
): (number | null)[][] {
  const { steps } = config;
  const optimiser = optimiserOf(config.optimiser);
  const ramp = (step: number) => tf.scalar(rampAt(adapter.config, step, steps));
  const initial = initialOptimiserState(optimiser, adapter.parameters, adapter);
  const points = trajectory(initial, steps, (state, t) => {
    const scalars = scalarsOf(learningRate, t);
    return measuredStep(model, adapter, optimiser, state, scalars, ramp(t - 1), ramp(t));
  });
  const rows: (number | null)[][] = [];
  for (const { measures } of points) {
    if (!measures) continue; // the start
    const squares = [...measures.dataSync()];
    const row = squares.map((value, i) => (i < quantities.length ? Math.sqrt(value) : value));
    rows.push(row.map((value) => (Math.abs(value) < limit ? value : null)));
    if (rows.at(-1)?.includes(null)) break;
  }
  const lost = Array<null>(quantities.length + 1).fill(null);
  return Array.from({ length: steps }, (_, i) => rows[i] ?? lost);
}
