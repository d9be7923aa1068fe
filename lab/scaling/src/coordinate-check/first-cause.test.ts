import { expect, it } from 'vitest';
import { firstCause } from './first-cause.ts';

const at = (step: number, verdict: string, quantity: 'change' | 'largestChange' = 'change') => ({
  step,
  verdict,
  quantity,
  expected: null,
});

it('is the first module of the data flow at the earliest step, with all others after it', () => {
  const modules = [
    { name: 'in', steps: [at(1, 'stable'), at(2, 'vanishing')] },
    { name: 'a', steps: [at(2, 'exploding'), at(1, 'exploding')] },
    { name: 'b', steps: [at(1, 'exploding')] },
    { name: 'c', steps: [at(1, 'undecided')] },
  ];
  expect(firstCause(modules)).toEqual({
    module: 'a',
    faults: [at(1, 'exploding'), at(2, 'exploding')],
    after: ['in', 'b'],
  });
});

it('is none where nothing is a fault, such as a maximum that shrinks', () => {
  expect(firstCause([{ name: 'a', steps: [at(1, 'vanishing', 'largestChange')] }])).toBeUndefined();
  expect(firstCause([])).toBeUndefined();
});
