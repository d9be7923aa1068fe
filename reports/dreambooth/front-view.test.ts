import { pictureProtocol } from '@singlora/comparison';
import { dreamBoothNumber } from '@singlora/records';
import { tableMarkdown } from '@singlora/reporting';
import { expect, it } from 'vitest';
import { frontsFigure, gridTable, leadingMade } from './front-view.ts';
import { apart, recordedOf, settingOf } from './planned.test.support.ts';

it('draws every point, and the line of those that no other beats in both', () => {
  const runs = recordedOf('front', apart(0.05, 0.005, 12));
  // At 600 steps LoRA's pictures drift as far as at 300, and are less faithful.
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
  expect(leadingMade(setting)).toBe('rate 1e-3, 300 steps');
});

it('says of an adapter at many rates and numbers of steps once how it was trained', () => {
  const { rows } = pictureProtocol(settingOf(recordedOf('front', apart(0.05, 0, 12))));
  const hereOf = (title: string) => rows.find((row) => row.title === title)?.here ?? '';
  const ranks = hereOf('Rank r').split('; ');
  expect(ranks).toContain('SingLoRA r12: 12');
  expect(ranks.filter((one) => one === 'LoRA r8: 8')).toHaveLength(1);
  expect(hereOf('Learning rate').split(', ').sort()).toEqual(['0.01', '1e-3', '3e-3', '3e-4']);
});
