import { splitOf } from '@singlora/pictures';
import { expect, test } from 'vitest';
import { subjectViews, type ViewSeries } from './views.ts';

const series: ViewSeries = { seed: 1, name: 'subject', split: 'train', views: 3, size: 16 };
const numbers = Array.from({ length: 24 }, (_, i) => i);

test.each(['train', 'held-out'] as const)('subjects are of the split: %s', (split) => {
  for (const i of numbers)
    for (const { subject } of subjectViews({ ...series, split }, i))
      expect(splitOf(subject)).toBe(split);
});

test('a subject has views in different scenes, and classes come in turn', () => {
  const all = numbers.map((i) => subjectViews(series, i));
  for (const views of all) {
    expect(new Set(views.map(({ subject }) => subject)).size).toBe(1);
    expect(new Set(views.map(({ scene }) => scene)).size).toBe(3);
    expect(new Set(views.map(({ picture }) => picture.pixels.join())).size).toBe(3);
  }
  expect(new Set(all.slice(0, 12).map(([first]) => first!.subject.class)).size).toBe(12);
});

test('they depend on seed, series and number alone', () => {
  const one = subjectViews(series, 5);
  expect(subjectViews(series, 5)).toEqual(one);
  const others = [
    { ...series, seed: 2 },
    { ...series, name: 'dev subject' },
  ];
  for (const other of others) expect(subjectViews(other, 5)).not.toEqual(one);
});

test('more views than scenes are refused', () => {
  expect(() => subjectViews({ ...series, views: 11 }, 0)).toThrow('11 views');
});
