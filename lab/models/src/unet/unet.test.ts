import * as tf from '@tensorflow/tfjs-core';
import { assembleAdapter, frozen, parseAdapterConfig, trainedWhole } from '@singlora/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  fixture,
  onEachBackend,
  readTensors,
  relativeError,
  valuesIn,
} from '../fixtures.test.support.ts';
import { inCheckpointOrder } from '../model.ts';
import { tinyUNet } from './tiny.test.support.ts';
import type { NoisyBatch, UNet } from './unet.ts';

const fixtures = ['tiny-unet', 'tiny-unet-linear', 'tiny-unet-single'];

describe.each(fixtures)('%s', (name) => {
  onEachBackend('as diffusers computes it', () => {
    let model: UNet;
    let expected: (name: string) => tf.Tensor;
    let batch: NoisyBatch;
    beforeAll(async () => {
      ({ model, batch, expected } = await tinyUNet(name));
    });
    afterAll(() => model.dispose());

    it('the prediction', () => {
      const before = tf.memory().numTensors;
      const prediction = model.predict(batch, { apply: frozen(model.slots) });
      expect(relativeError(prediction, expected('prediction'))).toBeLessThan(1e-5);
      prediction.dispose();
      expect(tf.memory().numTensors).toBe(before);
    });

    it("gradients of PEFT's factors on queries and keys, of the latents and the context", () => {
      const adapter = assembleAdapter(
        model.slots,
        parseAdapterConfig({
          method: 'lora',
          r: 2,
          lora_alpha: 4,
          target_modules: ['to_q', 'to_k'],
        }),
        {
          adapted: ({ name }, parameter) => expected(`${name}.${parameter}`),
          whole: (_, base) => base,
        },
      );
      const names = [...Object.keys(adapter.parameters), 'latents', 'context'];
      const adapted = (leaves: readonly tf.Tensor[]): tf.Tensor => {
        const { latents, context, ...parameters } = Object.fromEntries(
          names.map((leaf, i) => [leaf, leaves[i] as tf.Tensor]),
        );
        const inputs = { ...batch, latents, context } as NoisyBatch;
        return model.predict(inputs, { apply: adapter.apply(parameters, tf.scalar(1)) });
      };
      const leaves = names.map(expected);
      expect(relativeError(adapted(leaves), expected('adapted'))).toBeLessThan(1e-5);
      const loss = (...leaves: tf.Tensor[]): tf.Tensor =>
        tf.div(tf.sum(tf.square(adapted(leaves))), 2);
      const expectedGradients = names.map((leaf) => expected(`gradient.${leaf}`));
      tf.tidy(() => {
        const errors = tf
          .grads(loss)(leaves)
          .map((gradient, i) => relativeError(gradient, expectedGradients[i] as tf.Tensor));
        // Relative to its own largest value, so that none is hidden by a larger one, and to the largest of all.
        expect(names.filter((_, i) => !((errors[i] as number) < 5e-5))).toEqual([]);
        const largest = expectedGradients.map((g) => tf.max(tf.abs(g)).dataSync()[0] as number);
        const absolute = errors.map((error, i) => error * (largest[i] as number));
        expect(Math.max(...absolute) / Math.max(...largest)).toBeLessThan(1e-5);
      });
    });

    it('gradients of all of its weights', async () => {
      const expected = await readTensors(fixture(`${name}/weight-gradients.safetensors`));
      const names = Object.keys(model.weights);
      const loss = (...values: tf.Tensor[]): tf.Tensor => {
        const trained = Object.fromEntries(names.map((name, i) => [name, values[i] as tf.Tensor]));
        const apply = trainedWhole(model.slots, trained);
        return tf.div(tf.sum(tf.square(model.predict(batch, { apply, trained }))), 2);
      };
      tf.tidy(() => {
        const gradients = tf.grads(loss)(Object.values(model.weights));
        const largest = (x: tf.Tensor): number => tf.max(tf.abs(x)).dataSync()[0] as number;
        const most = Math.max(...names.map((name) => largest(expected(name))));
        const wrong = names.filter((name, i) => {
          const order = inCheckpointOrder(gradients[i]!, model.layouts.get(name)!);
          const absolute = relativeError(order, expected(name)) * largest(expected(name));
          // Relative to its own largest value, so that none is hidden by a larger one, and to the largest of all.
          return !(absolute < 1e-5 * most && absolute < 1e-4 * largest(expected(name)));
        });
        expect(wrong).toEqual([]);
      });
    });

    it('has all of the checkpoint, its attention as the default targets', async () => {
      const path = fixture(`${name}/diffusion_pytorch_model.safetensors`);
      expect(model.parameterCount).toBe(await valuesIn(path));
      const targets = model.slots.filter((slot) =>
        model.defaultTargets.some((target) => slot.name.endsWith(`.${target}`)),
      );
      const attentions = model.slots.filter((slot) => /\.attn[12]\./.test(slot.name));
      expect(targets.map((slot) => slot.name)).toEqual(attentions.map((slot) => slot.name));
    });
  });
});
