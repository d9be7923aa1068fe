import { describe, expect, test } from 'vitest';
import type { MetricPoint, RunRecord } from '@singlora/tracking';
import type { ComparedRun } from './comparison.ts';
import { repetitionOf } from './repetition.ts';

/** A run with these values as its result, losses by step and a file. */
function run(
  summary: Record<string, number>,
  losses: readonly number[],
  sha256 = 'a',
): ComparedRun {
  const points = losses.map((value, i): MetricPoint => {
    return { key: 'loss', step: i + 1, value, time: '' };
  });
  const artifacts = [{ name: 'predictions', path: '', bytes: 1, sha256 }];
  return {
    run: { summary, artifacts } as unknown as RunRecord,
    curves: new Map([['loss', points]]),
  };
}

const third = 1 / 3;

describe('a run made again', () => {
  test('is equal where its numbers, curves and files are, whatever its time and memory', () => {
    const recorded = run({ accuracy: third, trainSeconds: 5, peakRssBytes: 7 }, [third, NaN]);
    const again = run({ accuracy: third, trainSeconds: 6, peakRssBytes: 8 }, [third, NaN]);
    expect(repetitionOf(recorded, again)).toEqual({
      compared: { numbers: 1, curves: 1, files: 1 },
      departures: [],
    });
  });

  test('says by how much a number, a curve and a file differ', () => {
    const recorded = run({ accuracy: 0.75 }, [third, third, third]);
    const again = run({ accuracy: 0.7525 }, [third, third + 0.5, third + 0.25], 'b');
    expect(repetitionOf(recorded, again).departures).toEqual([
      { name: 'accuracy', found: '0.75, and 0.7525 now: +0.0025' },
      { name: 'loss', found: '2 of 3 points, from step 2 on, by 0.5 at most' },
      { name: 'predictions', found: 'other bytes' },
    ]);
  });

  test('is held to the digits that an archive keeps of curves, at the steps that it keeps', () => {
    const recorded = run({}, [0.33333333, 0.66666667]);
    expect(repetitionOf(recorded, run({}, [third, 2 / 3, 1], 'b')).departures).toEqual([]);
    const other = run({}, [third, 0.66666671, 1], 'b');
    expect(repetitionOf(recorded, other).departures).toEqual([
      { name: 'loss', found: '1 of 2 points, from step 2 on, by 4e-8 at most' },
    ]);
  });

  test('is held to the digits of what is finite in a curve', () => {
    const recorded = run({}, [0.3333, Infinity, -Infinity, NaN]);
    const again = run({}, [third, Infinity, -Infinity, NaN], 'b');
    expect(repetitionOf(recorded, again).departures).toEqual([]);
  });

  test('says by how much a long curve differs', () => {
    const [recorded, again] = [third, 0].map((loss) => run({}, Array<number>(200_000).fill(loss)));
    expect(repetitionOf(recorded!, again!).departures).toEqual([
      { name: 'loss', found: '200,000 of 200,000 points, from step 1 on, by 0.333333 at most' },
    ]);
  });

  test('names what is missing', () => {
    const again = run({}, [third]);
    expect(repetitionOf(run({ accuracy: 1 }, [third, third]), again).departures).toEqual([
      { name: 'accuracy', found: '1, and missing now' },
      { name: 'loss', found: '1 of 2 points, from step 2 on' },
    ]);
  });
});
