import { expect, it } from 'vitest';
import { codeProblem, type MadeBy } from './code-problem.ts';
import { makeRun } from './recorded.test.support.ts';

const { record } = makeRun();

const made = (change: Partial<MadeBy['environment']>): MadeBy => {
  const environment = { ...record.environment, code: null, ...change };
  return { environment, starts: record.starts.map((start) => ({ ...start, environment })) };
};

const git = (commit: string, dirty = false) => ({ git: { commit, branch: 'main', dirty } });

it('compares runs of one code and the same packages', () => {
  expect(codeProblem([made(git('a'))], [made(git('a'))])).toBeUndefined();
  expect(codeProblem([made(git('a'))], [made(git('b'))])).toBe('made by different code');
  expect(codeProblem([made(git('a'))], [made({ ...git('a'), packages: { tf: '9' } })])).toBe(
    'made with different packages',
  );
});

it('knows code by its hash, whatever the commit and the changes around it', () => {
  const code = { 'packages/core': 'f' };
  expect(codeProblem([made({ ...git('a', true), code })], [made({ ...git('b'), code })])).toBe(
    undefined,
  );
  expect(
    codeProblem([made({ ...git('a'), code })], [made({ ...git('a'), code: { x: 'e' } })]),
  ).toBe('made by different code');
  expect(codeProblem([made({ ...git('a', true), code: null })], [])).toBe(
    'made by code that was not committed',
  );
});

it('counts every start of a run', () => {
  const run = made(git('a'));
  const [first] = run.starts;
  const other = { ...run.environment, ...git('b') };
  const starts = [...run.starts, { ...first!, environment: other }];
  expect(codeProblem([{ ...run, starts }], [run])).toBe('made by different code');
});
