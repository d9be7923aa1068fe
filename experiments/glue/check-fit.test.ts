import { describe, expect, it } from 'vitest';
import { checkFit } from './check-fit.ts';

const model = { vocabularySize: 100, maxPositions: 128, layers: 6 };
const fits = { maxLength: 128, adaptLayers: 'all' } as const;

describe('checkFit', () => {
  it('lets a tokenizer with fewer ids than embeddings pass, and the longest length', () => {
    expect(() => checkFit('M', model, { vocabularySize: 100 }, fits)).not.toThrow();
    expect(() =>
      checkFit('M', model, { vocabularySize: 64 }, { maxLength: 8, adaptLayers: 6 }),
    ).not.toThrow();
  });

  it('refuses a tokenizer with more ids than embeddings', () => {
    expect(() => checkFit('M', model, { vocabularySize: 101 }, fits)).toThrow(
      'The tokenizer of M has ids up to 100, and the model embeds only 100',
    );
  });

  it('refuses a length that the model cannot read, and says which it can', () => {
    expect(() =>
      checkFit('M', model, { vocabularySize: 100 }, { ...fits, maxLength: 129 }),
    ).toThrow(
      /--max-length 129 is more than the 128 tokens that M reads.*--max-length=128 or less/,
    );
  });

  it('refuses more layers to adapt than the model has', () => {
    expect(() => checkFit('M', model, { vocabularySize: 9 }, { ...fits, adaptLayers: 7 })).toThrow(
      /--adapt-layers=7 is more than the 6 layers of M.*--adapt-layers=all/,
    );
  });
});
