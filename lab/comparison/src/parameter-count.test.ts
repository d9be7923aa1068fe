import { expect, it } from 'vitest';
import { dreamBoothProtocol, paper, type PaperModelName } from '@singlora/records';
import { parameterCount } from './parameter-count.ts';

it.each<[string, PaperModelName, number]>([
  ['lora', 'roberta-base', 294_912],
  ['singlora', 'roberta-base', 147_456],
  ['lora', 'gpt2', 1_179_648],
  ['singlora', 'gpt2', 884_736],
  ['lora', 'llama-7b', 19_988_480],
  ['singlora', 'llama-7b', 12_648_448],
  ['dora', 'roberta-base', 294_912 + 24 * 768],
])('%s on %s has %i parameters at rank 8', (method, name, expected) => {
  expect(parameterCount(method, paper.models[name], 8)).toBe(expected);
});

it('claims nothing about methods it does not know', () => {
  expect(parameterCount('other', paper.models.gpt2, 1)).toBeUndefined();
});

it.each([
  ['lora', 8, 797_184],
  ['singlora', 8, 422_400],
  ['singlora', 16, 844_800],
])('%s at rank %i on Stable Diffusion 1.5 has %i parameters', (method, rank, expected) => {
  expect(parameterCount(method, dreamBoothProtocol, rank)).toBe(expected);
});
