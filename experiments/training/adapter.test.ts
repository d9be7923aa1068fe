import { parseAdapterConfig } from '@singlora/core';
import { expect, it } from 'vitest';
import { withTrainedHead } from './adapter.ts';

const saved = (modules_to_save: string[] | undefined, head: string[]) =>
  withTrainedHead(
    parseAdapterConfig({ method: 'lora', ...(modules_to_save && { modules_to_save }) }),
    head,
  ).modules_to_save;

it('trains the head whatever else is trained whole, as PEFT does', () => {
  expect(saved(undefined, ['classifier'])).toEqual(['classifier']);
  expect(saved(['pooler'], ['classifier'])).toEqual(['pooler', 'classifier']);
});

it('takes the heads that PEFT writes into its files for those of the model', () => {
  expect(saved(['classifier', 'score'], ['score'])).toEqual(['score']);
  expect(saved(['classifier', 'score'], ['pre_classifier', 'classifier'])).toEqual([
    'pre_classifier',
    'classifier',
  ]);
});
