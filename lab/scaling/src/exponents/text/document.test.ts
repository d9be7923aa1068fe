import { methods } from '@singlora/core';
import { describe, expect, it } from 'vitest';
import { derivationOf } from './document.ts';
import { goals } from '../rates/goals.ts';
import { factorModelOf } from '../../methods/factor-model-of.ts';
import { predictExponents } from '../prediction/predict.ts';
import type { ExponentProblem } from '../prediction/problem.ts';
import { solve } from '../rates/solve.ts';

function derived(method: string, changes: Partial<ExponentProblem> = {}) {
  const problem: ExponentProblem = {
    factors: factorModelOf(method),
    signal: { kind: 'error' },
    optimiser: 'gradient',
    initExponent: -1 / 2,
    steps: 2,
    ...changes,
  };
  const steps = predictExponents(problem);
  return derivationOf(
    problem,
    steps,
    goals.map((goal) => solve(problem, steps, goal)),
  );
}

const section = (text: string, heading: string): string[] =>
  text
    .split('\n\n')
    .find((part) => part.startsWith(heading))!
    .split('\n')
    .slice(1)
    .map((line) => line.trim());

describe('the derivation', () => {
  it('goes from the inner feature to the change of the output, each line from those before', () => {
    expect(section(derived('singlora').text, 'Step 1')).toEqual([
      'Aᵀx: Θ(1), from A₀ᵀx of Θ(1) (central limit)',
      'f = A(Aᵀx): Θ(n^(-1/2)) along A₀',
      'e = e₀ + f: Θ(1) along e₀',
      'Aᵀe: Θ(1), from A₀ᵀe₀ of Θ(1) (central limit); A₀ᵀA₀ of Θ(1) (law of large numbers)',
      '∂L/∂A = e(Aᵀx) + x(Aᵀe): Θ(1) along e₀, x',
      'ΔA = −η·∂L/∂A: Θ(n^c) along e₀, x',
      'ΔAᵀx: Θ(n^(c + 1)), from xᵀx of Θ(n^(c + 1)) (law of large numbers)',
      'δ₁ = ΔA(Aᵀx): Θ(n^c) along e₀, x',
      'δ₂ = A(ΔAᵀx): Θ(n^(c + 1/2)) along A₀',
      'δ₃ = ΔA(ΔAᵀx): Θ(n^(2c + 1)) along e₀, x',
      'Δf = δ₁ + δ₂ + δ₃: Θ(n^(max(c + 1/2, 2c + 1))), being Θ(n^(max(c, 2c + 1))) along e₀, x; Θ(n^(max(c + 1/2, 2c + 1/2))) along A₀',
    ]);
  });

  it('says what it starts from and what comes out', () => {
    const { text } = derived('symlora', {
      optimiser: 'constant',
      signal: { kind: 'readout', exponent: -1 },
    });
    expect(section(text, 'Setting').join('\n')).toMatch(
      /P = λQ, Q = Q(.|\n)*Q₀ with random entries Θ\(n\^\(-1\/2\)\)(.|\n)*λ starts as 0(.|\n)*readout of entries Θ\(n\^\(-1\)\)/,
    );
    // Qᵀw is Θ(n^−1) by the central limit, and wᵀf Θ(n^(c − 1)).
    expect(section(text, 'Step 2')).toContain('∂L/∂λ = ⟨Q, e(Qᵀx)⟩: Θ(n^(max(-1, c - 2)))');
    expect(section(text, 'Rate exponents')).toHaveLength(goals.length);
  });

  it('writes a ramp, a rate of its own, a decay and a gain', () => {
    const ramped = derived('singlora', { ramp: 2 }).text;
    expect(section(ramped, 'Step 1')).toContain('∂L/∂A = ue(Aᵀx) + ux(Aᵀe): 0');
    expect(section(ramped, 'Step 1')).toContain(
      'Δf = δ₁ + δ₂ + δ₃ + ΔuA(Aᵀx): Θ(n^(-1/2)) along A₀',
    );
    expect(derived('lora+').text).toContain('ΔB = −ηn·∂L/∂B');
    expect(derived('lora', { decay: true }).text).toContain('ΔA = −η·∂L/∂A − ηωA');
    expect(derived('dora').text).toContain('f = g∘(f₀ + B(Aᵀx))');
  });

  it('gives matrices that start as one the same random numbers', () => {
    const { text } = derived('untied-singlora');
    expect(text).toContain('A starts as A₀ with random entries');
    expect(text).toContain('B starts as A₀ with random entries');
  });

  it('is LaTeX that needs no Unicode beyond letters of words', () => {
    for (const method of methods.keys()) {
      const { latex } = derived(method, { ramp: 1, decay: true });
      expect(latex.match(/[^\x20-\x7e\n’]/gu) ?? []).toEqual([]);
      expect(latex.match(/\$/g)!.length % 2).toBe(0);
      expect(latex.match(/\{/g)!.length).toBe(latex.match(/\}/g)!.length);
    }
  });
});
