import { frontOf, meanOver, sharedCosts } from '@singlora/statistics';
import { expect, it } from 'vitest';
import { overPairs } from './comparison.ts';
import { expectAlike, reference } from './reference.test.support.ts';

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
  expectAlike(overPairs(pairs), tested);
});
