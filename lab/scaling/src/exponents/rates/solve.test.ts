import { describe, expect, it } from 'vitest';
import { conclusionOf } from '../text/conclusion.ts';
import { goalOf, goals } from './goals.ts';
import { factorModelOf, type FactorChoices } from '../../methods/factor-model-of.ts';
import type { StartName } from '../prediction/start.ts';
import { predictExponents } from '../prediction/predict.ts';
import type { ExponentProblem } from '../prediction/problem.ts';
import { ratesTextOf } from '../text/render.ts';
import { solve, steadyRates } from './solve.ts';

type Changes = Partial<ExponentProblem> & { readonly choices?: FactorChoices };

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
      stable: 'Δf = O(1) at every step: c ≤ −1/2 over any fixed number of steps',
      'learning-at-once':
        'Δf = O(1), and Θ(1) from the first step on: c = −1/2 over any fixed number of steps',
      learning:
        'Δf = O(1), and Θ(1) from the second step on: c = −1/2 over any fixed number of steps',
      'balanced-later':
        'Δf = O(1), Θ(1) from the second step on, and δ₁, δ₂ = Θ(1) from the third: c = −1/2 over any fixed number of steps',
      balanced:
        'Δf = O(1), and Δf, δ₁, δ₂ = Θ(1) from the second step on: c = −1/2 over any fixed number of steps',
      efficient:
        'f, Qᵀx, Δf, Δ(Qᵀx) = O(1), and Δf, δ₁, δ₂ = Θ(1) from the second step on: no c. What comes before leaves c ≤ −1, where Δf of step 2 is Θ(n^(max(c + 1/2, 2c + 1))), not Θ(1)',
      network:
        'Δf, Δo = O(1), and Δo = Θ(1) from the second step on: c = −1/2 over any fixed number of steps',
    });
  });

  it('of SingLoRA by gradient descent does not exist: c = −1/2 fails in the second step', () => {
    const { stable, ...others } = conclusions(problemOf('singlora', { optimiser: 'gradient' }));
    expect(stable).toBe(
      'Δf = O(1) at every step: c ≤ −7/8 over 4 steps; over any fixed number of steps: c ≤ −1',
    );
    expect(others['learning-at-once']).toBe(
      'Δf = O(1), and Θ(1) from the first step on: no c. What comes before leaves c = −1/2, where Δf of step 2 is Θ(n), not O(1)',
    );
    expect(Object.values(others).every((text) => text.includes(': no c.'))).toBe(true);
  });

  it('closes in on −1 from above as gradient descent goes on', () => {
    const edges = [1, 2, 3, 4, 5].map((steps) => {
      const problem = problemOf('singlora', { optimiser: 'gradient', steps });
      return ratesTextOf(solve(problem, predictExponents(problem), goals[0]!).rates);
    });
    expect(edges).toEqual(['c ≤ −1/2', 'c ≤ −3/4', 'c ≤ −5/6', 'c ≤ −7/8', 'c ≤ −9/10']);
  });

  it('of LoRA by Adam is −1/2 too; δ₁ comes a step later, through an inner feature that has grown', () => {
    const { learning, balanced, efficient, ...others } = conclusions(problemOf('lora'));
    expect(learning).toMatch(/: c = −1\/2 over any fixed number of steps$/);
    expect(others['balanced-later']).toMatch(/: c = −1\/2 over any fixed number of steps$/);
    expect(efficient).toMatch(/: no c\./);
    expect(balanced).toMatch(/no c\. .* c = −1\/2, where δ₁ of step 2 is Θ\(n\^\(-1\/2\)\)/);
  });

  it('of LoRA+ by Adam is efficient at −1', () => {
    expect(conclusions(problemOf('lora+'))['efficient']).toMatch(
      /: c = −1 over any fixed number of steps$/,
    );
  });

  it('of LoRA by gradient descent on one output cannot be efficient, as LoRA+ says', () => {
    for (const initExponent of [-1 / 2, 0]) {
      const toy = problemOf('lora', { optimiser: 'gradient', outputs: 'one', initExponent });
      expect(conclusions(toy)['efficient']).toMatch(/: no c\./);
      expect(conclusions(toy)['balanced']).toMatch(/: no c\./);
    }
  });

  it('of SymLoRA by Adam is a third from Λ = 0, and a half from Λ = 1', () => {
    const learning = (start: StartName) => {
      const factors = factorModelOf('symlora', { start });
      return conclusions(problemOf('symlora', { factors }))['learning'];
    };
    expect(learning('own')).toMatch(/: c = −1\/3 over any fixed number of steps$/);
    expect(learning('ones')).toMatch(/: c = −1\/2 over any fixed number of steps$/);
  });

  it('lasts only where the last step meets what is asked of later ones', () => {
    const problem = problemOf('singlora', { initExponent: 0, steps: 2 });
    const { rates, forEver } = solve(problem, predictExponents(problem), goalOf('balanced-later'));
    expect([ratesTextOf(rates), ratesTextOf(forEver)]).toEqual(['c = −1', 'no c']);
  });

  it('is none where the output grows by the ramp alone', () => {
    const problem = problemOf('singlora', { initExponent: 0, ramp: 1 });
    expect(conclusions(problem)['stable']).toBe(
      'Δf = O(1) at every step: no c. What comes before leaves every c, where Δf of step 1 is Θ(n^(1/2)), not O(1)',
    );
  });
});

