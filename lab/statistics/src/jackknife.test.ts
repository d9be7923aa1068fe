import { expect, it } from 'vitest';
import { estimate } from './estimate.ts';
import { jackknife } from './jackknife.ts';
import { mean } from './moments.ts';

const values = [3, 1, 4, 1, 5, 9, 2.6];
const of = (kept: readonly number[]) => kept.map((place) => values[place] as number);

it('gives back the samples for their mean', () => {
  const own = jackknife(values.length, (kept) => mean(of(kept)));
  own.forEach((value, place) => expect(value).toBeCloseTo(values[place] as number, 12));
});

it('takes the bias off the variance that divides by n', () => {
  const biased = (kept: readonly number[]) => {
    const some = of(kept);
    return mean(some.map((value) => (value - mean(some)) ** 2));
  };
  const unbiased = (biased(values.map((_, i) => i)) * values.length) / (values.length - 1);
  expect(estimate(jackknife(values.length, biased)).mean).toBeCloseTo(unbiased, 12);
});
