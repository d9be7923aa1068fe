import { methods } from '@singlora/core';
import { expect, it } from 'vitest';
import { startRules, type StartName } from '../exponents/prediction/start.ts';
import { supportsStart } from './can-start.ts';

const startsOf = (method: string) =>
  (Object.keys(startRules) as StartName[]).filter((start) => supportsStart(method, start));

it('offers a method the starts that it can have', () => {
  expect(startsOf('singlora')).toEqual(['own', 'principal']);
  expect(startsOf('lora')).toEqual(['own', 'swapped', 'principal', 'qr']);
  expect(startsOf('symlora')).toEqual(['own', 'ones']);
  for (const method of methods.keys()) expect(startsOf(method)).toContain('own');
});

it('names a method that is none', () => {
  expect(() => supportsStart('loro', 'principal')).toThrow(/Did you mean "lora"/);
});