describe('the rate exponent of gradient descent', () => {
  const solved = (name: string, method: string, changes: Changes = {}) => {
    const { choices, ...rest } = changes;
    const factors = factorModelOf(method, choices);
    const problem = problemOf(method, { optimiser: 'gradient', ...rest, factors });
    const steps = predictExponents(problem);
    const { largest, forEver, logTime } = solve(problem, steps, goalOf(name));
    return {
      largest: largest.map((c) => c?.toFraction()),
      forEver: ratesTextOf(forEver),
      logTime: logTime.map(({ rate, power }) => [rate.toFraction(), power.toFraction()]),
    };
  };

  it('is bounded for t steps up to −1 + 1/(2t), and Θ(1) at −1 after Θ(log n) of them', () => {
    const stable = solved('stable', 'singlora');
    expect(stable.largest).toEqual(['-1/2', '-3/4', '-5/6', '-7/8']);
    expect(solved('learning', 'singlora')).toMatchObject({
      forEver: 'no c',
      logTime: [['-1', '1/2']],
    });
    // Both factors contribute by then, but the inner feature has grown.
    expect(solved('balanced', 'singlora').logTime).toEqual([['-1', '1/2']]);
    expect(solved('efficient', 'singlora').logTime).toEqual([]);
    expect(solved('learning', 'lora').logTime).toEqual([['-1', '1/2']]);
  });

  it('is −1 for LoRA from A of n^0, which no start of SingLoRA has', () => {
    expect(solved('balanced', 'lora', { initExponent: 0 }).forEver).toBe('c = −1');
    expect(solved('efficient', 'lora', { initExponent: 0 }).forEver).toBe('no c');
    for (const initExponent of [-1, -3 / 4, -1 / 2, 0])
      expect(solved('balanced', 'singlora', { initExponent }).forEver).toBe('no c');
  });

  it('is −2 for A and 0 for B with rates n² apart, efficient as LoRA+ defines it', () => {
    const apart = { choices: { growthExponent: 2 } };
    expect(solved('efficient', 'lora+', apart).forEver).toBe('c = −2');
    expect(solved('efficient', 'lora+')).toMatchObject({ forEver: 'no c', logTime: [] });
  });

  it('starts with B random and A = 0 as with A random and B = 0', () => {
    const swapped = solved('learning', 'lora', { choices: { start: 'swapped' } });
    expect(swapped).toMatchObject({ forEver: 'no c', logTime: [['-1', '1/2']] });
  });

  it('is SingLoRA’s, step by step, where both factors of LoRA start from the frozen weight', () => {
    const choices = { start: 'principal' } as const;
    const learning = solved('learning', 'lora', { choices });
    expect(learning).toEqual(solved('learning', 'singlora'));
    expect(learning).toMatchObject({ forEver: 'no c', logTime: [['-1', '1/2']] });
    // Under Adam both train from the first step on.
    const adam = { optimiser: 'constant' } as const;
    expect(solved('learning-at-once', 'lora', { ...adam, choices }).forEver).toBe('c = −1/2');
    expect(solved('learning-at-once', 'lora', adam).forEver).toBe('no c');
  });

  it('is the paper’s −1/2 for the network under a readout of n^−1/2, after Θ(log n) steps', () => {
    const signal = { kind: 'readout', exponent: -1 / 2 } as const;
    expect(solved('stable', 'singlora', { signal }).forEver).toBe('c ≤ −1/2');
    expect(solved('network', 'singlora', { signal })).toMatchObject({
      forEver: 'no c',
      logTime: [['-1/2', '1/4']],
    });
  });

  it('moves by 1 with a loss averaged over the outputs, and with the norm of the input', () => {
    const averaged = { kind: 'error', averaged: true } as const;
    expect(solved('stable', 'singlora', { signal: averaged }).forEver).toBe('c ≤ 0');
    expect(solved('learning', 'singlora', { signal: averaged }).logTime).toEqual([['0', '1/2']]);
    const adam = { optimiser: 'constant' } as const;
    expect(solved('learning', 'singlora', { ...adam, signal: averaged }).forEver).toBe('c = −1/2');
    expect(solved('learning', 'singlora', { ...adam, inputExponent: -1 / 2 }).forEver).toBe(
      'c = −1/4',
    );
  });

  it('says nothing of log n steps where growth is not in proportion', () => {
    expect(solved('learning', 'singlora', { optimiser: 'constant' }).logTime).toEqual([]);
    expect(solved('learning', 'symlora').logTime).toEqual([]);
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
      expect(ratesTextOf(steadyRates(problem, predictExponents(problem)))).toBe(rates);
    }
  });

  it('is where a longer prediction changes nothing', () => {
    const short = problemOf('singlora', { optimiser: 'gradient', steps: 3 });
    const long = { ...short, steps: 8 };
    const forEver = solve(short, predictExponents(short), goals[0]!).forEver;
    expect(ratesTextOf(forEver)).toBe('c ≤ −1');
    expect(ratesTextOf(solve(long, predictExponents(long), goals[0]!).forEver)).toBe('c ≤ −1');
  });
});
