import { describe, expect, it } from 'vitest';
import { declaredMethod, methodFile } from './declared-method.ts';

const lora = {
  name: 'mine',
  factors: {
    A: { shape: ['in', 'r'] },
    B: { shape: ['out', 'r'], start: 'zero' },
  },
  p: ['B'],
  q: ['A'],
};

const problemsOf = (file: unknown): string[] =>
  methodFile
    .safeParse(file)
    .error!.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);

describe('a file that declares a method', () => {
  it('leaves usual values out, and a record has them', () => {
    const declared = methodFile.parse(lora);
    expect(declared).toMatchObject({ title: 'mine', scale: 0 });
    expect(declared.factors['A']).toEqual({
      shape: ['in', 'r'],
      start: 'random',
      exponent: -0.5,
      rate: 0,
      trained: true,
      decays: true,
    });
    expect(declaredMethod.parse(declared)).toEqual(declared);
    expect(declaredMethod.safeParse(lora).success).toBe(false);
  });

  it('may share a matrix between both sides', () => {
    const { A } = lora.factors;
    expect(methodFile.safeParse({ ...lora, factors: { A }, p: ['A'] }).success).toBe(true);
  });

  it.each([
    [{ p: ['C'] }, ['factors.B: stands in neither p nor q', 'p.0: there is no factor "C"']],
    [
      { factors: { ...lora.factors, A: { shape: ['out', 'r'] } } },
      ['q.0: "A" has a size of "out": q needs "in"'],
    ],
    [
      { factors: { ...lora.factors, B: { shape: ['out'] } } },
      ['p: no factor of p is a matrix ["out", "r"]'],
    ],
    [
      { factors: { ...lora.factors, A: { shape: ['r', 'in'] } } },
      [
        'factors.A.shape: a shape is ["out", "r"], ["in", "r"], ["r", "r"], ["out"], ["in"] or ["r"]',
      ],
    ],
    [
      { factors: { ...lora.factors, R: { shape: ['r', 'r'] } }, p: ['R', 'B'] },
      ['p.0: "R" multiplies what stands before it: put it behind the matrix ["out", "r"]'],
    ],
    [
      { factors: { A: lora.factors.A, R: { shape: ['r', 'r'] } }, p: ['R'] },
      ['p: no factor of p is a matrix ["out", "r"]'],
    ],
    [
      { factors: { A: lora.factors.A, e: lora.factors.B }, p: ['e'] },
      ['factors.e: formulas have another e: choose another name'],
    ],
    [
      { factors: { A: { shape: ['in', 'r'], start: 'gradient' } }, p: ['A'] },
      ['factors.A.start: "gradient" is for a matrix of one side'],
    ],
    [
      { factors: { ...lora.factors, B: { ...lora.factors.B, trained: false } } },
      ['factors.B.trained: a factor that is not trained starts "random" or "principal"'],
    ],
    [{ q: ['toString'] }, ['q.0: there is no factor "toString"']],
    [
      { factors: { ...lora.factors, A: { ...lora.factors.A, start: 'zero' } } },
      [expect.stringMatching(/^factors: B, A are 0 together .* no factor has a gradient/)],
    ],
    [{ p: ['B', 'B'] }, [expect.stringMatching(/^factors: B, B are 0 together/)]],
    [{ scales: 1 }, [': Unrecognized key: "scales"']],
  ])('is refused: %j', (changes, problems) => {
    expect(problemsOf({ ...lora, ...changes })).toEqual(expect.arrayContaining(problems));
  });
});
