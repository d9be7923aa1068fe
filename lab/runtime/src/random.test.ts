import { describe, expect, it } from 'vitest';
import { randomStream, restoreStream } from './index.ts';

const draw = (stream: { uniform(): number }, n: number) =>
  Array.from({ length: n }, () => stream.uniform());

describe('randomStream', () => {
  it('gives the words of the reference xoshiro128** 1.1 from the state 1, 2, 3, 4', () => {
    const stream = restoreStream([1, 2, 3, 4]);
    const words = Array.from({ length: 6 }, () => stream.integer(2 ** 32));
    expect(words).toEqual([11520, 0, 5927040, 70819200, 2031721883, 1637235492]);
  });

  it('is the same for the same name, and another for any other', () => {
    const first = (...path: (string | number)[]) => draw(randomStream(7, ...path), 4);
    expect(first('epoch', 1)).toEqual(first('epoch', 1));
    const others = [
      first(),
      first('epoch'),
      first('epoch', 2),
      first('epoch', '1'),
      first('epoc', 'h', 1),
    ];
    for (const other of others) expect(other).not.toEqual(first('epoch', 1));
    expect(draw(randomStream(8, 'epoch', 1), 4)).not.toEqual(first('epoch', 1));
  });

  it('has the moments of the uniform and the normal distribution', () => {
    const stream = randomStream(1);
    const n = 40_000;
    const moments = (values: number[]) => {
      const mean = values.reduce((sum, x) => sum + x, 0) / n;
      const spread = (power: number) => values.reduce((sum, x) => sum + (x - mean) ** power, 0) / n;
      return { mean, variance: spread(2), fourth: spread(4) };
    };
    const uniform = moments(Array.from({ length: n }, () => stream.uniform()));
    expect(uniform.mean).toBeCloseTo(1 / 2, 2);
    expect(uniform.variance).toBeCloseTo(1 / 12, 2);
    const normal = moments(Array.from({ length: n }, () => stream.normal()));
    expect(Math.abs(normal.mean)).toBeLessThan(0.02);
    expect(Math.abs(normal.variance - 1)).toBeLessThan(0.03);
    expect(Math.abs(normal.fourth - 3)).toBeLessThan(0.2);
  });

  it('reaches each of the six orders of three about equally often', () => {
    const stream = randomStream(2, 'orders');
    const counts = new Map<string, number>();
    for (let i = 0; i < 6000; i++) {
      const order = stream.permutation(3).join('');
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });

  it('refuses seeds, ranges and states it cannot honour', () => {
    const code = (run: () => unknown) => {
      try {
        return run();
      } catch (error) {
        return (error as { code: string }).code;
      }
    };
    expect(code(() => randomStream(0.5))).toBe('RANDOM_SEED');
    expect(code(() => randomStream(1, Number.NaN))).toBe('RANDOM_SEED');
    expect(code(() => randomStream(1).integer(0))).toBe('RANDOM_RANGE');
    expect(code(() => randomStream(1).integer(2 ** 32 + 1))).toBe('RANDOM_RANGE');
    expect(code(() => restoreStream([1, 2, 3]))).toBe('RANDOM_STATE');
    expect(code(() => restoreStream([0, 0, 0, 0]))).toBe('RANDOM_STATE');
    expect(code(() => restoreStream([1, 2, 3, -4]))).toBe('RANDOM_STATE');
  });
});
