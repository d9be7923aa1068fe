import { expect, it } from 'vitest';
import { evidenceOf } from './evidence.ts';
import { judgeAll } from './judge.ts';
import { recorded } from './recorded.test.support.ts';
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
