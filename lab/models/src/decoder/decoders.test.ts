import * as tf from '@tensorflow/tfjs-core';
import { frozen } from '@singlora/core';
import { crossEntropy } from '@singlora/core/kernels';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  adapted,
  assetsIn,
  decoderBatchOf,
  expectClose,
  fixture,
  onEachBackend,
  readTensors,
  valuesIn,
} from '../fixtures.test.support.ts';
import { loadSequenceClassifier } from '../classification/load.ts';
import type { SequenceClassifier, TokenBatch } from '../classification/sequence-classifier.ts';

const random = { uniform: () => 0.5, normal: () => 0 };

const names = [
  ...['tiny-gpt2', 'tiny-gpt2-inverse', 'tiny-gpt2-unscaled'],
  ...['tiny-llama', 'tiny-llama-gqa', 'tiny-llama-llama3', 'tiny-llama-linear'],
  ...['tiny-llama-biases', 'tiny-llama-head-dim', 'tiny-llama-mistral', 'tiny-llama-qwen2'],
];

describe.each(names)('%s', (name) => {
  onEachBackend('as transformers computes it', () => {
    let model: SequenceClassifier;
    let expected: (name: string) => tf.Tensor;
    let batch: TokenBatch;
    beforeAll(async () => {
      model = await loadSequenceClassifier(assetsIn(fixture(name)), { outputs: 3, random });
      expected = await readTensors(fixture(`${name}/expected.safetensors`));
      batch = decoderBatchOf(expected);
    });
    afterAll(() => model.dispose());

    it('hidden states of every token', () => {
      const isToken = tf.expandDims(tf.cast(batch.attentionMask, 'float32'), 2);
      const hidden = model.hiddenStates(batch, { apply: frozen(model.slots) });
      expectClose(tf.mul(hidden, isToken), tf.mul(expected('hidden_states'), isToken), 2e-5);
    });

    it.each([false, true])('logits, with every token through the last layer: %s', (everyToken) => {
      const pass = { apply: frozen(model.slots), everyToken };
      expectClose(model.logits(batch, pass), expected('logits'), 2e-5);
    });

    it.each(['default', 'all'])(
      'gradients of factors on %s targets, and of the head',
      (targets) => {
        const adaptedSlots = model.slots.filter(({ name, kind }) =>
          targets === 'all'
            ? kind !== 'embedding' && name !== 'score'
            : model.defaultTargets.some((target) => name.endsWith(`.${target}`)),
        );
        const factors = adaptedSlots.flatMap(({ name }) => [`${name}.p`, `${name}.q`]);
        const leaves = [...factors, 'score.weight'];
        const initial = [
          ...factors.map((leaf) => expected(`${targets}.factor.${leaf}`)),
          model.slots.find(({ name }) => name === 'score')?.weight as tf.Tensor,
        ];
        const logits = (...values: tf.Tensor[]): tf.Tensor2D => {
          const byName = Object.fromEntries(
            leaves.map((leaf, i) => [leaf, values[i] as tf.Tensor]),
          );
          return model.logits(batch, { apply: adapted(model.slots, byName) });
        };
        const [labels, weights] = [expected('labels') as tf.Tensor1D, tf.ones<tf.Rank.R1>([3])];
        expectClose(logits(...initial), expected(`${targets}.logits`), 1e-4);

        const before = tf.memory().numTensors;
        const { value, grads } = tf.valueAndGrads((...values: tf.Tensor[]) =>
          crossEntropy(logits(...values), labels, weights),
        )(initial);
        expectClose(value, expected(`${targets}.loss`), 1e-4);
        leaves.forEach((leaf, i) => {
          expectClose(grads[i] as tf.Tensor, expected(`${targets}.gradient.${leaf}`), 1e-4);
        });
        tf.dispose([value, grads]);
        expect(tf.memory().numTensors).toBe(before);
      },
    );

    it('leaves no tensor behind but its result', () => {
      const pass = { apply: frozen(model.slots), seed: tf.tensor1d([1, 2], 'int32') };
      const before = tf.memory().numTensors;
      model.logits(batch, pass).dispose();
      model.hiddenStates(batch, pass).dispose();
      expect(tf.memory().numTensors).toBe(before);
    });

    it('reads nothing of the padding', () => {
      const padding = tf.sub(tf.scalar(1, 'int32'), batch.attentionMask);
      const inputIds = tf.add<tf.Tensor2D>(batch.inputIds, tf.mul(padding, tf.scalar(5, 'int32')));
      const pass = { apply: frozen(model.slots) };
      expectClose(model.logits({ ...batch, inputIds }, pass), expected('logits'), 2e-5);
    });

    it('has no more parameters than the checkpoint', async () => {
      expect(model.parameterCount).toBe(await valuesIn(fixture(`${name}/model.safetensors`)));
      expect(model.modulesToSave).toEqual(['score']);
      expect(model.config).toMatchObject({ numLabels: 3, maxPositions: 16, hiddenSize: 16 });
    });
  });
});
