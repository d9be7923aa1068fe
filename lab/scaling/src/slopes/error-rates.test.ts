import { expect, it } from 'vitest';
import { designs, errorRate, shapes } from './error-rates.ts';

const sets = 120;
/** The share of false verdicts that a true rate of 5 % exceeds once in 10,000 times. */
const most = 15 / sets;
const [sweep, coordinates] = designs.map((design) => ({ ...design, scatter: 0.2 }));

it.each(Object.keys(shapes))('%s is judged falsely in 5 %% of records at most', (name) => {
  for (const design of [sweep!, coordinates!, { ...coordinates!, scatter: 0.05 }])
    expect(errorRate(name, design, sets).wrong).toBeLessThan(most);
});

it('calls a flat line stable in 90 % of records at the default designs', () => {
  // 0.86: two standard errors below.
  for (const design of [sweep!, coordinates!])
    expect(errorRate('flat', design, 300).right).toBeGreaterThan(0.86);
});

it('decides what is clear', () => {
  for (const name of ['n^0.5', 'n^-0.5', 'n^1', 'n^-1', 'exp(ln^2(n/256)/2)'])
    expect(errorRate(name, sweep!, sets).right, name).toBeGreaterThan(0.8);
});
