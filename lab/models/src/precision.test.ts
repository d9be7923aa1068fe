import { createAdapter, frozen, parseAdapterConfig } from '@singlora/core';
import { isBfloat16, type NamedTensors } from '@singlora/core/kernels';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { assetsIn, fixture, hasTensorflow } from './fixtures.test.support.ts';
import { loadSequenceClassifier } from './classification/load.ts';
import type { WeightPrecision } from './checkpoint.ts';
import { tinyUNet } from './unet/tiny.test.support.ts';
import type { TokenBatch } from './classification/sequence-classifier.ts';

beforeAll(() => tf.setBackend('tensorflow'));

const random = { uniform: () => 0.5, normal: () => 0.1 };
const load = (name: string, precision: WeightPrecision) =>
  loadSequenceClassifier(assetsIn(fixture(name)), { outputs: 3, random, dropout: 0, precision });

const far = (a: tf.Tensor, b: tf.Tensor): number =>
  tf.tidy(() => tf.div(tf.norm(tf.sub(a, b)), tf.norm(b)).dataSync<'float32'>()[0] as number);

/** Two texts, the second shorter. */
const tokens = (): TokenBatch => ({
  inputIds: tf.tensor2d([5, 6, 7, 8, 9, 10, 11, 0], [2, 4], 'int32'),
  attentionMask: tf.tensor2d([1, 1, 1, 1, 1, 1, 1, 0], [2, 4], 'int32'),
  tokenTypeIds: tf.zeros([2, 4], 'int32'),
});

/** Eight bits per value, through the layers. */
const tolerance = 0.02;

describe.runIf(hasTensorflow).each(['tiny-bert', 'tiny-roberta', 'tiny-gpt2', 'tiny-llama-gqa'])(
  '%s',
  (name) => {
    it('holds its layers’ matrices in bfloat16, but for the head, and answers about the same', async () => {
      const [exact, rounded] = [await load(name, 'float32'), await load(name, 'bfloat16')];
      const isTrained = (slot: string) =>
        rounded.modulesToSave.some((module) => `.${slot}.`.includes(`.${module}.`));
      for (const { name: slot, kind, weight } of rounded.slots) {
        const isFrozenMatrix = kind !== 'embedding' && !isTrained(slot);
        expect([slot, isBfloat16(weight)]).toEqual([slot, isFrozenMatrix]);
      }
      const saved = exact.weightBytes - rounded.weightBytes;
      const matrices = rounded.slots.filter(({ weight }) => isBfloat16(weight));
      expect(saved).toBe(matrices.reduce((sum, { weight }) => sum + 2 * weight.size, 0));

      const batch = tokens();
      const hidden = [exact, rounded].map((model) =>
        model.hiddenStates(batch, { apply: frozen(model.slots) }),
      );
      const apart = far(hidden[1]!, hidden[0]!);
      expect(apart).toBeGreaterThan(1e-5);
      expect(apart).toBeLessThan(tolerance);
    });

    it.each(['lora', 'dora', 'singlora'])('gives %s about the same gradients', async (method) => {
      const batch = tokens();
      const gradients = async (precision: WeightPrecision): Promise<NamedTensors> => {
        const model = await load(name, precision);
        let next = 0;
        const source = { uniform: () => 0.5, normal: () => Math.sin(++next) };
        const adapter = createAdapter(model.slots, parseAdapterConfig({ method, r: 2 }), source, {
          targetModules: model.defaultTargets,
          modulesToSave: model.modulesToSave,
        });
        const names = Object.keys(adapter.parameters);
        const loss = (...tensors: tf.Tensor[]): tf.Tensor => {
          const values = Object.fromEntries(names.map((name, i) => [name, tensors[i]!]));
          const apply = adapter.apply(values, tf.scalar(1));
          return tf.sum(tf.square(model.logits(batch, { apply })));
        };
        // B and the head's biases start at 0, where some gradients are 0, too.
        const start = names.map((name) =>
          tf.add(
            adapter.parameters[name]!,
            tf.mul(
              tf
                .sin(tf.range(0, adapter.parameters[name]!.size))
                .reshape(adapter.parameters[name]!.shape),
              0.1,
            ),
          ),
        );
        return Object.fromEntries(
          tf
            .grads(loss)(start)
            .map((tensor, i) => [names[i]!, tensor]),
        );
      };
      const [exact, rounded] = [await gradients('float32'), await gradients('bfloat16')];
      const all = (named: NamedTensors) =>
        tf.concat(Object.values(named).map((t) => tf.reshape(t, [-1])));
      expect(far(all(rounded), all(exact))).toBeLessThan(3 * tolerance);
    });
  },
);

it.runIf(hasTensorflow)(
  'a denoiser’s filters are held so, too, and it predicts the same',
  async () => {
    const { model, batch, expected } = await tinyUNet('tiny-unet', 'bfloat16');
    for (const { name, kind, weight } of model.slots)
      expect([name, isBfloat16(weight)]).toEqual([name, kind !== 'conv1x1']);
    const apart = far(model.predict(batch, { apply: frozen(model.slots) }), expected('prediction'));
    expect(apart).toBeGreaterThan(1e-5);
    expect(apart).toBeLessThan(tolerance);
  },
);
