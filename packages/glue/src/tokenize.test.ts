import type { Tokenizer } from '@singlora/hub';
import { expect, it } from 'vitest';
import { tokenizeRows } from './tokenize.ts';

/** One token a word, its length as its id; the second text has type 1. */
const tokenizer: Tokenizer = {
  vocabularySize: 100,
  padId: 0,
  encode(text, pair, maxLength) {
    const lengths = (words: string | undefined) => (words?.split(' ') ?? []).map((w) => w.length);
    const [first, second] = [lengths(text), lengths(pair)];
    const types = [...first.map(() => 0), ...second.map(() => 1)];
    return {
      ids: Int32Array.from([...first, ...second]).subarray(0, maxLength),
      typeIds: Int32Array.from(types).subarray(0, maxLength),
    };
  },
};

it('encodes premise, then hypothesis, up to the length asked for, and keeps labels', () => {
  const rows = [
    { a: 'a bb', b: 'ccc', label: 2, index: 0 },
    { a: 'dddd', label: 1, index: 1 },
  ];
  expect(tokenizeRows(rows, tokenizer, 128)).toEqual([
    { ids: Int32Array.of(1, 2, 3), typeIds: Int32Array.of(0, 0, 1), label: 2 },
    { ids: Int32Array.of(4), typeIds: Int32Array.of(0), label: 1 },
  ]);
  expect(tokenizeRows(rows, tokenizer, 2)[0]?.ids).toEqual(Int32Array.of(1, 2));
});
