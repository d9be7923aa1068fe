import { expect, it } from 'vitest';
import { makeRun } from '../recorded.test.support.ts';
import { otherRatesOf } from './other-rates.ts';
import { glueOutcomes, tieOutcome, type GlueOutcome } from './planned-runs.ts';
import { plannedRuns } from './planned.test.support.ts';
import { glueRuns } from './run.ts';

const runsOf = (name: string, chosen: number, seeds = Infinity) =>
  glueRuns(
    plannedRuns(({ seed }) => 0.7 + Math.sin(5 * seed) / 1000, { name, chosen, seeds }).map(
      makeRun,
    ),
  ).runs;
const planOf = (name: string) => glueOutcomes(runsOf(name, 3e-3)).find((one) => one.name === name)!;
const atOtherRates = (plan: GlueOutcome, others: readonly GlueOutcome[]) =>
  otherRatesOf([plan], others).get(plan)!;
const tie = (chosen: number, seeds?: number) => [tieOutcome(runsOf('tie', chosen, seeds))];

it('are where a finished plan of the same model, layers and rows has other rates', () => {
  const found = atOtherRates(planOf('top-two'), tie(0.01));
  expect(found.map(({ measure }) => measure.name)).toEqual(['stsb', 'qnli']);
  for (const { own, found: again } of found) {
    const rates = [own, again].map(({ one }) => one.config.learningRate);
    expect([rates, own.pairs.length, again.pairs.length]).toEqual([[3e-3, 0.01], 10, 30]);
  }
});

it('are none at the same rates, in a plan that is not finished, and with adapters in other layers', () => {
  expect(atOtherRates(planOf('top-two'), tie(3e-3))).toEqual([]);
  expect(atOtherRates(planOf('top-two'), tie(0.01, 29))).toEqual([]);
  expect(atOtherRates(planOf('all-layers'), tie(0.01))).toEqual([]);
});
