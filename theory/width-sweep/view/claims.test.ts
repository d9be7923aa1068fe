import { describe, expect, it } from 'vitest';
import { altered, findingsOf, runsOf } from '../../report/recorded.test.support.ts';
import type { SweepVerdictName } from '../../record.ts';
import type { SweepConfig } from '../record.ts';
import { sweepClaims } from './claims.ts';
import { sweepFindings } from './findings.ts';
import type { SweepRun } from './subject.ts';

const [gd] = runsOf<SweepRun>('width-sweep', { method: 'singlora', optimiser: 'gd' });
const [adam] = runsOf<SweepRun>('width-sweep', { method: 'singlora', optimiser: 'adam' });
const [lora] = runsOf<SweepRun>('width-sweep', { method: 'lora', optimiser: 'adam' });

/** The recorded run with these verdicts at some rates, and no other rates. */
function judged(
  run: SweepRun,
  verdicts: Readonly<Record<string, SweepVerdictName>>,
  config: Partial<SweepConfig> = {},
): SweepRun {
  const cells = Object.entries(verdicts).map(([rate, verdict]) => ({
    ...run.result.cells.find(({ rateExponent }) => rateExponent === Number(rate))!,
    verdict,
  }));
  return altered(run, config, { cells });
}

const { finding, verdict } = findingsOf(sweepClaims);

describe('stable by construction', () => {
  const stable = judged(adam, { '-1': 'vanishing', '-0.5': 'stable' });
  const never = judged(gd, { '-1': 'vanishing', '-0.5': 'diverged' });

  it('holds where every optimiser has a stable rate, and rests on its findings', () => {
    expect(finding('by-construction', stable)).toEqual({
      verdict: 'holds',
      rests: ['theory/linear-toy/singlora/adam'],
    });
  });

  it('holds under a condition, or not at all', () => {
    expect(finding('by-construction', stable, never)).toMatchObject({
      verdict: 'only if',
      condition: 'the optimiser is Adam',
    });
    expect(verdict('by-construction', never)).toBe('does not hold');
  });

  it('is undecided where a rate might yet be stable, as in the recorded runs', () => {
    expect(verdict('by-construction', gd)).toBe('undecided');
    expect(finding('by-construction', gd, stable)).toMatchObject({
      verdict: 'only if',
      condition: 'the optimiser is Adam; undecided for gradient descent',
    });
  });

  it('is undecided where a rate bends, too', () => {
    const bends = judged(adam, { '-1': 'vanishing', '-0.5': 'bends' });
    for (const id of ['by-construction', 'rate']) expect(verdict(id, bends)).toBe('undecided');
  });

  it('is about the steps, rates, widths and seeds of its preset: others are neither taken nor pooled', () => {
    for (const other of [
      { steps: 40 },
      { rateExponents: [-1.25, -1, -0.95] },
      { widths: [32, 64, 128] },
      { seeds: [0, 1] },
      { preset: 'default' },
    ])
      for (const id of ['by-construction', 'rate', 'lora']) {
        const run = id === 'lora' ? judged(lora, { '-0.5': 'stable' }) : stable;
        expect(finding(id, altered(run, other))).toBeUndefined();
      }
    const longer = altered(judged(gd, { '-1': 'stable' }), { steps: 40 });
    expect(verdict('by-construction', never, longer)).toBe('does not hold');
  });

  it('is not met by a hollow cell, whose loss does not fall below the frozen model’s', () => {
    const hollow = judged(adam, { '-1': 'vanishing', '-0.5': 'hollow' });
    expect(verdict('by-construction', hollow)).toBe('does not hold');
  });

  it('is about the paper’s toy, without a ramp and from its start', () => {
    for (const other of [
      { family: 'two-layer' },
      { ramp: 3 },
      { initExponent: 0 },
      { start: 'ones' },
      { growthExponent: 2 },
    ] as const)
      expect(finding('by-construction', altered(stable, other))).toBeUndefined();
  });
});

