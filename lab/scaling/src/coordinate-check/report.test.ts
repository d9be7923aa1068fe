import { describe, expect, it } from 'vitest';
import type { Expectation } from './expectation.ts';
import { isFault } from './judgement.ts';
import { judgeCoordinates } from './report.ts';
import type { CoordinateUnit } from './watched.ts';

type Law = (width: number, seed: number) => number | null;

const noise = (seed: number) => 1 + 0.01 * seed;

/** A module `m`: its size before and after a step and its change, by width and seed; no entry stands out. */
function units(size: Law, sizeAfter: Law, change: Law, more: Partial<Laws> = {}): CoordinateUnit[] {
  const { largestChange = change, loss = () => 0.5, entries = () => 100 } = more;
  return [64, 128, 256, 512].flatMap((width) =>
    [0, 1, 2].map((seed) => {
      const at = (law: Law) => law(width, seed);
      const shared = { entries: at(entries) ?? 0 };
      return {
        width,
        seed,
        coordinates: {
          m: [
            { ...shared, step: 0, size: at(size), largest: at(size), change: 0, largestChange: 0 },
            {
              ...shared,
              step: 1,
              size: at(sizeAfter),
              largest: at(sizeAfter),
              change: at(change),
              largestChange: at(largestChange),
            },
          ],
        },
        losses: [
          { step: 0, loss: 1 },
          { step: 1, loss: at(loss) },
        ],
        frozenLoss: 1,
      };
    }),
  );
}

interface Laws {
  readonly largestChange: Law;
  readonly loss: Law;
  readonly entries: Law;
}

const flat: Law = (_, seed) => noise(seed);
const power =
  (exponent: number): Law =>
  (width, seed) =>
    width ** exponent * noise(seed);

const rowsOf = (data: CoordinateUnit[], table?: readonly Expectation[]) =>
  judgeCoordinates(data, table)[0]!.steps.map((step) => ({ ...step, flagged: isFault(step) }));

const stepsOf = (data: CoordinateUnit[], table?: readonly Expectation[]) =>
  rowsOf(data, table).filter(({ quantity }) => quantity === 'size' || quantity === 'change');

const largestOf = (data: CoordinateUnit[], table?: readonly Expectation[]) =>
  rowsOf(data, table).find(({ quantity }) => quantity === 'largestChange');

const rowOf = (own: Omit<Expectation, 'modules' | 'reason'>): Expectation => ({
  modules: 'm',
  reason: 'because',
  ...own,
});

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

  it('judges against what is expected of a row, and says so', () => {
    const row = rowOf({ quantity: 'size', step: 'first', exponent: -0.5 });
    const data = units(power(-0.5), power(-0.5), power(-0.5));
    const found = stepsOf(data, [row]);
    expect(found.map(({ verdict }) => verdict)).toEqual(['stable', 'vanishing', 'vanishing']);
    expect(found[0]).toMatchObject({
      slope: expect.closeTo(-0.5),
      correction: { slope: expect.closeTo(-0.5) },
      expected: { exponent: -0.5, reason: 'because' },
    });
    expect(found[1]).toMatchObject({ expected: null, flagged: true });
    const free = stepsOf(units(power(3), flat, flat), [{ ...row, exponent: 'free' }]);
    expect(free[0]).toMatchObject({ verdict: 'exploding', flagged: false });
  });

  it('lets the largest entry grow as the root mean square should, unless it is named', () => {
    const change = rowOf({ quantity: 'change', step: 'any', exponent: 1 });
    const data = units(flat, flat, power(1));
    expect(largestOf(data)).toMatchObject({ verdict: 'exploding', flagged: true });
    expect(largestOf(data, [change])).toMatchObject({ verdict: 'stable' });
    const named = rowOf({ quantity: 'largestChange', step: 'any', exponent: 0 });
    expect(largestOf(data, [change, named])).toMatchObject({ verdict: 'exploding' });
  });

  it('calls what is exactly 0 zero, and what is 0 here and there undecided', () => {
    const none: Law = () => 0;
    const some: Law = (_, seed) => seed;
    const steps = stepsOf(units(flat, some, none));
    expect(steps[2]).toMatchObject({ verdict: 'zero', slope: null, flagged: false });
    expect(steps[2]?.expected?.reason).toMatch(/exactly 0/);
    expect(steps[1]).toMatchObject({ verdict: 'undecided', flagged: false });
  });
});

