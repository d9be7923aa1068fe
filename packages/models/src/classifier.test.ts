import * as tf from '@tensorflow/tfjs-core';
import { frozen, type ApplySlot, type Slot } from '@singlora/core';
import { crossEntropy, linear } from '@singlora/kernels';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  assetsIn,
  batchOf,
  expectClose,
  fixture,
  onEachBackend,
  readTensors,
} from './fixtures.test-support.ts';
import { loadSequenceClassifier } from './load.ts';
import type { SequenceClassifier, TokenBatch } from './sequence-classifier.ts';

const random = { uniform: () => 0.5, normal: () => 0 };

/** query and value with scale · P Qᵀ added, and tensors by name in place of the model's. */
function adapted(slots: readonly Slot[], leaves: Record<string, tf.Tensor>): ApplySlot {
  return (name, x) => {
    const slot = slots.find((each) => each.name === name);
    if (!slot) throw new Error(`no slot ${name}`);
    const { [`${name}.p`]: p, [`${name}.q`]: q, scale } = leaves;
    return linear(
      x,
      (leaves[`${name}.weight`] ?? slot.weight) as tf.Tensor2D,
      (leaves[`${name}.bias`] ?? slot.bias) as tf.Tensor1D,
      p && q ? [{ p: p as tf.Tensor2D, q: q as tf.Tensor2D, scale: scale as tf.Scalar }] : [],
    );
  };
}

describe.each([
  { name: 'tiny-bert', head: ['classifier'] },
  { name: 'tiny-roberta', head: ['classifier.dense', 'classifier.out_proj'] },
])('$name', ({ name, head }) => {
  onEachBackend('as transformers computes it', () => {
    let model: SequenceClassifier;
    let expected: (name: string) => tf.Tensor;
    let batch: TokenBatch;
    beforeAll(async () => {
      const options = { outputs: 3, random };
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

    it('gradients of factors on query and value, and of the head', () => {
      const names = [
        ...model.slots
          .filter((slot) => /\.(query|value)$/.test(slot.name))
          .flatMap((slot) => [`${slot.name}.p`, `${slot.name}.q`]),
        'scale',
        ...head.flatMap((slot) => [`${slot}.weight`, `${slot}.bias`]),
      ];
      expect(names).toHaveLength(9 + 2 * head.length);
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
        crossEntropy(logits(...values), labels, weights);
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
      const long = tf.ones<tf.Rank.R2>([1, 13], 'int32');
      const batch = { inputIds: long, attentionMask: long, tokenTypeIds: tf.zerosLike(long) };
      expect(model.config.maxPositions).toBe(12);
      expect(() => model.logits(batch, { apply: frozen(model.slots) })).toThrow(
        'A batch is 13 tokens long, and the model reads at most 12',
      );
    });

    it('counts its parameters and lists its slots', () => {
      const prefix = model.architecture;
      expect(model.slots.map((slot) => slot.name)).toEqual([
        ...[0, 1].flatMap((i) =>
          [
            'attention.self.query',
            'attention.self.key',
            'attention.self.value',
            'attention.output.dense',
            'intermediate.dense',
            'output.dense',
          ].map((module) => `${prefix}.encoder.layer.${i}.${module}`),
        ),
        ...(prefix === 'bert' ? ['bert.pooler.dense'] : []),
        ...head,
      ]);
      const layer = 4 * (16 * 16 + 16) + 2 * 16 * 24 + 24 + 16 + 4 * 16;
      const tables = prefix === 'bert' ? 40 + 12 + 2 : 40 + 14 + 1;
      expect(model.parameterCount).toBe(
        tables * 16 + 2 * 16 + 2 * layer + (16 * 16 + 16) + (16 * 3 + 3),
      );
    });
  });
});
