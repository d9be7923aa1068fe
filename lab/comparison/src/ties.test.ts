import { expect, it } from 'vitest';
import { bestRate, tieLoss, type RateTrial } from './search.ts';
import { beyondTies, rateProblem } from './ties.ts';
import { verdictOf } from './verdict.ts';

const trial = (rate: number, scores: readonly number[], diverged = 0): RateTrial => ({
  rate,
  score: { mean: scores.reduce((sum, score) => sum + score, 0) / scores.length },
  trials: scores.length + diverged,
  diverged,
  byPlace: new Map(scores.map((score, seed) => [String(seed), score])),
});

it('takes the highest mean, of equal ones the lowest rate, and none where a trial diverged', () => {
  const rates = [trial(1, [0.6, 0.6]), trial(2, [0.7, 0.7]), trial(3, [0.7, 0.7])];
  expect(bestRate({ rates })?.rate).toBe(2);
  expect(bestRate({ rates: [...rates, trial(4, [0.9], 1)] })?.rate).toBe(2);
  expect(bestRate({ rates: [] })).toBeUndefined();
});

it('loses what a rate within one standard error of the best scored less, seed by seed', () => {
  const best = trial(1, [0.7, 0.72, 0.74]);
  // Differences 0.00, 0.01, 0.05: mean 0.02, standard error 0.0153. 0.00, 0.00, 0.05: 0.0167 and 0.0167.
  expect(tieLoss({ rates: [best, trial(2, [0.7, 0.71, 0.69])] })).toBe(0);
  expect(tieLoss({ rates: [best, trial(2, [0.7, 0.72, 0.69])] })).toBeCloseTo(0.05 / 3, 12);
  // A steady difference is no tie, however much the scores vary between seeds.
  expect(tieLoss({ rates: [trial(1, [0.2, 0.9, 0.5]), trial(2, [0.19, 0.89, 0.49])] })).toBe(0);
});

const verdict = (interval: [number, number], ties: { one: number; other: number }) => {
  const found = { difference: (interval[0] + interval[1]) / 2, interval, reservation: undefined };
  return beyondTies(verdictOf(found, 0.01), found, { margin: 0.01, ties }).kind;
};

it.each<[string, [number, number], { one: number; other: number }, string]>([
  ['higher by more than its own ties', [0.02, 0.04], { one: 0.019, other: 0.1 }, 'higher'],
  ['higher by less', [0.02, 0.04], { one: 0.021, other: 0 }, 'none'],
  ['lower by more than the other’s ties', [-0.04, -0.02], { one: 0.1, other: 0.019 }, 'lower'],
  ['lower by less', [-0.04, -0.02], { one: 0, other: 0.021 }, 'none'],
  ['equal whatever the rate', [-0.005, 0.005], { one: 0.004, other: 0.004 }, 'equal'],
  ['equal at these rates alone', [-0.005, 0.005], { one: 0.006, other: 0 }, 'none'],
  ['undecided', [-0.02, 0.02], { one: 1, other: 1 }, 'undecided'],
])('%s', (_, interval, ties, kind) => {
  expect(verdict(interval, ties)).toBe(kind);
});

it.each<[string, [number, number], { one: number; other: number }, boolean]>([
  ['higher whatever the rate', [0.02, 0.04], { one: 0.019, other: 0.1 }, false],
  ['higher at these rates alone', [0.02, 0.04], { one: 0.021, other: 0 }, true],
  ['no lower at these rates alone', [-0.005, 0.03], { one: 0.006, other: 0 }, true],
  ['alike whatever the rate', [-0.005, 0.005], { one: 0.004, other: 0.004 }, false],
  ['alike at these rates alone', [-0.005, 0.005], { one: 0, other: 0.006 }, true],
  ['undecided', [-0.02, 0.02], { one: 1, other: 1 }, false],
])('depends on the rate or not: %s', (_, interval, ties, depends) => {
  const difference = (interval[0] + interval[1]) / 2;
  expect(rateProblem({ difference, interval }, 0.01, ties) !== undefined).toBe(depends);
});
