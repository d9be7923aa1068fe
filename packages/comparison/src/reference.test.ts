import { frontOf, meanOver, sharedCosts } from '@singlora/statistics';
import { expect, it, onTestFinished } from 'vitest';
import { overPairs } from './comparison.ts';
import { judgedByPlan, plannedPairs } from './dreambooth/planned.ts';
import { dreamBoothRuns } from './dreambooth/run.ts';
import { dreamBoothSettings } from './dreambooth/setting.ts';
import {
  committedRuns,
  expectAlike,
  expectPlanAlike,
  reference,
} from './reference.test.support.ts';

it.each([
  ['all-layers', 'glue-all-layers.jsonl.br'],
  ['mpnet', 'glue-mpnet.jsonl.br'],
  ['longer-trials', 'glue-longer-trials.jsonl.br'],
])('comparisons of the plan %s are SciPy’s', async (name, archive) => {
  const { runs, close } = await committedRuns(archive);
  onTestFinished(close);
  expectPlanAlike(name, runs);
});

it.each([
  ['front', 'dreambooth.jsonl.br'],
  ['best-rate', 'best-rate.jsonl.br'],
  ['best-rate-q-k', 'best-rate-q-k.jsonl.br'],
] as const)('comparisons of the small model’s plan, %s, are SciPy’s', async (plan, archive) => {
  const { runs, close } = await committedRuns(archive);
  onTestFinished(close);
  const [setting] = dreamBoothSettings(dreamBoothRuns(runs).runs);
  const pairs = plannedPairs(setting!)!;
  const judged = judgedByPlan(setting!, pairs, 'fidelity');
  expect(judged).toHaveLength(reference[plan].length);
  for (const [at, tested] of reference[plan].entries()) {
    const { found, reservation } = judged[at]!;
    const { apart = [] } = tested;
    if (apart.length === 0) expect(reservation).toBeUndefined();
    else expect(reservation).toContain(apart.join(', '));
    expectAlike(found, tested, 1e-9);
    if (tested.corrected !== undefined) expect(found!.corrected).toBeCloseTo(tested.corrected, 9);
  }
});

it('fronts at equal drift are NumPy’s', () => {
  const { subjects, ...tested } = reference.fronts;
  const pairs = subjects.map(({ sides, difference }, at) => {
    const [own, others] = sides.map((drawn) =>
      frontOf(drawn.map(([cost, gain]) => ({ cost, gain }))),
    );
    const range = sharedCosts(own!, others!)!;
    const ours = meanOver(own!, range) - meanOver(others!, range);
    expect(ours).toBeCloseTo(difference, 10);
    return { name: `${at}`, difference: ours };
  });
  expectAlike(overPairs(pairs), tested, 1e-9);
});