describe('the rate n^−1/2', () => {
  it('is judged at that rate alone', () => {
    expect(verdict('rate', judged(adam, { '-1': 'stable', '-0.5': 'exploding' }))).toBe(
      'does not hold',
    );
    expect(verdict('rate', judged(adam, { '-0.5': 'stable' }))).toBe('holds');
    expect(finding('rate', judged(adam, { '-1': 'stable' }))).toBeUndefined();
  });
});

describe('LoRA with one rate', () => {
  it('is refuted by a stable rate', () => {
    expect(verdict('lora', judged(lora, { '-0.5': 'stable' }))).toBe('does not hold');
  });

  it('is reproduced where no rate is stable', () => {
    expect(verdict('lora', judged(lora, { '-0.5': 'exploding' }))).toBe('holds');
  });

  it('is undecided where a rate might yet be stable', () => {
    const open = judged(lora, { '-1': 'undecided', '-0.5': 'exploding' });
    expect(verdict('lora', open)).toBe('undecided');
  });
});

describe('SingLoRA beside LoRA', () => {
  const at = (run: SweepRun, one: SweepVerdictName) => judged(run, { '-0.5': one });

  it.each([
    ['stable', 'exploding', 'holds'],
    ['stable', 'stable', 'does not hold'],
    ['diverged', 'diverged', 'does not hold'],
    ['stable', 'undecided', 'undecided'],
    ['undecided', 'exploding', 'undecided'],
    ['undecided', 'stable', 'does not hold'],
  ] as const)('%s and %s: %s', (own, other, wanted) => {
    expect(verdict('beside-lora', at(adam, own), at(lora, other))).toBe(wanted);
  });

  it('compares under one optimiser, and rests on both findings', () => {
    expect(finding('beside-lora', at(gd, 'stable'), at(lora, 'exploding'))).toBeUndefined();
    expect(finding('beside-lora', at(adam, 'stable'), at(lora, 'exploding'))?.rests).toEqual([
      'theory/linear-toy/singlora/adam',
      'theory/linear-toy/lora/adam',
    ]);
  });
});

it('rests on findings that there are', () => {
  const runs = runsOf<SweepRun>('width-sweep');
  const ids = sweepFindings(runs, []).map(({ finding: { id } }) => id);
  const rests = sweepClaims.flatMap((claim) => claim.judge(runs)?.rests ?? []);
  expect(rests.length).toBeGreaterThan(0);
  expect(ids).toEqual(expect.arrayContaining(rests));
});

it('finds runs with a ramp apart from those without', () => {
  const ramped = altered(adam, { ramp: 3 });
  const found = sweepFindings([adam, ramped], []).map(({ finding: { id, ramp } }) => [id, ramp]);
  expect(found).toEqual([
    ['theory/linear-toy/singlora/adam', 0],
    ['theory/linear-toy/singlora/adam/ramp-3', 3],
  ]);
});

describe('the start', () => {
  /** A run whose start has one exponent as its setting, and another as its measured slope. */
  const from = (initExponent: number, slope: number, half = 0.02) => {
    const [cell] = adam.result.cells;
    const [first, ...rest] = cell!.quantities['A']!;
    const A = [{ ...first!, slope, low: slope - half, high: slope + half }, ...rest];
    const cells = [{ ...cell!, quantities: { ...cell!.quantities, A } }];
    return altered(adam, { initExponent }, { cells });
  };

  it('needs both fans, and depends on which', () => {
    expect(finding('start', from(-0.5, -0.5))).toBeUndefined();
    expect(finding('start', from(-0.5, -0.5), from(0, 0))).toMatchObject({
      verdict: 'only if',
      condition: 'the fan is the width',
      evidence: [{ of: 'Fan of the width', value: '−0.50 (−0.52 to −0.48)' }, {}],
    });
    // The measured entries decide, not the exponent that was set.
    expect(verdict('start', from(-0.5, -0.5), from(0, -0.5))).toBe('holds');
    expect(verdict('start', from(-0.5, 0), from(0, 0))).toBe('does not hold');
    expect(verdict('start', from(-0.5, -0.5, 0.2), from(0, -0.5, 0.2))).toBe('undecided');
  });
});
