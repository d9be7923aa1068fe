import type { Found } from '@singlora/comparison';
import { expect, it } from 'vitest';
import { pointsChart } from './forest.ts';

it('lists differences with the digits of the text, and tasks under no word for methods', () => {
  const found = {
    difference: 0.006457,
    interval: [-0.01, 0.02],
    pairs: [],
    words: { effect: () => '+0.65 points' },
  } as unknown as Found;
  const lines = [{ label: 'MRPC', colour: 'var(--c1)', found }];
  const chart = pointsChart({ id: 'a', title: 'A', caption: '' }, lines, {});
  const spec = JSON.stringify(chart?.spec);
  expect(spec).toContain('{"field":"label","title":"What"}');
  expect(spec).toContain('"title":"Mean","format":"+.2f"');
  expect(spec).not.toContain('"Method"');
});
