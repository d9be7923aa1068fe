import type { RandomStream } from '@singlora/runtime';
import * as tf from '@tensorflow/tfjs-core';
import { normals } from '../models/random-matrices.ts';
import type { WidthModel } from '../models/width-model.ts';

/** More than any rank in use, so that the gradient of the weight has a higher rank than the update. */
export const samples = 32;

/**
 * One frozen layer `[out, in]` with weights N(0, 1/in) on inputs and targets N(0, 1), and half the squared error, summed
 * over outputs and averaged over samples: the linear toy, of any shape.
 */
export function regression(
  [out, inputs]: readonly [out: number, inputs: number],
  random: RandomStream,
): WidthModel {
  const weight = normals(random, [out, inputs], 1 / Math.sqrt(inputs));
  const x = normals(random, [samples, inputs]);
  const y = normals(random, [samples, out]);
  return {
    slots: [{ name: 'layer', kind: 'linear', inFeatures: inputs, outFeatures: out, weight }],
    targets: ['layer'],
    loss: (apply) => tf.mul(tf.sum(tf.square(tf.sub(apply('layer', x), y))), 0.5 / samples),
    tensors: [weight, x, y],
  };
}