describe('one moving coordinate', () => {
  /** One of n entries moves by √n, the others by 1: the root mean square is √2. */
  const hidden = units(flat, flat, flat, {
    entries: (width) => width,
    largestChange: (width, seed) => Math.sqrt(width) * noise(seed),
  });

  it('is seen, though the root mean square is stable', () => {
    expect(stepsOf(hidden)[2]).toMatchObject({ verdict: 'stable', flagged: false });
    expect(largestOf(hidden)).toMatchObject({
      slope: expect.closeTo(0.5),
      verdict: 'exploding',
      flagged: true,
    });
  });

  it('is not taken for the maximum of more entries, which grows as their logarithm', () => {
    const more = (entries: Law) =>
      largestOf(
        units(flat, flat, flat, {
          entries,
          largestChange: (width, seed) => Math.log(16 * width) * noise(seed),
        }),
      );
    expect(more((width) => 16 * width)).toMatchObject({ verdict: 'stable', flagged: false });
    expect(more(() => 1024)).toMatchObject({ verdict: 'undecided' });
  });

  it('is flagged only where it grows: what vanishes does so in the root mean square', () => {
    const largestChange = power(-0.5);
    expect(largestOf(units(flat, flat, flat, { largestChange }))).toMatchObject({
      verdict: 'vanishing',
      flagged: false,
    });
  });
});

describe('a high loss', () => {
  const judged = (loss: Law) => stepsOf(units(flat, flat, flat, { loss }));

  it('takes “stable” from every module at that step, and at no other', () => {
    const steps = judged(() => 2015);
    expect(steps.map(({ step, verdict, flagged }) => [step, verdict, flagged])).toEqual([
      [0, 'stable', false],
      [1, 'high loss', true],
      [1, 'high loss', true],
    ]);
    expect(judged(() => null)[2]).toMatchObject({ verdict: 'high loss' });
    expect(judged(() => 1.5)[2]).toMatchObject({ verdict: 'stable' });
  });

  it('counts where it grows with the width from above the start', () => {
    expect(judged((width) => 0.9 * (width / 64) ** 0.3)[2]).toMatchObject({ verdict: 'high loss' });
    expect(judged((width) => 0.1 * (width / 64) ** 0.3)[2]).toMatchObject({ verdict: 'stable' });
  });

  it('is measured against the frozen model, not against a start that is bad itself', () => {
    const loss: Law = (width) => width;
    const bad = units(flat, flat, flat, { loss });
    const alike = bad.map((unit) => ({
      ...unit,
      losses: unit.losses.map((each) => ({ ...each, loss: unit.width })),
    }));
    expect(stepsOf(alike)[2]).toMatchObject({ verdict: 'high loss' });
    const unknown = alike.map((unit) => ({ ...unit, frozenLoss: null }));
    expect(stepsOf(unknown)[2]).toMatchObject({ verdict: 'stable' });
  });

  it('is not judged where a loss is unknown or not above 0', () => {
    const data = units(flat, flat, flat, { loss: () => 100 });
    expect(
      stepsOf(data.map((unit) => ({ ...unit, losses: [], frozenLoss: null })))[2],
    ).toMatchObject({ verdict: 'stable' });
    expect(stepsOf(data.map((unit) => ({ ...unit, frozenLoss: -1 })))[2]).toMatchObject({
      verdict: 'stable',
    });
  });
});

describe('bends and low power', () => {
  it('is no power law where the slope turns', () => {
    const valley: Law = (width, seed) => Math.exp(0.5 * Math.log(width / 181) ** 2) * noise(seed);
    const [, , change] = stepsOf(units(flat, flat, valley));
    expect(change).toMatchObject({ slope: expect.closeTo(0, 1), verdict: 'bends', flagged: true });
    expect(change?.correction?.low).toBeGreaterThan(0.1);
  });

  it('says where no slope at all could be called stable', () => {
    const loud: Law = (_, seed) => [0.3, 1, 3][seed]!;
    expect(stepsOf(units(flat, flat, loud))[2]).toMatchObject({
      verdict: 'undecided',
      lowPower: true,
    });
    expect(stepsOf(units(flat, flat, flat))[2]).toMatchObject({ lowPower: false });
  });
});
