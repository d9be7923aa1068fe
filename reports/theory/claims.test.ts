import { tallyText } from '@singlora/reporting';
import { describe, expect, it } from 'vitest';
import { judgeAll } from './claims.ts';
import { evidenceOf } from './evidence.ts';
import type { CheckRun } from './read.ts';
import {
  makeExponents,
  makeFit,
  makeGrid,
  makeInvariance,
  makeSlope,
  makeSweep,
  makeTransfer,
  matrix,
} from './testing.ts';

const judged = (...runs: readonly CheckRun[]) =>
  judgeAll(evidenceOf({ runs, damaged: [], unfinished: [] }));

/** What these records say of one claim. */
function finding(id: string, ...runs: readonly CheckRun[]) {
  const found = judged(...runs).find(({ claim }) => claim.id === id);
  if (!found) throw new Error(`no claim ${id}`);
  return found.finding;
}

it('claims nothing without records', () => {
  for (const { finding } of judged())
    expect(finding).toEqual({ verdict: 'not yet measured', evidence: '' });
  expect(tallyText(judged().map(({ finding }) => finding))).toMatch(/^\d+ not yet measured$/);
});

it('has claims with their own names, each with a place in the paper', () => {
  const all = judged().map(({ claim }) => claim);
  expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
  for (const { says, place } of all) expect([says, place]).not.toContain('');
});

describe('stable by construction', () => {
  const stable = makeSweep({ '-1': 'vanishing', '-0.5': 'stable' });
  const never = makeSweep({ '-1': 'vanishing', '-0.5': 'diverged' }, { optimiser: 'gd' });

  it('holds where every optimiser has a stable rate, with slopes, widths and seeds', () => {
    expect(finding('by-construction', stable)).toEqual({
      verdict: 'reproduced',
      evidence:
        'Δf is stable under Adam at c = −1/2, slope 0.00 (−0.02 to 0.02). The largest Δf of 10 steps, over 4 widths from 64 to 512, 5 seeds.',
    });
  });

  it('says what the exponents say of the limit, where they are recorded', () => {
    const exponents = [
      makeExponents([[null, -1]], [], { optimiser: 'gradient' }),
      makeExponents([[null, -0.5]], [[-0.5, -0.5]]),
      makeExponents([], [], { signal: 'readout' }),
    ];
    expect(finding('by-construction', stable, ...exponents).evidence).toMatch(
      /In the limit, by the exponents: under gradient descent Δf stays O\(1\) for c ≤ −1 and is Θ\(1\) for no c; under Adam Δf stays O\(1\) for c ≤ −1\/2 and is Θ\(1\) for c = −1\/2\.$/,
    );
  });

  it('holds under a condition, or not at all', () => {
    expect(finding('by-construction', stable, never)).toMatchObject({
      verdict: 'only if',
      condition: 'the optimiser is Adam',
    });
    expect(finding('by-construction', never)).toMatchObject({
      verdict: 'not reproduced',
      evidence: expect.stringContaining(
        'Δf is stable at no c from −1 to −1/2 under gradient descent.',
      ) as string,
    });
  });

  it('is undecided where a rate might yet be stable', () => {
    const open = makeSweep({ '-1': 'vanishing', '-0.5': 'undecided' });
    expect(finding('by-construction', open).verdict).toBe('undecided');
    expect(
      finding('by-construction', { ...open, config: { ...open.config, optimiser: 'gd' } }, stable),
    ).toMatchObject({
      verdict: 'only if',
      condition: 'the optimiser is Adam; undecided for gradient descent',
    });
  });

  it('is about the paper’s toy, without a ramp and from its start', () => {
    for (const other of [{ family: 'two-layer' }, { ramp: 3 }, { initExponent: 0 }])
      expect(finding('by-construction', makeSweep({ '-0.5': 'stable' }, other)).verdict).toBe(
        'not yet measured',
      );
  });
});

describe('the rate n^−1/2', () => {
  it('is judged at that rate alone', () => {
    const later = makeSweep({ '-1': 'stable', '-0.5': 'exploding' });
    expect(finding('rate', later).verdict).toBe('not reproduced');
    expect(finding('rate', makeSweep({ '-0.5': 'stable' })).verdict).toBe('reproduced');
    expect(finding('rate', makeSweep({ '-1': 'stable' })).verdict).toBe('not yet measured');
  });
});

describe('LoRA with one rate', () => {
  const lora = { method: 'lora', initExponent: null };

  it('is refuted by a stable rate, and then by its parts', () => {
    const { verdict, evidence } = finding('lora', makeSweep({ '-0.5': 'stable' }, lora));
    expect(verdict).toBe('not reproduced');
    expect(evidence).toContain('under Adam: LoRA δ₁ 0.00, δ₂ 0.00, δ₃ 0.00, Qᵀx 0.00.');
  });

  it('is reproduced where no rate is stable', () => {
    expect(finding('lora', makeSweep({ '-0.5': 'exploding' }, lora)).verdict).toBe('reproduced');
  });
});

describe('the start', () => {
  const from = (initExponent: number, inner: number) =>
    makeSweep({ '-0.5': { verdict: 'stable', inner } }, { initExponent });

  it('needs both fans, and depends on which', () => {
    expect(finding('start', from(-0.5, 0)).verdict).toBe('not yet measured');
    expect(finding('start', from(-0.5, 0), from(0, 0.5))).toMatchObject({
      verdict: 'only if',
      condition: 'the fan is the width',
    });
    expect(finding('start', from(-0.5, 0), from(0, 0)).verdict).toBe('reproduced');
    expect(finding('start', from(-0.5, 0.5), from(0, 0.5)).verdict).toBe('not reproduced');
  });
});

