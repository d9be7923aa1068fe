import { relu } from '@singlora/core/kernels';
import { randomStream } from '@singlora/runtime';
import * as tf from '@tensorflow/tfjs-core';
import { normals } from './random-matrices.ts';
import { fixedInput } from './fixed-input.ts';
import type { ModelFamily } from './width-model.ts';

const inputs = 5;
const samples = 16;

/**
 * LoRA+'s two-layer toy (arXiv 2402.12354, section 3.2) around a frozen weight: f(x) = Wout ·
 * relu((W0 + ΔW) relu(Win x)), d = 5, Win ~ N(0, 1), W0 and Wout ~ N(0, 1/n), x ~ N(0, I), y =
 * sin(mean x), ½ mean squared error. LoRA+ has no W0; an adapter whose update starts at zero needs
 * one, or relu would pass no gradient.
 */
export const twoLayerFamily: ModelFamily = {
  name: 'two-layer',
  signal: { kind: 'readout', exponent: -1 / 2 },
  widest: 2048,
  build(width, random) {
    const std = 1 / Math.sqrt(width);
    const weight = normals(random, [width, width], std);
    const readout = normals(random, [width, 1], std);
    const { features, y } = tf.tidy(() => {
      const x = normals(randomStream(0, 'two-layer batch'), [samples, inputs]);
      const first = normals(random, [inputs, width]);
      return {
        features: tf.relu(tf.matMul<tf.Tensor2D>(x, first)),
        y: tf.sin(tf.mean(x, 1, true)),
      };
    });
    const hidden = fixedInput('hidden', weight, features);
    return {
      ...hidden,
      targets: ['hidden'],
      loss(apply) {
        const activation = relu(apply('hidden', features)) as tf.Tensor2D;
        const error = tf.sub(tf.matMul(activation, readout), y);
        return tf.mul(tf.sum(tf.square(error)), tf.scalar(0.5 / samples));
      },
      tensors: [...hidden.tensors, readout, features, y],
    };
  },
};
