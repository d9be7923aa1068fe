import { expect, it } from 'vitest';
import { countParameters } from './count.ts';
import { parseAdapterConfig } from './adapter-config.ts';

it('counts what a method trains, and knows what it cannot serve', () => {
  const table = [{ name: 'table', kind: 'embedding', inFeatures: 9, outFeatures: 4 } as const];
  const count = (method: string) =>
    countParameters(table, parseAdapterConfig({ method, r: 2, target_modules: ['table'] }));
  expect(count('lora')).toBe(26);
  expect(() => count('singlora')).toThrow(/not defined for table/);
});
