import { expect, it } from 'vitest';
import { paper } from './paper.ts';
import { parameterCount } from './parameter-count.ts';

it.each([
  ['lora', 'roberta-base', 294_912],
  ['singlora', 'roberta-base', 147_456],
  ['lora', 'gpt2', 1_179_648],
  ['singlora', 'gpt2', 884_736],
  ['lora', 'llama-7b', 19_988_480],
  ['singlora', 'llama-7b', 12_648_448],
  ['dora', 'roberta-base', 294_912 + 24 * 768],
])('%s on %s has %i parameters at rank 8', (method, name, expected) => {
  const model = paper.models[name];
  expect(model && parameterCount(method, model, 8)).toBe(expected);
});

it('claims nothing about methods it does not know', () => {
  expect(
    parameterCount('other', { title: '', layers: 1, projections: [[2, 2]] }, 1),
  ).toBeUndefined();
});
