import type { Tokenizer } from '@singlora/hub';
import { expect, it } from 'vitest';
import { templates, tokenizeRows } from './tokenize.ts';

/** One token per word, with its length as its id; the second text has type 1. */
const tokenizer: Tokenizer = {
  vocabularySize: 100,
  padId: 0,
  tokens: (text) => Promise.resolve(text.split(' ')),
  encode(text, pair, maxLength) {
    const lengths = (words: string | undefined) => (words?.split(' ') ?? []).map((w) => w.length);
    const [first, second] = [lengths(text), lengths(pair)];
    const types = [...first.map(() => 0), ...second.map(() => 1)];
    return Promise.resolve({
      ids: Int32Array.from([...first, ...second]).subarray(0, maxLength),
      typeIds: Int32Array.from(types).subarray(0, maxLength),
      uncut: types.length,
    });
  },
};

const rows = [
  { a: 'a bb', b: 'ccc', label: 2, index: 0 },
  { a: 'dddd', label: 1, index: 1 },
];

it('encodes premise, then hypothesis, and keeps labels', async () => {
  const { pair: template } = templates;
  expect(await tokenizeRows(rows, tokenizer, { template, maxLength: 3 })).toEqual({
    examples: [
      { ids: Int32Array.of(1, 2, 3), typeIds: Int32Array.of(0, 0, 1), label: 2 },
      { ids: Int32Array.of(4), typeIds: Int32Array.of(0), label: 1 },
    ],
    truncated: 0,
  });
});

it('cuts what is too long, and counts it', async () => {
  const { examples, truncated } = await tokenizeRows(rows, tokenizer, {
    template: templates.pair,
    maxLength: 2,
  });
  expect(examples[0]?.ids).toEqual(Int32Array.of(1, 2));
  expect(truncated).toBe(1);
});

it('can lay out a pair as one text', () => {
  expect(templates.lines(rows[0]!)).toEqual(['a bb\nccc', undefined]);
  expect(templates.lines(rows[1]!)).toEqual(['dddd', undefined]);
});
