import { createAdapter, parseAdapterConfig, type Slot } from '@singlora/core';
import {
  checkCoordinates,
  type ModuleReport,
  normals,
  optimiserOf,
  type ModelFamily,
} from '@singlora/scaling';
import * as tf from '@tensorflow/tfjs-core';

/** tanh(W x) on four inputs, for any width. A slot is a layer with a recorded output. */
const build: ModelFamily['build'] = (width, random) => {
  const weight = normals(random, [width, width], width ** -0.5);
  const x = normals(random, [4, width]);
  const size = { inFeatures: width, outFeatures: width };
  const layer: Slot = { name: 'layer', kind: 'linear', ...size, weight };
  return {
    slots: [layer],
    targets: ['layer'],
    loss: (apply) => tf.mean<tf.Scalar>(tf.square(tf.tanh(apply('layer', x)))),
    tensors: [weight, x],
  };
};
const config = parseAdapterConfig({ method: 'singlora', ramp: 'none', target_modules: ['layer'] });

/** The modules, with a slope, its interval and a verdict for each quantity and step. */
export const check = (rate: (width: number) => number): ModuleReport[] =>
  checkCoordinates(
    {
      family: { name: 'mine', build },
      trainable: (model, _width, random) => createAdapter(model.slots, config, random),
      optimiser: optimiserOf('adam'),
      learningRate: rate,
      steps: [1, 5, 10],
    },
    [64, 128, 256, 512, 1024],
    [0, 1, 2, 3, 4, 5, 6, 7],
  );
