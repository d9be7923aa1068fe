import * as tf from '@tensorflow/tfjs-core';
import { frozen } from '@singlora/core';
import { openSafetensors } from '@singlora/core/formats';
import { crossEntropy, meanSquaredError } from '@singlora/core/kernels';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  adapted,
  assetsIn,
  batchOf,
  expectClose,
  fixture,
  onEachBackend,
  readTensors,
} from '../fixtures.test.support.ts';
import { loadSequenceClassifier } from '../classification/load.ts';
import type { SequenceClassifier, TokenBatch } from '../classification/sequence-classifier.ts';

const random = { uniform: () => 0.5, normal: () => 0 };

const bertHead = ['classifier'];
const robertaHead = ['classifier.dense', 'classifier.out_proj'];
const distilbertHead = ['pre_classifier', 'classifier'];

describe.each([
  { name: 'tiny-bert', outputs: 3, head: bertHead },
  { name: 'tiny-bert-relu', outputs: 3, head: bertHead },
  { name: 'tiny-bert-regression', outputs: 1, head: bertHead },
  { name: 'tiny-roberta', outputs: 3, head: robertaHead },
  { name: 'tiny-roberta-tanh', outputs: 3, head: robertaHead },
  { name: 'tiny-distilbert', outputs: 3, head: distilbertHead },
  { name: 'tiny-distilbert-relu', outputs: 2, head: distilbertHead },
  { name: 'tiny-mpnet', outputs: 3, head: robertaHead },
  { name: 'tiny-mpnet-long', outputs: 2, head: robertaHead, maxPositions: 160 },
])('$name', ({ name, outputs, head, maxPositions = 12 }) => {
  onEachBackend('as transformers computes it', () => {
    let model: SequenceClassifier;
    let expected: (name: string) => tf.Tensor;
    let batch: TokenBatch;
    beforeAll(async () => {
      const options = { outputs, random };
      model = await loadSequenceClassifier(assetsIn(fixture(name)), options);
      expected = await readTensors(fixture(`${name}/expected.safetensors`));
      batch = batchOf(expected);
    });
    afterAll(() => model.dispose());

    it('hidden states of every token, padding included', () => {
      const hidden = model.hiddenStates(batch, { apply: frozen(model.slots) });
      expectClose(hidden, expected('hidden_states'), 1e-5);
    });

    it('logits', () => {
      expectClose(model.logits(batch, { apply: frozen(model.slots) }), expected('logits'), 1e-5);
    });

    it('gradients of factors on the default targets, and of the head', () => {
      const names = [
        ...model.slots
          .filter((slot) => model.defaultTargets.some((target) => slot.name.endsWith(target)))
          .flatMap((slot) => [`${slot.name}.p`, `${slot.name}.q`]),
        'scale',
        ...head.flatMap((slot) => [`${slot}.weight`, `${slot}.bias`]),
      ];
      expect(names).toHaveLength(4 * model.config.layers + 1 + 2 * head.length);
      const initial = (leaf: string): tf.Tensor => {
        if (leaf === 'scale') return expected('scale');
        if (/\.[pq]$/.test(leaf)) return expected(`factor.${leaf}`);
        const slot = model.slots.find(({ name }) => leaf.startsWith(`${name}.`));
        const tensor = leaf.endsWith('.weight') ? slot?.weight : slot?.bias;
        if (!tensor) throw new Error(`no tensor ${leaf}`);
        return tensor;
      };
      const logits = (...values: tf.Tensor[]): tf.Tensor2D => {
        const leaves = Object.fromEntries(names.map((leaf, i) => [leaf, values[i] as tf.Tensor]));
        return model.logits(batch, { apply: adapted(model.slots, leaves) });
      };
      const [labels, weights] = [expected('labels') as tf.Tensor1D, tf.ones<tf.Rank.R1>([3])];
      const leaves = names.map(initial);
      expectClose(logits(...leaves), expected('adapted_logits'), 1e-5);

      const before = tf.memory().numTensors;
      const loss = (...values: tf.Tensor[]): tf.Tensor =>
        (outputs === 1 ? meanSquaredError : crossEntropy)(logits(...values), labels, weights);
      const { value, grads } = tf.valueAndGrads(loss)(leaves);
      expectClose(value, expected('loss'), 1e-5);
      names.forEach((leaf, i) => {
        expectClose(grads[i] as tf.Tensor, expected(`gradient.${leaf}`), 2e-5);
      });
      tf.dispose([value, grads]);
      expect(tf.memory().numTensors).toBe(before);
    });

    it('leaves no tensor behind but its result', () => {
      const pass = { apply: frozen(model.slots), seed: tf.tensor1d([1, 2], 'int32') };
      const before = tf.memory().numTensors;
      model.logits(batch, pass).dispose();
      model.hiddenStates(batch, pass).dispose();
      expect(tf.memory().numTensors).toBe(before);
    });

    it('drops out while training, the same way for the same seed', () => {
      const apply = frozen(model.slots);
      const logits = (...seed: number[]): tf.Tensor =>
        model.logits(batch, { apply, seed: tf.tensor1d(seed, 'int32') });
      expectClose(logits(1, 2), logits(1, 2), 1e-9);
      const difference = (a: tf.Tensor, b: tf.Tensor): number =>
        tf.max(tf.abs(tf.sub(a, b))).dataSync()[0] ?? 0;
      expect(difference(logits(1, 2), logits(1, 3))).toBeGreaterThan(1e-3);
      expect(difference(logits(1, 2), model.logits(batch, { apply }))).toBeGreaterThan(1e-3);
    });

    it('refuses a batch longer than its positions', () => {
      const long = tf.ones<tf.Rank.R2>([1, maxPositions + 1], 'int32');
      const batch = { inputIds: long, attentionMask: long, tokenTypeIds: tf.zerosLike(long) };
      expect(model.config.maxPositions).toBe(maxPositions);
      expect(() => model.logits(batch, { apply: frozen(model.slots) })).toThrow(
        `A batch is ${maxPositions + 1} tokens long, and the model reads at most ${maxPositions}`,
      );
    });

    it('has all of the checkpoint, its matrices but the tables as slots, and the head to be trained', async () => {
      const checkpoint = await openSafetensors(fixture(`${name}/model.safetensors`));
      const shapes = checkpoint.names.map(
        (tensor) => [tensor, checkpoint.info(tensor).shape] as const,
      );
      await checkpoint.close();
      const matrices = shapes.flatMap(([tensor, shape]) =>
        shape.length === 2 && !/_embeddings|_bias\./.test(tensor) ? [tensor] : [],
      );
      const slots = model.slots.map((slot) => `${slot.name}.weight`);
      expect(slots.toSorted()).toEqual(matrices.toSorted());
      expect(slots.slice(-head.length)).toEqual(head.map((module) => `${module}.weight`));
      const trained = slots.filter((slot) =>
        model.modulesToSave.some((module) => slot.startsWith(`${module}.`)),
      );
      expect(trained).toEqual(slots.slice(-head.length));
      expect(model.parameterCount).toBe(
        shapes.reduce((sum, [, shape]) => sum + tf.util.sizeFromShape([...shape]), 0),
      );
    });
  });
});
