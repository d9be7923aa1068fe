import { codeSha256, identityOf } from '@singlora/tracking';
import { expect, it } from 'vitest';
import { identityProblem, ownProblem } from './record-problem.ts';
import { makeRun } from './recorded.test.support.ts';

const code = { 'packages/core': 'a'.repeat(64) };
const { record } = makeRun();
const environment = { ...record.environment, code };
const { experiment, config, assets } = record;
const own = {
  ...record,
  environment,
  starts: record.starts.map((start) => ({ ...start, environment })),
  identity: identityOf({ experiment, config, assets, code: codeSha256(code) }),
};

it('is that of what the run was made of', () => {
  expect(identityProblem(own)).toBeUndefined();
  const reasons = [
    { ...own, config: { ...config, learningRate: 1 } },
    { ...own, assets: assets.slice(1) },
    { ...own, experiment: 'other' },
    { ...own, starts: [{ ...own.starts[0]!, environment: { ...environment, code: { x: 'b' } } }] },
  ].map(identityProblem);
  expect(new Set(reasons)).toEqual(
    new Set(['its identity is not that of its configuration, code, weights and rows']),
  );
});

it('cannot tell of records from before the code was kept', () => {
  const before = { ...environment, code: null };
  const starts = own.starts.map((start) => ({ ...start, environment: before }));
  expect(identityProblem({ ...own, identity: 'x', environment: before, starts })).toBeUndefined();
});

it('cannot tell where an archive has left out the folders of the model', () => {
  const at = (model: string) => ({
    config: { ...config, model },
    assets: assets.map((asset) => (asset.kind === 'model' ? { ...asset, id: model } : asset)),
  });
  const made = at('/home/ann/model');
  const identity = identityOf({ experiment, ...made, code: codeSha256(code) });
  expect(identityProblem({ ...own, ...made, identity })).toBeUndefined();
  expect(identityProblem({ ...own, ...at('…/model'), identity })).toBeUndefined();
  expect(identityProblem({ ...own, ...at('/home/bob/model'), identity })).toBeDefined();
});

it('allows for clocks of two hosts that are not quite equal, not for times that cannot be', () => {
  const at = (seconds: number) => new Date(1e12 + 1000 * seconds).toISOString();
  const ran = (again: number, end: number, took = 0) =>
    ownProblem({
      ...own,
      startedAt: at(0),
      starts: [at(0), at(again)].map((startedAt) => ({
        ...own.starts[0]!,
        startedAt,
        endedAt: startedAt,
      })),
      finishedAt: at(end),
      summary: { trainSeconds: took },
    });
  expect([ran(-50, 300), ran(10, -40), ran(10, 300, 350)]).toEqual(Array(3).fill(undefined));
  expect(ran(-70, 300)).toBe('it finished before it started');
  expect(ran(10, -60)).toBe('it finished before it started');
  expect(ran(10, 300, 400)).toBe('it says 400 for trainSeconds, and took 300 seconds in all');
});