describe('the best rate', () => {
  const other = { family: 'two-layer' };

  it('follows the claimed one where its interval reaches it, and is not flat as well', () => {
    expect(finding('best-rate', makeTransfer(makeSlope(-0.5))).verdict).toBe('reproduced');
    expect(finding('best-rate', makeTransfer(makeSlope(-1))).verdict).toBe('not reproduced');
    expect(finding('best-rate', makeTransfer(makeSlope(-0.3, 0.6))).verdict).toBe('undecided');
    expect(finding('best-rate', makeTransfer(null)).verdict).toBe('undecided');
    expect(
      finding('best-rate', makeTransfer(makeSlope(-0.5)), makeTransfer(makeSlope(-1), other)),
    ).toMatchObject({
      verdict: 'only if',
      condition: 'the model is a residual MLP in μP under Adam',
    });
  });

  it('is about SingLoRA as it is', () => {
    const scaled = makeTransfer(makeSlope(0), { method: 'singlora-scaled' });
    expect(finding('best-rate', scaled).verdict).toBe('not yet measured');
  });
});

describe('two rates', () => {
  const ratio = (best: number, stable = best, half = 0.2) =>
    makeGrid({ best: makeSlope(best, half), stable: makeSlope(stable, half) });

  it('is reproduced, refuted, or left open', () => {
    expect(finding('two-rates', ratio(1)).verdict).toBe('reproduced');
    expect(finding('two-rates', ratio(0)).verdict).toBe('not reproduced');
    expect(finding('two-rates', ratio(1, 1, 5)).verdict).toBe('undecided');
    expect(finding('two-rates', ratio(0, 1))).toMatchObject({
      verdict: 'only if',
      condition: 'it is about the largest stable rates under gradient descent',
    });
  });

  it('says what one rate costs', () => {
    expect(finding('two-rates', ratio(1)).evidence).toContain(
      'One rate for both ends at 2.00× the best loss at n = 512.',
    );
  });
});

describe('invariance', () => {
  it('names the optimisers under which it holds', () => {
    expect(finding('invariance', makeInvariance({ gd: 2e-6, adam: 0.5 }))).toMatchObject({
      verdict: 'only if',
      condition: 'the optimiser is gradient descent',
      evidence: expect.stringContaining('gradient descent 2e-6, Adam 0.500') as string,
    });
    expect(finding('invariance', makeInvariance({ gd: 2e-6 })).verdict).toBe('reproduced');
    expect(finding('invariance', makeInvariance({ adam: 0.5 })).verdict).toBe('not reproduced');
  });

  it('keeps square weights and others apart', () => {
    const wide = makeInvariance({ gd: 2e-6 }, { shape: [64, 96] });
    expect(finding('invariance', wide).verdict).toBe('not yet measured');
    expect(finding('invariance-truncated', wide).verdict).toBe('reproduced');
  });

  it('turns round for LoRA’s scale: it is claimed to lack it', () => {
    const scaled = (difference: number) =>
      makeInvariance({ gd: difference }, { method: 'lora', change: 'scaling', factor: 2 });
    expect(finding('lora-scale', scaled(1.5)).verdict).toBe('reproduced');
    expect(finding('lora-scale', scaled(1e-6)).verdict).toBe('not reproduced');
  });
});

describe('figure 1', () => {
  it('holds without reservation only if equal ranks and better rates show it, too', () => {
    const drawn = [makeFit('singlora', 16, 1e-6), makeFit('lora', 8, 0.1)];
    expect(finding('figure-1', ...drawn).verdict).toBe('reproduced');
    expect(finding('figure-1', ...drawn, makeFit('singlora', 8, 0.1))).toMatchObject({
      verdict: 'only if',
      condition: 'SingLoRA has twice the rank',
    });
    expect(finding('figure-1', ...drawn, makeFit('lora', 8, 1e-7, { rate: 1e-3 }))).toMatchObject({
      verdict: 'only if',
      condition: 'both train at rate 1e-4',
    });
  });

  it('is refuted where SingLoRA is no lower with as many parameters', () => {
    const even = [makeFit('singlora', 16, 0.1), makeFit('lora', 8, 0.1)];
    expect(finding('figure-1', ...even).verdict).toBe('not reproduced');
    expect(finding('figure-1', makeFit('singlora', 8, 0.1)).verdict).toBe('not yet measured');
  });
});

describe('one matrix', () => {
  const both = (target: string, singlora: number) => [
    makeFit('singlora', 8, singlora, { problem: matrix(target) }, singlora / 2),
    makeFit('lora', 8, 1e-4, { problem: matrix(target) }),
  ];

  it('names what can be fitted', () => {
    expect(finding('one-matrix', ...both('positive', 1e-4), ...both('mixed', 0.5))).toMatchObject({
      verdict: 'only if',
      condition: 'the wanted update is symmetric, all eigenvalues positive',
      evidence: expect.stringContaining('it cannot go below 0.250') as string,
    });
    expect(finding('one-matrix', ...both('positive', 1e-4)).verdict).toBe('reproduced');
    expect(finding('one-matrix', ...both('mixed', 0.5)).verdict).toBe('not reproduced');
  });

  it('asks nothing that LoRA cannot fit either', () => {
    const hard = makeFit('lora', 8, 0.5, { problem: matrix('mixed') });
    const own = makeFit('singlora', 8, 0.5, { problem: matrix('mixed') });
    expect(finding('one-matrix', own, hard).verdict).toBe('not yet measured');
  });
});
