import { admit } from '@singlora/comparison';
import { tablePlans } from '@singlora/records';
import { expect, it } from 'vitest';
import { makeRun, type Change } from '../../lab/comparison/src/recorded.test.support.ts';
import { plannedRuns, type Scores } from '../../lab/comparison/src/glue/planned.test.support.ts';
import { usualLimits } from '../limits.ts';
import { pageDataOf } from './page-data.ts';

const claims = (changes: readonly Change[]) => {
  const runs = changes.map(makeRun);
  return pageDataOf({ runs, admitted: admit(runs).glue, limits: usualLimits }).claims;
};
const claimOf = (runs: readonly Change[], says: string) =>
  claims(runs).find((one) => one.says.startsWith(says));

/** SingLoRA's score minus all others', as a number of rows in a hundred. */
const apart =
  (by: number, spread = 0.0005): Scores =>
  ({ method, seed }) =>
    0.85 + (method === 'singlora' ? by + spread * Math.sin(5 * seed + 1) : 0);
const right =
  (by: number): Scores =>
  ({ method }) =>
    method === 'singlora' ? 70 + by : 70;

const mnli = 'MNLI with RoBERTa-base';
const own = plannedRuns(apart(0.2), {
  name: 'table-1-roberta-base',
  rightOf: right(20),
  hundreds: 4,
});

const subjects = [
  ['table-1-roberta-base', 'MNLI with RoBERTa-base'],
  ['table-1-roberta-base', 'QQP with RoBERTa-base'],
  ['table-1-roberta-base', 'QNLI with RoBERTa-base'],
  ['table-1-gpt2', 'MNLI with GPT-2'],
  ['table-1-gpt2', 'QQP with GPT-2'],
  ['table-2', 'MNLI with LLaMA-7B'],
] as const;
/** Whether the paper's numbers are mixed: on QQP it has SingLoRA below LoRA+ and DoRA. */
const isMixed = (says: string) => says.startsWith('QQP');

it.each(subjects)('%s settles “%s” by its records alone', (name, says) => {
  const of = (by: number, spread?: number) => {
    const rows = { rightOf: right(Math.round(100 * by)), hundreds: 4 };
    return claimOf(plannedRuns(apart(by, spread), { name, chosen: 1e-4, ...rows }), says);
  };
  const [higher, lower, open] = [of(0.2), of(-0.2), of(0.003, 0.02)];
  expect(open?.found?.verdict).toBe('undecided');
  expect(lower?.found?.verdict).toBe(isMixed(says) ? higher?.found?.verdict : 'does not hold');
  if (!isMixed(says)) expect(higher?.found?.verdict).toBe('holds');
  expect(higher?.found?.on).toEqual({ kind: 'own' });
});

it('a plan of the paper’s own model comes before a stand-in as soon as a run of it counts', () => {
  const standIn = plannedRuns(() => 0.7);
  const says = 'Over the tasks';
  expect(claimOf(standIn, says)?.found?.verdict).toBe('does not hold');
  expect(claimOf([...own, ...standIn], says)?.found?.verdict).toBe('holds');
  expect(claimOf([...own.slice(0, 1), ...standIn], says)?.found?.verdict).toBe('undecided');
});

const doctored: readonly (readonly [string, (run: Change) => Change])[] = [
  [
    'other weights',
    (run) => ({ ...run, assets: run.assets?.map((one) => ({ ...one, sha256: { a: 'b' } })) ?? [] }),
  ],
  ['another rate', (run) => ({ ...run, config: { ...run.config, learningRate: 2e-3 } })],
  [
    'a rate that was searched',
    (run) => ({
      ...run,
      config: {
        ...run.config,
        search: { rates: [1e-3], seeds: [0], holdoutRows: 9, trialRows: 'rest', wider: false },
      },
    }),
  ],
  ['fewer rows', (run) => ({ ...run, summary: { ...run.summary, trainRows: 9 } })],
  ['other steps', (run) => ({ ...run, summary: { ...run.summary, steps: 9 } })],
  ['dropout', (run) => ({ ...run, config: { ...run.config, dropout: 0 } })],
  ['fewer parameters', (run) => ({ ...run, summary: { ...run.summary, adapterParameters: 9 } })],
];
it('runs that are as planned decide, of which the next change one thing', () => {
  expect(claimOf(own, mnli)?.found?.verdict).toBe('holds');
});
it.each(doctored)('nothing is decided by runs with %s', (_, change) => {
  const claim = claimOf(own.map(change), mnli);
  expect(claim?.found?.verdict ?? 'undecided').toBe('undecided');
});

it('declares at least five seeds of every candidate', () => {
  for (const plan of Object.values(tablePlans)) expect(plan.seeds.length).toBeGreaterThanOrEqual(5);
});
