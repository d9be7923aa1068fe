import { frozen } from '@singlora/core';
import { createSequenceClassifier, type SequenceClassifier } from '@singlora/models';
import { randomStream, startBackend } from '@singlora/runtime';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { tokenStates, type TextModel } from './token-states.ts';

const config = {
  model_type: 'bert',
  vocab_size: 50,
  type_vocab_size: 2,
  max_position_embeddings: 16,
  hidden_size: 8,
  num_hidden_layers: 2,
  num_attention_heads: 2,
  intermediate_size: 16,
  hidden_act: 'gelu',
  layer_norm_eps: 1e-12,
  initializer_range: 0.02,
  pad_token_id: 0,
  hidden_dropout_prob: 0,
  attention_probs_dropout_prob: 0,
};

let model: SequenceClassifier;
let texts: TextModel;
beforeAll(async () => {
  await startBackend();
  const random = randomStream(1, 'weights');
  model = createSequenceClassifier(config, {
    outputs: 1,
    weight: (_, shape) => {
      const length = tf.util.sizeFromShape(shape);
      return tf.tensor(
        Float32Array.from({ length }, () => random.normal()),
        shape,
      );
    },
  });
  // One token per letter.
  const tokenizer: TextModel['tokenizer'] = {
    padId: 0,
    encode(text, _pair, most) {
      const ids = Int32Array.from(
        [...text].slice(0, most),
        (letter) => 1 + (letter.charCodeAt(0) % 49),
      );
      const uncut = [...text].length;
      return Promise.resolve({ ids, typeIds: new Int32Array(ids.length), uncut });
    },
  };
  texts = { model, tokenizer };
});

test("a text's hidden states, each token's of one size, with nothing where there are no tokens", async () => {
  const [short, long] = (await tokenStates(texts, ['abc', 'abcdefghij'], 5)) as [
    Float32Array,
    Float32Array,
  ];
  expect([short.length, long.length]).toEqual([40, 40]);
  expect([...short.slice(24)].map(Math.abs)).toEqual(new Array(16).fill(0));
  const { ids, typeIds } = await texts.tokenizer.encode('abc', undefined, 5);
  const row = (values: Int32Array) => tf.tensor2d(values, [1, 3], 'int32');
  const hidden = model.hiddenStates(
    { inputIds: row(ids), attentionMask: row(ids.map(() => 1)), tokenTypeIds: row(typeIds) },
    { apply: frozen(model.slots) },
  );
  const values = [...hidden.dataSync()];
  for (const token of [0, 1, 2]) {
    const own = values.slice(8 * token, 8 * (token + 1));
    const size = Math.sqrt(own.reduce((sum, value) => sum + value ** 2, 0) / 8);
    own.forEach((value, i) => expect(short[8 * token + i]).toBeCloseTo(value / size, 4));
  }
});

test('equal texts share theirs, in the order asked, and no tensor is left', async () => {
  const before = tf.memory().numTensors;
  const asked = Array.from({ length: 150 }, (_, i) => `text ${i % 140}`);
  const states = await tokenStates(texts, asked, 8);
  expect(tf.memory().numTensors).toBe(before);
  expect(states[141]).toBe(states[1]);
  expect(new Set(states).size).toBe(140);
  const [alone] = await tokenStates(texts, ['text 77'], 8);
  alone!.forEach((value, i) => expect(states[77]![i]).toBeCloseTo(value, 4));
});
