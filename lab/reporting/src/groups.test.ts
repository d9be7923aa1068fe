import { expect, it } from 'vitest';
import { differingKeys, distinctBy, groupBy, omit, pick } from './groups.ts';

const configs = [
  { method: 'lora', seed: 0, betas: [0.9, 0.99] },
  { method: 'singlora', seed: 0, betas: [0.9, 0.99], ramp: 5 },
  { seed: 1, betas: [0.9, 0.99], method: 'lora' },
];

it('groups by what is left when the seed is taken away, whatever the order of keys', () => {
  const groups = groupBy(configs, (config) => omit(config, ['seed']));
  expect(groups.map((group) => group.map(({ seed }) => seed))).toEqual([[0, 1], [0]]);
});

it('names the keys that differ, absent ones included, and compares values, not references', () => {
  expect(differingKeys(configs)).toEqual(['method', 'seed', 'ramp']);
  expect(differingKeys([])).toEqual([]);
});

it('picks and keeps the first of equals', () => {
  expect(pick(configs[1] ?? {}, ['ramp', 'absent'])).toEqual({ ramp: 5 });
  expect(distinctBy(configs, ({ method }) => method)).toEqual(configs.slice(0, 2));
});
