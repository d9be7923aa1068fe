import { expect, it } from 'vitest';
import { runLabel } from './label.ts';

it.each([
  [{ adapter: { method: 'dora', rank: 4 }, training: {} }, 'faces · dora · seed 0 · rank 4'],
  [{ adapter: null, training: { learningRate: 1e-5 } }, 'faces · full · seed 0 · rate 0.00001'],
  [{ adapter: null, training: null }, 'faces · none · seed 0'],
  [{ adapter: null, training: null, method: 'none' }, 'faces · none · seed 0'],
])('names a run by its method, with an adapter or without: %o', (config, label) => {
  expect(runLabel({ experiment: 'faces', config: { ...config, seed: 0 } })).toBe(label);
});
