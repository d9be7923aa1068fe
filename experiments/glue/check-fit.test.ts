import { describe, expect, it } from 'vitest';
import { checkFit } from './check-fit.ts';

const model = { vocabularySize: 100, maxPositions: 128 };

describe('checkFit', () => {
  it('lets a tokenizer with fewer ids than embeddings pass, and the longest length', () => {
    expect(() => checkFit('M', model, { vocabularySize: 100 }, 128)).not.toThrow();
    expect(() => checkFit('M', model, { vocabularySize: 64 }, 8)).not.toThrow();
  });

  it('refuses a tokenizer with more ids than embeddings', () => {
    expect(() => checkFit('M', model, { vocabularySize: 101 }, 128)).toThrow(
      'The tokenizer of M has ids up to 100, and the model embeds only 100',
    );
  });

  it('refuses a length that the model cannot read, and says which it can', () => {
    expect(() => checkFit('M', model, { vocabularySize: 100 }, 129)).toThrow(
      /--max-length 129 is more than the 128 tokens that M reads.*--max-length=128 or less/,
    );
  });
});
