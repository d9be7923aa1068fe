import * as tf from '@tensorflow/tfjs-core';
import { familyOf } from '../models/families.ts';
import type { ModelCache } from '../models/model-cache.ts';
import type { WidthModel } from '../models/width-model.ts';
import { isAdaptive } from '../training/optimiser.ts';
import { optimiserOf } from '../training/optimisers.ts';
import { weightGradients } from '../training/weight-gradients.ts';
import type { SweepDesign } from './width-sweep.ts';

/**
 * The learning rate at the base width, the same for all methods. A factor's gradient is ∂loss/∂W
 * times the other factor, so in one step of gradient descent a factor can grow by that gradient's
 * spectral norm times the rate. The rate is `growth` over the norm, averaged over seeds.
 */
export function baseRate(config: SweepDesign, models: ModelCache): number {
  const { baseWidth, entryStep, growth, seeds } = config;
  if (isAdaptive(optimiserOf(config.optimiser))) return entryStep / Math.sqrt(baseWidth);
  const norms = seeds.map((seed) =>
    gradientNorm(models.get(familyOf(config.family), baseWidth, seed)),
  );
  return growth / (norms.reduce((sum, norm) => sum + norm, 0) / norms.length);
}

const gradientNorm = (model: WidthModel): number =>
  tf.tidy(() => Math.max(...Object.values(weightGradients(model)).map(spectralNorm)));

/** The spectral norm, by twenty iterations of the power method: accurate to a few percent, enough for a starting rate. */
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
