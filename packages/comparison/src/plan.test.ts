import { expect, it } from 'vitest';
import { comparison, type Check } from './reservation.ts';
import { inPoints, overPairs, type Found } from './comparison.ts';
import { outcomeOf, type Measure, type Plan } from './plan.ts';
import type { RateSearch } from './search.ts';
import type { Side } from './side.ts';

const lora = { method: 'lora', rank: 8 };
const singlora = { method: 'singlora', rank: 8 };
const plan: Plan = {
  candidates: [lora, singlora],
  primary: { candidate: singlora, against: lora },
  secondary: [],
  seeds: [0],
  margin: 0.02,
  search: { rates: [1, 2, 3], seeds: [0] },
};

const side = ({ method }: typeof lora): Side => ({
  ...{ label: method, method, runs: [] },
  config: { preset: 'paper' },
});
const sides = [lora, singlora].map(side);

/** A score of pictures: subjects are the pairs, each this much above with SingLoRA, and all learned. */
const score = (
  name: string,
  gains: readonly number[],
  { chosen = 2, checks = [] as readonly Check<Found>[], lacks = '' } = {},
): Measure => ({
  ...{ name, title: name.toUpperCase(), checks },
  sideOf: ({ method }) => sides.find((one) => one.method === method),
  seedsOf: ({ method }) => (method === lacks ? [] : [0]),
  above: (_, subject) => 0.5 + 0.01 * Number(subject.at(-1)),
  compare(one, other) {
    const pairs = gains.map((difference, at) => ({ name: `mug ${at}`, difference }));
    const found = { one, other, pairs, ...overPairs(pairs), words: inPoints };
    return comparison({ ...found, scope: 'subjects', unlearned: [] }, []);
  },
  searchOf: (own) =>
    ({
      ...{ side: own, chosen, trials: 3, tried: [], lengths: [0], code: undefined },
      rates: [1, 2, 3].map((rate) => {
        const mean = rate === chosen ? 0.9 : 0.5;
        return { rate, trials: 1, diverged: 0, score: { mean }, byPlace: new Map([['0', mean]]) };
      }),
      atEdge: chosen !== 2,
    }) satisfies RateSearch,
});

const gains = [0.1, 0.11, 0.12, 0.13, 0.11];
const kindsOf = (...measures: readonly Measure[]) => {
  const { primary, byMeasure } = outcomeOf(plan, measures);
  return [primary, ...byMeasure].map(({ verdict: { kind, detail } }) => detail ?? kind);
};

it('a plan of pictures is judged over subjects, by the mean of its scores and by each', () => {
  const none = [0.001, -0.001, 0.002, -0.002, 0];
  const { primary, byMeasure, family } = outcomeOf(plan, [
    score('dino', gains),
    score('clip', none),
  ]);
  expect(primary.effect).toMatchObject({ scope: 'subjects', reservation: undefined });
  expect(primary.effect!.difference).toBeCloseTo(0.057, 12);
  expect([primary, ...byMeasure].map(({ verdict: { kind } }) => kind)).toEqual([
    ...['higher', 'higher', 'equal'],
  ]);
  expect(family).toBe(2);
  expect(byMeasure[0]!.corrected).toBeCloseTo(2 * byMeasure[0]!.effect!.pValue!, 12);
});

it('no answer is judged that a check of its suite, a missing run or its search speaks against', () => {
  const why = 'drift is not equal';
  expect(kindsOf(score('dino', gains, { checks: [() => why] }))).toEqual([why, why]);
  const lacking = '1 planned result to come';
  expect(kindsOf(score('dino', gains, { lacks: 'lora' }))).toEqual([lacking, lacking]);
  const edge =
    'DINO, SingLoRA: its rate is the lowest or the highest that was tried, and the plan searches on';
  expect(kindsOf(score('dino', gains, { chosen: 3 }))).toEqual([edge, edge]);
  expect(kindsOf(score('dino', gains.slice(1)))).toEqual(['4 of 5 seeds', '4 of 5 seeds']);
});
