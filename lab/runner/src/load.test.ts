import { expect, it } from 'vitest';
import { loadedFrom } from './load.ts';

it('loads an experiment from the bundle that the program is in, else from its source', () => {
  const source = '/repo/experiments/mnli.experiment.ts';
  const from = (program: string) => loadedFrom(source, '/repo', program);
  expect(from('/repo/lab/runner/src/main.ts')).toBe(source);
  expect(from('/repo/node_modules/.cache/1/lab/runner/src/main.mjs')).toBe(
    '/repo/node_modules/.cache/1/experiments/mnli.experiment.mjs',
  );
});
