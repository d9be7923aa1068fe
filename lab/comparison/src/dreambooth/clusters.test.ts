import { expect, it } from 'vitest';
import { clustersOf } from './clusters.ts';

const observed = (subject: string, seed: number, value: number) => ({ subject, seed, value });

it('counts subjects, each with the mean over its seeds, however many these are', () => {
  const found = clustersOf([
    observed('dog 10', 0, 0.5),
    observed('dog 2', 0, 0.6),
    observed('dog 2', 1, 0.8),
    observed('dog 2', 2, 0.7),
  ]);
  expect(found?.over).toBe('subjects');
  expect(found?.parts.map(({ name }) => name)).toEqual(['dog 2', 'dog 10']);
  expect(found?.seeds).toBe(3);
  const { mean, standardError } = found!.estimate;
  // subject means 0.7 and 0.5: their s.e. is 0.1, not that of four runs
  expect(mean).toBeCloseTo(0.6);
  expect(standardError).toBeCloseTo(0.1);
});

it('has the seeds of one subject, and says that they are no more', () => {
  const found = clustersOf([observed('dog', 0, 0.5), observed('dog', 1, 0.7)]);
  expect(found).toMatchObject({
    over: 'seeds',
    parts: [
      { name: 'seed 0', value: 0.5 },
      { name: 'seed 1', value: 0.7 },
    ],
  });
});

it('has no spread for one run, and nothing for none', () => {
  expect(clustersOf([observed('dog', 0, 0.5)])?.over).toBe('nothing');
  expect(clustersOf([])).toBeUndefined();
});
