import { describe, expect, it } from 'vitest';
import { judgeCoordinates, type JudgeOptions } from './report.ts';
import type { CoordinateUnit } from './coordinates.ts';

type Law = (width: number, seed: number) => number | null;

const noise = (seed: number) => 1 + 0.01 * seed;

/** One module `m`, its size before and after a step and its change after it, by width and seed. */
function units(size: Law, sizeAfter: Law, change: Law): CoordinateUnit[] {
  return [64, 128, 256, 512].flatMap((width) =>
    [0, 1, 2].map((seed) => ({
      width,
      seed,
      coordinates: {
        m: [
          { step: 0, size: size(width, seed), change: 0 },
          { step: 1, size: sizeAfter(width, seed), change: change(width, seed) },
        ],
      },
    })),
  );
}

const flat: Law = (_, seed) => noise(seed);
const power =
  (exponent: number): Law =>
  (width, seed) =>
    width ** exponent * noise(seed);

const stepsOf = (data: CoordinateUnit[], options?: JudgeOptions) =>
  judgeCoordinates(data, options)[0]!.steps;

describe('judgeCoordinates', () => {
  it('has the size at every step, the change from the first step on', () => {
    const steps = stepsOf(units(flat, flat, flat));
    expect(steps.map(({ quantity, step }) => [quantity, step])).toEqual([
      ['size', 0],
      ['size', 1],
      ['change', 1],
    ]);
    expect(steps.every(({ verdict }) => verdict === 'stable')).toBe(true);
  });

  it('flags what explodes, vanishes or diverges', () => {
    const steps = stepsOf(units(power(0.5), power(-0.5), () => null));
    expect(steps.map(({ verdict }) => verdict)).toEqual(['exploding', 'vanishing', 'diverged']);
    expect(steps.every(({ flagged }) => flagged)).toBe(true);
    expect(steps.map(({ slope }) => slope)).toEqual([
      expect.closeTo(0.5),
      expect.closeTo(-0.5),
      null,
    ]);
    expect(steps[2]?.points[0]?.values).toEqual([null, null, null]);
  });

  it('does not flag an exception, but shows it: its module, quantity, step and verdict only', () => {
    const exception = {
      modules: ['m'],
      quantity: 'size',
      steps: [0],
      verdict: 'vanishing',
      reason: 'because',
    } as const;
    const data = units(power(-0.5), power(-0.5), power(-0.5));
    const judged = judgeCoordinates(data, { exceptions: [exception] })[0]!;
    expect(judged.exception).toBe('because');
    expect(judged.steps.map(({ flagged }) => flagged)).toEqual([false, true, true]);
    expect(judged.steps[0]).toMatchObject({ verdict: 'vanishing', exception: 'because' });

    const growing = units(power(0.5), flat, flat);
    expect(stepsOf(growing, { exceptions: [exception] })[0]).toMatchObject({ flagged: true });
    const elsewhere = { ...exception, modules: ['other'] };
    expect(stepsOf(data, { exceptions: [elsewhere] })[0]).toMatchObject({ flagged: true });
    const everywhere = { ...exception, modules: 'all' as const };
    expect(stepsOf(data, { exceptions: [everywhere] })[0]).toMatchObject({ flagged: false });
  });

  it('calls what is exactly 0 zero, and what is 0 here and there undecided', () => {
    const none: Law = () => 0;
    const some: Law = (_, seed) => seed;
    const steps = stepsOf(units(flat, some, none));
    expect(steps[2]).toMatchObject({ verdict: 'zero', slope: null, flagged: false });
    expect(steps[2]?.exception).toMatch(/exactly 0/);
    expect(steps[1]).toMatchObject({ verdict: 'undecided', flagged: false });
  });

  it('sets an expected exponent beside the interval', () => {
    const expected = [{ module: 'm', quantity: 'change', step: 1, exponent: 0.5 }] as const;
    const found = (law: Law) => stepsOf(units(flat, flat, law), { expected });
    expect(found(power(0.5))[2]).toMatchObject({ expected: 0.5, agrees: true });
    expect(found(power(0.3))[2]).toMatchObject({ expected: 0.5, agrees: false });
    expect(found(() => null)[2]).toMatchObject({ expected: 0.5, agrees: false });
    expect(found(power(0.5))[0]).toMatchObject({ expected: null, agrees: null });
  });
});
