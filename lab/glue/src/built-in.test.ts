import { describe, expect, it } from 'vitest';
import { tasks } from '@singlora/records';
import { wordBaseline } from './word-baseline.test.support.ts';
import { builtInRows } from './built-in.ts';

const { train, dev: splits, asset } = builtInRows(tasks.mnli)!;
const dev = splits['validation_matched']!;
const words = (text = ''): string[] => text.toLowerCase().match(/[a-z'-]+/g) ?? [];
const share = (rows: typeof train, label: number) =>
  rows.filter((row) => row.label === label).length / rows.length;

describe('built-in rows', () => {
  it('are always the same', () => {
    const again = builtInRows(tasks.mnli)!;
    expect(again.train).toEqual(train);
    expect(again.asset).toEqual(asset);
    expect(asset.revision).toBe('1');
    expect(asset.sha256).toEqual({
      train: 'debc00f800eb53490ffe687c0b6c90a930ceede877a82b8a08bf398d982ae27a',
      dev: '9b560658f9c23f115e5ef1d3bba32e332b49a2b028040ffd0605f4d0af5ba22b',
    });
  });

  it('have as many of each label', () => {
    expect(train).toHaveLength(4_095);
    expect(dev).toHaveLength(1_023);
    for (const label of [0, 1, 2]) {
      expect(share(train, label)).toBeCloseTo(1 / 3, 10);
      expect(share(dev, label)).toBeCloseTo(1 / 3, 10);
    }
  });

  it('come in no order', () => {
    for (const label of [0, 1, 2]) expect(share(train.slice(0, 600), label)).toBeCloseTo(1 / 3, 1);
  });

  it('share no pair and no hypothesis between train and dev', () => {
    const pairs = [...train, ...dev].map(({ a, b }) => `${a}\n${b}`);
    expect(new Set(pairs).size).toBe(pairs.length);
    const known = new Set(train.map(({ b }) => b));
    expect(dev.filter(({ b }) => known.has(b))).toEqual([]);
  });

  it('are sentences', () => {
    for (const { a, b } of [...train, ...dev]) {
      for (const text of [a, b ?? '']) {
        expect(text).toMatch(/^[A-Z][a-zA-Z',. -]*[a-z]\.$/);
        expect(text).not.toMatch(/ {2}|\.\.|,,|undefined| a [aeiou]| (\w+) \1 /i);
      }
    }
  });

  it('cannot be told from the hypothesis, hardly from the premise', () => {
    expect(wordBaseline(train, dev, ({ b }) => words(b))).toBeCloseTo(1 / 3, 10);
    expect(wordBaseline(train, dev, ({ a }) => words(a))).toBeLessThan(0.45);
  });

  it('need more than counting shared words', () => {
    const shared = ({ a, b }: (typeof train)[number]) => {
      const premise = new Set(words(a));
      return words(b).map((word) => (premise.has(word) ? 'shared' : `new ${word}`));
    };
    expect(wordBaseline(train, dev, shared)).toBeLessThan(0.6);
  });
});

describe.each([
  ['RTE', tasks.rte],
  ['WNLI', tasks.wnli],
])('as two classes, for %s', (_, task) => {
  const { train, dev: splits } = builtInRows(task)!;
  const dev = splits['validation']!;

  it('are half of each, and each hypothesis comes with both', () => {
    for (const rows of [train, dev]) {
      const labels = new Map<string, number[]>();
      for (const { b = '', label } of rows) labels.set(b, [...(labels.get(b) ?? []), label]);
      for (const each of labels.values()) {
        expect(each.filter((label) => label === 0)).toHaveLength(each.length / 2);
      }
    }
    expect([train.length, dev.length]).toEqual([4_096, 1_024]);
  });

  it('say of the same pair what MNLI says of it', () => {
    const entailed = builtInRows(tasks.mnli)!.train.filter(({ label }) => label === 0);
    const known = new Set(entailed.map(({ a, b }) => `${a}\n${b}`));
    const shared = train.filter(({ a, b }) => known.has(`${a}\n${b}`));
    expect(shared.length).toBeGreaterThan(0);
    expect(new Set(shared.map(({ label }) => task.labels[label]))).toEqual(new Set(['entailment']));
  });
});

it('do not exist for a task that they would be no examples of', () => {
  expect(builtInRows(tasks.qnli)).toBeUndefined();
});
