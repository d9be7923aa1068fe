import { compile, randomStream, startBackend } from '@singlora/runtime';
import { createAdapter, parseAdapterConfig } from '@singlora/core';
import type { NamedTensors } from '@singlora/core/kernels';
import { createUNet, type NoisyBatch } from '@singlora/models';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { forwardOf } from './forward.ts';
import { lossAndGradients } from './loss-and-gradients.ts';
import type { Trainable } from './trainable.ts';
import { wholeModel } from './whole-model.ts';

beforeAll(() => startBackend());

const config = {
  _class_name: 'UNet2DConditionModel',
  block_out_channels: [8, 16],
  layers_per_block: 1,
  down_block_types: ['CrossAttnDownBlock2D', 'DownBlock2D'],
  up_block_types: ['UpBlock2D', 'CrossAttnUpBlock2D'],
  cross_attention_dim: 12,
  norm_num_groups: 4,
  attention_head_dim: 2,
};

test.each(['an adapter', 'the whole model'])(
  "a U-Net's gradients are the same with its blocks recomputed, and in a recorded graph: %s",
  (what) => {
    const random = randomStream(1, 'weights');
    const normal = <R extends tf.Rank>(shape: tf.ShapeMap[R], scale = 1): tf.Tensor<R> => {
      const length = tf.util.sizeFromShape(shape);
      return tf.tensor(
        Float32Array.from({ length }, () => scale * random.normal()),
        shape,
      );
    };
    const model = createUNet(config, (name, shape) =>
      /norm.*weight/.test(name) ? tf.ones(shape) : normal(shape, 0.2),
    );
    const adapter = createAdapter(
      model.slots,
      // The time embedding's layers too, which feed every residual block.
      parseAdapterConfig({
        method: 'singlora',
        r: 2,
        target_modules: ['to_q', 'to_k', 'linear_2'],
      }),
      random,
    );
    const trainable: Trainable = what === 'an adapter' ? adapter : wholeModel(model);
    const parameters = Object.fromEntries(
      Object.entries(trainable.parameters).map(([name, { shape }]) => [name, normal(shape, 0.3)]),
    );
    const batch: NoisyBatch & NamedTensors = {
      latents: normal<tf.Rank.R4>([2, 5, 8, 4]),
      timesteps: tf.tensor1d([981, 40], 'int32'),
      context: normal<tf.Rank.R3>([2, 5, 12]),
    };
    const gradients =
      (recompute: boolean) =>
      (batch: NoisyBatch & NamedTensors, parameters: NamedTensors): NamedTensors =>
        tf.tidy(() => {
          const u = tf.scalar(0.7);
          const lossOf = (values: NamedTensors): tf.Scalar => {
            const { pass } = forwardOf(trainable, values, u, { recompute });
            return tf.sum(tf.square(model.predict(batch, pass())));
          };
          const { loss, gradients } = lossAndGradients(lossOf, parameters);
          return { loss, ...gradients };
        });

    const expected = gradients(false)(batch, parameters);
    const largest = (x: tf.Tensor): number => tf.max(tf.abs(x)).dataSync()[0] as number;
    for (const recompute of [false, true]) {
      const compiled = compile(gradients(recompute));
      for (const run of [gradients(recompute), compiled]) {
        const found = run(batch, parameters);
        const errors = Object.entries(expected).map(
          ([name, gradient]) => largest(tf.sub(found[name]!, gradient)) / largest(gradient),
        );
        expect(Math.max(...errors)).toBeLessThan(1e-5);
      }
      compiled.dispose();
    }
  },
);
