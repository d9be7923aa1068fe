import { assembleAdapter, parseAdapterConfig } from '@singlora/core';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fixture, onTensorFlow, readTensors, relativeError } from '../fixtures.test.support.ts';
import { tinyUNet } from './tiny.test.support.ts';
import type { NoisyBatch, UNet } from './unet.ts';

const targets = ['conv_in', 'conv1', 'conv2', 'conv_shortcut', 'conv', 'conv_out'];

onTensorFlow('adapters on the convolutions of a denoiser, as diffusers and PEFT run them', () => {
  let model: UNet;
  let batch: NoisyBatch;
  /** Made by tools/fixtures/unet.py. */
  let expected: (name: string) => tf.Tensor;
  beforeAll(async () => {
    ({ model, batch } = await tinyUNet());
    expected = await readTensors(fixture('tiny-unet/filter-adapters.safetensors'));
  });
  afterAll(() => model.dispose());

  const adapterOf = (method: string) =>
    assembleAdapter(
      model.slots,
      parseAdapterConfig({ method, r: 2, lora_alpha: 3, target_modules: targets }),
      {
        adapted: ({ name }, parameter, { shape }) =>
          tf.reshape(expected(`${method}.${name}.${parameter}`), [...shape]),
        whole: (_, base) => base,
      },
    );

  it.each(['lora', 'dora'])('%s: predictions and gradients', (method) => {
    const adapter = adapterOf(method);
    const names = Object.keys(adapter.parameters);
    expect(names.filter((name) => name.startsWith('conv_in.')).length).toBeGreaterThan(0);
    const adapted = (values: readonly tf.Tensor[]) => {
      const parameters = Object.fromEntries(names.map((name, i) => [name, values[i] as tf.Tensor]));
      return model.predict(batch, { apply: adapter.apply(parameters, tf.scalar(1)) });
    };
    tf.tidy(() => {
      const leaves = Object.values(adapter.parameters);
      expect(relativeError(adapted(leaves), expected(`${method}.adapted`))).toBeLessThan(1e-5);
      const loss = (...values: tf.Tensor[]) => tf.div(tf.sum(tf.square(adapted(values))), 2);
      const wanted = names.map((name, i) =>
        tf.reshape(expected(`gradient.${method}.${name}`), leaves[i]?.shape ?? []),
      );
      const errors = tf
        .grads(loss)(leaves)
        .map((gradient, i) => relativeError(gradient, wanted[i] as tf.Tensor));
      expect(names.filter((_, i) => !((errors[i] as number) < 1e-4))).toEqual([]);
    });
  });
});
