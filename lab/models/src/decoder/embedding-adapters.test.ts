import { AdapterSet, chooseTargets, parseAdapterConfig } from '@singlora/core';
import { loadAdapter } from '@singlora/core/node';
import { crossEntropy } from '@singlora/core/kernels';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadSequenceClassifier } from '../classification/load.ts';
import type { SequenceClassifier, TokenBatch } from '../classification/sequence-classifier.ts';
import {
  assetsIn,
  decoderBatchOf,
  expectClose,
  fixture,
  onEachBackend,
  readTensors,
} from '../fixtures.test.support.ts';

/** The decoders of tools/fixtures/embedding_adapters.py, with the name of their token embedding. */
const decoders = [
  ['tiny-gpt2', 'transformer.wte'],
  ['tiny-llama', 'model.embed_tokens'],
  ['tiny-llama-gqa', 'model.embed_tokens'],
  ['tiny-llama-qwen2', 'model.embed_tokens'],
] as const;
/** The tensors of the embedding that are trained: PEFT's names, and ours. */
const trained = {
  lora: { lora_embedding_A: 'lora_embedding_A', lora_embedding_B: 'lora_embedding_B' },
  dora: {
    lora_embedding_A: 'lora_embedding_A',
    lora_embedding_B: 'lora_embedding_B',
    'lora_magnitude_vector.weight': 'lora_magnitude_vector',
  },
  whole: { weight: 'weight' },
  tokens: { 'token_adapter.trainable_tokens_delta': 'weight' },
} as const;
/** The rows that `tokens` trains in PEFT; here the table is trained. */
const rows = [7, 5, 39];

describe.each(decoders)("an adapter on %s's embedding", (decoder, embedding) => {
  onEachBackend('as PEFT runs and merges it', () => {
    let model: SequenceClassifier;
    let batch: TokenBatch;
    let labels: tf.Tensor1D;
    beforeAll(async () => {
      const random = { uniform: () => 0.5, normal: () => 0 };
      model = await loadSequenceClassifier(assetsIn(fixture(decoder)), { outputs: 3, random });
      const given = await readTensors(fixture(`${decoder}/expected.safetensors`));
      batch = decoderBatchOf(given);
      labels = given('labels') as tf.Tensor1D;
    });
    afterAll(() => model.dispose());

    it.each(['lora', 'dora', 'whole', 'tokens'] as const)('%s', async (kind) => {
      const folder = fixture(`embedding-adapters/${decoder}/${kind}`);
      const expected = await readTensors(`${folder}/expected.safetensors`);
      const { adapter } = await loadAdapter(folder, model.slots);
      const u = tf.scalar(1);
      const logits = (values: Record<string, tf.Tensor>) =>
        model.logits(batch, { apply: adapter.apply({ ...adapter.parameters, ...values }, u) });
      expectClose(logits({}), expected('logits'), 1e-4);

      const names = Object.entries(trained[kind]).map(
        ([theirs, ours]) => [theirs, `${embedding}.${ours}`] as const,
      );
      const gradients = tf.grads((...values: tf.Tensor[]) =>
        crossEntropy(
          logits(Object.fromEntries(names.map(([, ours], i) => [ours, values[i] as tf.Tensor]))),
          labels,
          tf.ones([3]),
        ),
      )(names.map(([, ours]) => adapter.parameters[ours] as tf.Tensor));
      names.forEach(([theirs], i) => {
        const gradient = gradients[i] as tf.Tensor;
        const theirsOf = kind === 'tokens' ? tf.gather(gradient, rows) : gradient;
        expectClose(theirsOf, expected(`gradient.${theirs}`), 1e-4);
      });

      const set = new AdapterSet(model.slots);
      set.add('peft', adapter, adapter.parameters);
      set.use('peft');
      set.merge();
      expectClose(
        model.logits(batch, { apply: (slot, x) => set.apply(slot, x) }),
        expected('merged.logits'),
        1e-4,
      );
      const ids = tf.range(0, 40, 1, 'int32');
      expectClose(set.apply(embedding, ids), expected('merged.embedding'), 1e-5);
    });

    it('but `all-linear` leaves it out', () => {
      const config = parseAdapterConfig({ method: 'lora', target_modules: 'all-linear' });
      expect(chooseTargets(model.slots, config).adapted).not.toContain(embedding);
      expect(model.slots.map(({ name }) => name)).toContain(embedding);
    });
  });
});
