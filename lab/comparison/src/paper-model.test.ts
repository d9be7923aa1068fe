import { expect, it } from 'vitest';
import { paperModelOf } from './paper-model.ts';

it.each([
  ['glue', 'top-two', 'roberta-base'],
  ['glue', 'decoder', 'llama-7b'],
  ['glue', 'table-1-gpt2', 'gpt2'],
  ['lr-sensitivity', 'top-two', 'llama-7b'],
])('runs of %s, preset %s, are about %s, by a stand-in', (experiment, preset, name) => {
  expect(paperModelOf({ experiment, preset, runs: [] })).toMatchObject({ name, standsIn: true });
});
