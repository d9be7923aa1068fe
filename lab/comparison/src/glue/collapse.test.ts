import { describe, expect, it } from 'vitest';
import { makeRun } from '../recorded.test.support.ts';
import { collapsesOf } from './collapse.ts';
import { plannedRuns, type Scores } from './planned.test.support.ts';
import { glueOutcomes } from './planned-runs.ts';
import { glueRuns } from './run.ts';

const name = 'longer-trials';
const collapses = (scores: Scores, seeds?: number) => {
  const runs = plannedRuns(scores, { name, chosen: 3e-3, ...(seeds && { seeds }) });
  const outcome = glueOutcomes(glueRuns(runs.map(makeRun)).runs).find((one) => one.name === name);
  return collapsesOf(outcome!);
};

/**
 * Scores in which the first `counts[method]` seeds of a method on CoLA are at the floor of .35;
 * where the floor is NaN they diverged.
 */
const lost =
  (counts: Readonly<Record<string, number>>, floor = 0.35): Scores =>
  ({ task, method, seed }) =>
    task === 'cola' && seed - 100 < (counts[method] ?? 0) ? floor : 0.7 + 0.001 * (seed - 100);

describe('collapses', () => {
  it('are counted over all tasks and seeds, and told apart by the pairs of which one collapsed', () => {
    // For 5 such pairs all one way: 2 × (1/2)⁵ − (1/2)⁵.
    for (const floor of [0.35, NaN]) {
      const found = collapses(lost({ lora: 5 }, floor));
      expect(found).toMatchObject({ pairs: 48, candidate: 0, against: 5, verdict: 'less often' });
      expect(found.pValue).toBeCloseTo(1 / 32, 12);
    }
    expect(collapses(lost({ singlora: 5 }))).toMatchObject({ verdict: 'more often' });
  });

  it('say nothing where both collapse on the same task and seed, or four times one alone', () => {
    const both = collapses(lost({ lora: 6, singlora: 6 }));
    expect(both).toMatchObject({ candidate: 6, against: 6, pValue: 1, verdict: 'undecided' });
    expect(collapses(lost({ lora: 4 }))).toMatchObject({ against: 4, verdict: 'undecided' });
  });

  it('are not judged while results are to come', () => {
    const part = collapses(lost({ lora: 6 }), 7);
    expect(part).toMatchObject({ pairs: 42, against: 6, verdict: 'no verdict' });
  });
});
