import { parseAdapterConfig } from '@singlora/core';
import { expect, it } from 'vitest';
import { startExpectations } from './start-expectations.ts';

it.each(['lora', 'lora+', 'rslora', 'dora', 'symlora'])('%s starts with a zero', (method) => {
  expect(startExpectations(parseAdapterConfig({ method }))).toMatchObject([
    { modules: '*', quantity: 'change', step: 1, exponent: { most: 0 } },
  ]);
});

it.each(['singlora', 'signed-singlora', 'singlora-dora'])('%s does not', (method) => {
  expect(startExpectations(parseAdapterConfig({ method }))).toEqual([]);
});
