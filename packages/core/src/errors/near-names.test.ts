import { describe, expect, it } from 'vitest';
import { meantName, nearNames } from './near-names.ts';

const models = ['sentence-transformers/all-MiniLM-L6-v2', 'FacebookAI/roberta-base', 'gpt2'];

describe('the name that was meant', () => {
  it.each([
    ['sentence-transformers/all-MiniLM-L12-v2', models[0]],
    ['all-minilm-l6-v2', models[0]],
    ['sentence-transformer/all-MiniLM-L6v2', models[0]],
    ['someone/roberta-base', models[1]],
    ['roberta-bse', models[1]],
    ['gpt', 'gpt2'],
    ['gpt2', undefined],
    ['bert-base-uncased', undefined],
    ['x', undefined],
  ])('%s: %s', (typed, meant) => {
    expect(meantName(typed, models, '/')).toBe(meant);
  });

  it('may be two letters off, however short', () => {
    expect(meantName('lroa', ['lora', 'dora'])).toBe('lora');
    expect(meantName('ab', ['xyz'])).toBeUndefined();
  });

  it('is none without names', () => {
    expect(meantName('gpt2', [])).toBeUndefined();
  });
});

describe('names most like another', () => {
  const layers = [0, 1, 2].flatMap((i) => ['query', 'key'].map((part) => `layer.${i}.${part}`));

  it('are alike in their last parts, then in all', () => {
    const near = nearNames('layer.2.qurey', layers, '.');
    expect(near).toEqual(['layer.2.query', 'layer.0.query', 'layer.1.query']);
    expect(nearNames('kye', layers, '.')[0]).toBe('layer.0.key');
  });

  it('are each told once', () => {
    expect(nearNames('A', ['a', 'a', 'b'])).toEqual(['a', 'b']);
  });

  it('are found as fast where names are long', () => {
    const long = 'q'.repeat(1_000_000);
    expect(nearNames(long, [`${long}x`, 'query'])[0]).toBe(`${long}x`);
  });
});
