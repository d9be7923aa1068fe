import { parseAdapterConfig } from '@singlora/core';
import { expect, it } from 'vitest';
import { startExceptions } from './start-exceptions.ts';

it.each(['lora', 'lora+', 'rslora', 'dora', 'symlora'])('%s starts with a zero', (method) => {
  expect(startExceptions(parseAdapterConfig({ method }))).toMatchObject([
    { modules: 'all', quantity: 'change', steps: [1], verdict: 'vanishing' },
  ]);
});

it.each(['singlora', 'signed-singlora', 'singlora-dora'])('%s does not', (method) => {
  expect(startExceptions(parseAdapterConfig({ method }))).toEqual([]);
});
