import { frozen } from '@singlora/core';
import { startBackend } from '@singlora/runtime';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { randomTexts } from './tiny.test.support.ts';
import { tokenStates } from './token-states.ts';

let texts: ReturnType<typeof randomTexts>;
beforeAll(async () => {
  await startBackend();
  // One token per letter.
  texts = randomTexts(8, (text) => Array.from(text, (letter) => 1 + (letter.charCodeAt(0) % 49)));
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
  const hidden = texts.model.hiddenStates(
    { inputIds: row(ids), attentionMask: row(ids.map(() => 1)), tokenTypeIds: row(typeIds) },
    { apply: frozen(texts.model.slots) },
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
