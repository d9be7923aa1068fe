import { describe, expect, it } from 'vitest';
import { conclusionOf } from '../text/conclusion.ts';
import { goals } from './goals.ts';
import { factorModelOf } from '../../methods/factor-model-of.ts';
import { predictExponents } from '../prediction/predict.ts';
import type { ExponentProblem } from '../prediction/problem.ts';
import { ratesText } from '../text/render.ts';
import { solve, steadyRates } from './solve.ts';

const problemOf = (method: string, changes: Partial<ExponentProblem> = {}): ExponentProblem => ({
  factors: factorModelOf(method),
  signal: { kind: 'error' },
  optimiser: 'constant',
  initExponent: -1 / 2,
  steps: 4,
  ...changes,
});

function conclusions(problem: ExponentProblem): Record<string, string> {
  const steps = predictExponents(problem);
  return Object.fromEntries(
    goals.map((goal) => [goal.name, conclusionOf(solve(problem, steps, goal)).text]),
  );
}

describe('the rate exponent', () => {
  it('of SingLoRA by Adam is −1/2, with an inner feature that grows', () => {
    expect(conclusions(problemOf('singlora'))).toEqual({
      stable: 'Δf = O(1) at every step: c ≤ −1/2, for ever',
      'learning-at-once': 'Δf = O(1), and Θ(1) from the first step on: c = −1/2, for ever',
      learning: 'Δf = O(1), and Θ(1) from the second step on: c = −1/2, for ever',
      'balanced-later':
        'Δf = O(1), Θ(1) from the second step on, and δ₁, δ₂ = Θ(1) from the third: c = −1/2, for ever',
      balanced: 'Δf = O(1), and Δf, δ₁, δ₂ = Θ(1) from the second step on: c = −1/2, for ever',
      efficient:
        'Δf, Qᵀx = O(1), and Δf, δ₁, δ₂ = Θ(1) from the second step on: no c. What comes before leaves c = −1/2, where Qᵀx of step 2 is Θ(n^(1/2)), not O(1)',
    });
  });

  it('of SingLoRA by gradient descent does not exist: c = −1/2 fails in the second step', () => {
    const { stable, ...others } = conclusions(problemOf('singlora', { optimiser: 'gradient' }));
    expect(stable).toBe('Δf = O(1) at every step: c ≤ −7/8; for ever: c ≤ −1');
    expect(others['learning-at-once']).toBe(
      'Δf = O(1), and Θ(1) from the first step on: no c. What comes before leaves c = −1/2, where Δf of step 2 is Θ(n), not O(1)',
    );
    expect(Object.values(others).every((text) => text.includes(': no c.'))).toBe(true);
  });

  it('closes in on −1 from above as gradient descent goes on', () => {
    const edges = [1, 2, 3, 4, 5].map((steps) => {
      const problem = problemOf('singlora', { optimiser: 'gradient', steps });
      return ratesText(solve(problem, predictExponents(problem), goals[0]!).rates);
    });
    expect(edges).toEqual(['c ≤ −1/2', 'c ≤ −3/4', 'c ≤ −5/6', 'c ≤ −7/8', 'c ≤ −9/10']);
  });

  it('of LoRA by Adam is −1/2 too; δ₁ comes a step later, through an inner feature that has grown', () => {
    const { learning, balanced, efficient, ...others } = conclusions(problemOf('lora'));
    expect(learning).toMatch(/: c = −1\/2, for ever$/);
    expect(others['balanced-later']).toMatch(/: c = −1\/2, for ever$/);
    expect(efficient).toMatch(/: no c\./);
    expect(balanced).toMatch(/no c\. .* c = −1\/2, where δ₁ of step 2 is Θ\(n\^\(-1\/2\)\)/);
  });

  it('of LoRA+ by Adam is efficient at −1', () => {
    expect(conclusions(problemOf('lora+'))['efficient']).toMatch(/: c = −1, for ever$/);
  });

  it('of LoRA by gradient descent on one output cannot be efficient, as LoRA+ says', () => {
    for (const initExponent of [-1 / 2, 0]) {
      const toy = problemOf('lora', { optimiser: 'gradient', outputs: 'one', initExponent });
      expect(conclusions(toy)['efficient']).toMatch(/: no c\./);
      expect(conclusions(toy)['balanced']).toMatch(/: no c\./);
    }
  });

  it('of SymLoRA by Adam is a third', () => {
    expect(conclusions(problemOf('symlora'))['learning']).toMatch(/: c = −1\/3, for ever$/);
  });

  it('lasts only where the last step meets what is asked of later ones', () => {
    const problem = problemOf('singlora', { initExponent: 0, steps: 2 });
    const later = goals.find(({ name }) => name === 'balanced-later')!;
    const { rates, forEver } = solve(problem, predictExponents(problem), later);
    expect([ratesText(rates), ratesText(forEver)]).toEqual(['c = −1', 'no c']);
  });

  it('is none where the output grows by the ramp alone', () => {
    const problem = problemOf('singlora', { initExponent: 0, ramp: 1 });
    expect(conclusions(problem)['stable']).toBe(
      'Δf = O(1) at every step: no c. What comes before leaves every c, where Δf of step 1 is Θ(n^(1/2)), not O(1)',
    );
  });
});

describe('steadyRates', () => {
  it('needs a step to compare with, after the ramp', () => {
    for (const [steps, ramp, rates] of [
      [1, 0, 'no c'],
      [2, 0, 'every c'],
      [2, 1, 'no c'],
      [3, 1, 'every c'],
      [3, 3, 'no c'],
      [4, 3, 'every c'],
    ] as const) {
      const problem = problemOf('singlora', { steps, ramp });
      expect(ratesText(steadyRates(problem, predictExponents(problem)))).toBe(rates);
    }
  });

  it('is where a longer prediction changes nothing', () => {
    const short = problemOf('singlora', { optimiser: 'gradient', steps: 3 });
    const long = { ...short, steps: 8 };
    const forEver = solve(short, predictExponents(short), goals[0]!).forEver;
    expect(ratesText(forEver)).toBe('c ≤ −1');
    expect(ratesText(solve(long, predictExponents(long), goals[0]!).forEver)).toBe('c ≤ −1');
  });
});
