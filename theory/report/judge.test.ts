import { expect, it } from 'vitest';
import { evidenceOf } from './evidence.ts';
import { judgeAll } from './judge.ts';
import { altered, recorded, runsOf } from './recorded.test.support.ts';
import type { CheckRun } from './view.ts';

const judged = (runs: readonly CheckRun[]) => judgeAll(evidenceOf({ ...recorded, runs }));

it('claims nothing without records', () => {
  const findings = judged([]).map(({ found }) => found);
  expect(new Set(findings)).toEqual(new Set([undefined]));
});

it('has claims with their own names, each with a place in the paper', () => {
  const all = judged([]).map(({ claim }) => claim);
  expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
  for (const { says, place } of all) expect([says, place]).not.toContain('');
});

it('adds what other checks derive for the limit, where they are recorded', () => {
  const evidence = (...runs: readonly CheckRun[]) =>
    judged(runs).find(({ claim }) => claim.id === 'by-construction')?.found?.evidence;
  const [adam] = runsOf('width-sweep', { method: 'singlora', optimiser: 'adam' } as object);
  const exponents = runsOf('exponents', { method: 'singlora' } as object);
  const other = altered(exponents[0], { signal: 'readout' } as object);
  expect(evidence(adam)).not.toContain('In the limit');
  expect(evidence(...exponents)).toBeUndefined();
  expect(evidence(adam, ...exponents, other)).toMatch(
    /, 3 seeds\. In the limit of large widths, by the exponents: under gradient descent Δf stays O\(1\) for c ≤ −1 and is Θ\(1\) for no single c at every fixed number of steps; under Adam Δf stays O\(1\) for c ≤ −1\/2 and is Θ\(1\) for c = −1\/2 at every fixed number of steps\.$/,
  );
});
