import { dreamBoothRuns, dreamBoothSettingsIn, type RecordedRun } from '@singlora/comparison';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { committedRuns } from '../../lab/comparison/src/reference.test.support.ts';
import { cleanTable } from './clean.ts';
import { makingOf } from './making.ts';

let recorded: readonly RecordedRun[];
let models: readonly RecordedRun[];
const closings: (() => Promise<void>)[] = [];
beforeAll(async () => {
  const [clean, small] = [
    await committedRuns('clean.jsonl.br'),
    await committedRuns('small-model.jsonl.br'),
  ];
  [recorded, models] = [clean.runs, small.runs];
  closings.push(clean.close, small.close);
});
afterAll(() => Promise.all(closings.map((close) => close())));

const summed = (runs: readonly RecordedRun[], name: string, by: number) =>
  runs.map((run) => ({
    ...run,
    record: {
      ...run.record,
      summary: { ...run.record.summary, [name]: (run.record.summary[name] ?? NaN) + by },
    },
  }));
const told = (model: readonly RecordedRun[], runs: readonly RecordedRun[]) =>
  cleanTable(
    makingOf(model).model,
    dreamBoothSettingsIn(
      dreamBoothRuns(runs).runs.filter(({ config }) => config.purpose === 'result'),
    ),
  )?.rows.map(({ cells }) => cells.at(-1)?.text);

it('is clean where each share reaches what the plan asks for', () => {
  expect(told(models, recorded)).toEqual(['yes', 'yes', 'yes', 'yes']);
  expect(told(summed(models, 'sampleClass', -0.05), recorded)?.[0]).toBe('no');
  const below = { pickedIdentity: -0.15, pickedColours: -0.15, scene: -0.1 };
  for (const [at, [name, by]] of Object.entries(below).entries())
    expect(told(models, summed(recorded, name, by))?.[at + 1]).toBe('no');
});

it('says nothing of what is not recorded', () => {
  expect(told([], [])).toBeUndefined();
  expect(told([], recorded)).toHaveLength(3);
  expect(told(models, [])).toEqual(['yes']);
});
