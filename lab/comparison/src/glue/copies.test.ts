import { expect, it } from 'vitest';
import { makeRun, type Change } from '../recorded.test.support.ts';
import { copiesAmong } from './copies.ts';
import { glueRuns } from './run.ts';

const rows = 1000;

/** Answers of which the share `moved` is another than those of `from`. */
const answers = (from: number, moved = 0) =>
  Array.from({ length: rows }, (_, row) => {
    const isYes = (row * 7 + from * row * row) % 3 > 0;
    return isYes === row < moved * rows ? 'no' : 'yes';
  });

const isFound = (one: Change, other: Change) =>
  copiesAmong(glueRuns([one, other].map(makeRun)).runs).size === 2;

const lora: Change = { method: 'lora', seed: 1, predicted: answers(1) };
const singlora: Change = { method: 'singlora', seed: 1 };

it.each<[string, Change, boolean]>([
  ['of another method', { ...singlora, predicted: answers(1) }, true],
  ['that differ in one row', { ...singlora, predicted: answers(1, 0.001) }, true],
  ['that differ in three of a thousand', { ...singlora, predicted: answers(1, 0.003) }, false],
  ['of another seed', { ...lora, seed: 2, predicted: answers(1, 0.01) }, true],
  ['of another seed, with more rows', { ...lora, seed: 2, predicted: answers(1, 0.02) }, false],
  ['of another rate', { ...lora, config: { learningRate: 0.5 } }, true],
  ['of the same training in another experiment', { ...lora, experiment: 'ramp' }, false],
  ['of a run of its own', { ...singlora, predicted: answers(2) }, false],
])('finds predictions %s: %o', (_, other, found) => {
  expect(isFound(lora, other)).toBe(found);
});

it('tells nothing of few rows, nor of runs that learned nothing', () => {
  const few = answers(1).slice(0, 300);
  expect(isFound({ ...lora, predicted: few }, { ...singlora, predicted: few })).toBe(false);
  const idle = Array<string>(rows).fill('yes');
  expect(isFound({ ...lora, predicted: idle }, { ...singlora, predicted: idle })).toBe(false);
});
