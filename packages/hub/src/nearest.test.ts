import { describe, expect, it } from 'vitest';
import { nearest } from './nearest.ts';

const known = ['sentence-transformers/all-MiniLM-L6-v2', 'FacebookAI/roberta-base', 'gpt2'];

describe('nearest', () => {
  it.each([
    ['sentence-transformers/all-MiniLM-L12-v2', known[0]],
    ['all-minilm-l6-v2', known[0]],
    ['sentence-transformer/all-MiniLM-L6v2', known[0]],
    ['roberta-bse', known[1]],
    ['gpt', 'gpt2'],
    ['gpt2', undefined],
    ['bert-base-uncased', undefined],
    ['x', undefined],
  ])('%s: %s', (typed, meant) => {
    expect(nearest(typed, known)).toBe(meant);
  });

  it('knows nothing without names', () => {
    expect(nearest('gpt2', [])).toBeUndefined();
  });
});
