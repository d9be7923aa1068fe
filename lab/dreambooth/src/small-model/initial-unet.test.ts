import { startBackend } from '@singlora/runtime';
import { beforeAll, expect, test } from 'vitest';
import { smallUNetConfig } from './configs.ts';
import { initialUNet } from './initial-unet.ts';

beforeAll(() => startBackend());

test("the small denoiser has 3.2 million numbers, begins like PyTorch's layers, and by its seed alone", () => {
  const [one, same, other] = [1, 1, 2].map((seed) => initialUNet(smallUNetConfig, seed));
  expect(one!.parameterCount).toBe(3_166_464);
  expect(one!.slots.filter(({ name }) => /to_[qk]$/.test(name))).toHaveLength(28);
  const numbers = (model: typeof one, name: string) => [...model!.weights[name]!.dataSync()];
  const largest = (name: string) => Math.max(...numbers(one, name).map(Math.abs));
  for (const name of ['conv_in.weight', 'conv_in.bias']) {
    expect(largest(name)).toBeLessThanOrEqual(1 / Math.sqrt(32 * 9));
    expect(largest(name)).toBeGreaterThan(0.8 / Math.sqrt(32 * 9));
  }
  expect(new Set(numbers(one, 'conv_norm_out.weight'))).toEqual(new Set([1]));
  expect(new Set(numbers(one, 'conv_norm_out.bias'))).toEqual(new Set([0]));
  const name = 'mid_block.attentions.0.transformer_blocks.0.attn2.to_k.weight';
  expect(numbers(same, name)).toEqual(numbers(one, name));
  expect(numbers(other, name)).not.toEqual(numbers(one, name));
  for (const model of [one, same, other]) model!.dispose();
});
