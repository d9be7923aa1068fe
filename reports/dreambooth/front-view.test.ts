import { dreamBoothRuns, dreamBoothSettings, type RecordedRun } from '@singlora/comparison';
import { dreamBoothNumber } from '@singlora/records';
import { tableMarkdown } from '@singlora/reporting';
import { expect, it } from 'vitest';
import { equalDriftTable, frontsFigure, gridTable, leadingText } from './front-view.ts';
import { apart, recordedOf } from './planned.test.support.ts';

function settingOf(runs: readonly RecordedRun[]) {
  const [setting] = dreamBoothSettings(dreamBoothRuns(runs).runs);
  if (!setting) throw new Error('no setting');
  return setting;
}

/** Each comparison with its verdict, as a reader sees them. */
const verdicts = (runs: readonly RecordedRun[]) =>
  tableMarkdown(equalDriftTable(settingOf(runs))!)
    .split('\n')
    .filter((line) => line.includes(' − '))
    .map((line) => {
      const [, difference = '', , , verdict = ''] = line.split('|').map((cell) => cell.trim());
      return [difference.replace(/ \(.*/, ''), verdict];
    });

it('tells what the plan compares at equal drift, the primary comparison first', () => {
  const above = [
    ['SingLoRA r12 − LoRA r8', 'higher'],
    ['SingLoRA r12 − LoRA+ r8', 'higher'],
    ['SingLoRA r12 − DoRA r8', 'higher'],
    ['SingLoRA r8 − LoRA r8', 'equal within ±0.02 (by its own interval, not corrected)'],
  ];
  expect(verdicts(recordedOf('front', apart(0.05, 0.005, 12)))).toEqual(above);
  const wide = verdicts(recordedOf('front', apart(0.02, 0.2, 12)));
  expect(wide[0]?.[1]).toMatch(/^undecided \(needs ±0\.\d{3} to decide\)$/);
});

it('has no verdict while a planned run is to come', () => {
  const runs = recordedOf('front', apart(0.05, 0.005, 12)).slice(0, -1);
  expect(new Set(verdicts(runs).map(([, verdict]) => verdict))).toEqual(
    new Set(['no verdict (959 of 960 planned results are there)']),
  );
});

it('draws every point, and the line of those that no other beats in both', () => {
  const runs = recordedOf('front', apart(0.05, 0.005, 12));
  // At 600 steps LoRA's pictures drift no further than at 300, and are less faithful.
  for (const { record } of runs)
    if (/^front-lora-8-.*-600-/.test(record.id))
      Object.assign(record.summary, { [dreamBoothNumber.mean('fidelity')]: 0.5 });
  const figure = frontsFigure(settingOf(runs), 'here');
  const { data, layer } = figure?.spec as unknown as {
    data: { values: { label: string; made: string }[] };
    layer: { data?: { values: { label: string; made: string }[] } }[];
  };
  const madeOf = (values: readonly { label: string; made: string }[] = []) =>
    values.filter(({ label }) => label === 'LoRA r8').map(({ made }) => made);
  expect(madeOf(data.values)).toHaveLength(16);
  const line = madeOf(layer[1]?.data?.values);
  expect(line).toHaveLength(12);
  expect(line.filter((made) => made.endsWith('600 steps'))).toEqual([]);
  expect(figure?.description).toContain('No adapter from 0.4');
});

it('lists each rate and number of steps in order, and says which one the other tables show', () => {
  const setting = settingOf(recordedOf('front', apart(0.05, 0, 12)));
  const [head = '', , first = ''] = tableMarkdown(gridTable(setting))
    .split('\n')
    .filter((line) => line.startsWith('|'));
  expect(head).toBe('| Method | Steps | Rate 3e-4 | Rate 1e-3 | Rate 3e-3 | Rate 0.01 |');
  expect(first).toMatch(/^\| LoRA r8 \| 100 \| 0\.601 \(0\.101\) \| 0\.651 \(0\.151\) \|/);
  expect(leadingText(setting)).toContain('shown at rate 1e-3, 300 steps,');
});
