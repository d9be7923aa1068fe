import { beforeEach, describe, expect, test } from 'vitest';
import { recordRun, runs, runsAt, useRuns } from './runs.test.support.ts';

const at = useRuns();

const idsIn = (out: string) =>
  out
    .split('\n')
    .slice(1)
    .map((line) => line.split(/[ ,]/)[0]);

describe('runs that hold conditions', () => {
  test('are listed by fields of every kind', async () => {
    const listed = async (where: string) => idsIn((await runs('--where', where)).out);
    expect(await listed('method=lora seed=0')).toEqual([at.ids[0]]);
    expect(await listed('accuracy>=0.8')).toEqual([at.ids[1], at.ids[0]]);
    expect(await listed('status=failed,running')).toEqual([at.ids[3], at.ids[2]]);
    expect((await runs('--where', 'method=lora', '--where', 'seed=7')).out).toMatch(/^No runs/);
  });

  test('of CSV are counted beside it where they are limited', async () => {
    const csv = await runs('--csv', '--columns=status', '--limit', '1');
    expect([csv.out, csv.err]).toEqual(['status\nrunning', '… and 3 more; --limit 4 lists all.']);
  });

  test('a field that no run has is refused with the one that was meant', async () => {
    expect(await runs('--where', 'metod=lora')).toMatchObject({
      code: 2,
      err: expect.stringContaining('No run has a field "metod". Did you mean "method"?'),
    });
  });
});

test('are sorted, and what a run does not have comes last', async () => {
  const sorted = async (by: string) => idsIn((await runs('--sort', by)).out);
  expect((await sorted('seed'))[3]).toBe(at.ids[3]);
  expect(await sorted('-seed')).toEqual([at.ids[2], at.ids[1], at.ids[0], at.ids[3]]);
});

test('CSV steers no terminal', async () => {
  await recordRun({ config: { name: '\u001b[2Jred' } });
  const csv = ['--csv', '--columns=name', '--experiment=x'];
  expect((await runsAt({ width: 80 }, ...csv)).out).toBe('name\n\\u001b[2Jred');
  expect((await runs(...csv)).out).toBe('name\n\u001b[2Jred');
});

describe('columns', () => {
  test('are the fields that are asked for', async () => {
    const argv = ['--experiment=mnli', '--columns=id,method,lr,accuracy'];
    expect((await runs(...argv)).err).toMatch(/No run has a field "lr"/);
    const { out } = await runs('--experiment=mnli', '--columns=id,method,accuracy');
    expect(out.split('\n')[0]).toMatch(/^ID +METHOD +ACCURACY$/);
    expect(out.split('\n')[2]).toMatch(/^\w{12} +singlora +0\.8125$/);
  });

  test('are CSV and JSON, too', async () => {
    const csv = await runs('--csv', '--experiment=mnli', '--columns=method,error');
    expect(csv.out).toBe('method,error\nlora,"The loss is NaN.\nat step 3"\nsinglora,\nlora,');
    const json = await runs('--json', '--experiment=mnli', '--columns=method,accuracy');
    expect(JSON.parse(json.out)).toEqual([
      { method: 'lora' },
      { method: 'singlora', accuracy: 0.8125 },
      { method: 'lora', accuracy: 0.8125 },
    ]);
  });
});

test.each([40, 60, 80, 120])('lines fit into a terminal of %d columns', async (width) => {
  const { out } = await runsAt({ width });
  for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(width);
  expect(idsIn(out)).toEqual([...at.ids].reverse());
});

describe('scores of trials and of results', () => {
  beforeEach(async () => {
    for (const [purpose, accuracy] of [
      ['result', 0.5],
      ['result', 0.6],
      ['trial', 0.9],
    ] as const) {
      const adapter = { method: 'dora', r: accuracy === 0.6 ? 8 : 4 };
      const config = { purpose, adapter, seed: accuracy };
      await recordRun({ experiment: 'roles', config }, { 'validation/accuracy': accuracy });
    }
  });

  test('are averaged apart, each by its role', async () => {
    const best = ['best', '--by=accuracy', '--experiment=roles', '--json'];
    expect(JSON.parse((await runs(...best)).out)).toMatchObject([
      { purpose: 'trial', runs: 1, mean: 0.9 },
      { purpose: 'result', runs: 2, mean: 0.55 },
    ]);
    const results = JSON.parse((await runs(...best, '--where=purpose=result')).out) as object[];
    expect(results).toMatchObject([{ runs: 2, mean: 0.55 }]);
    expect(results[0]).not.toHaveProperty('purpose');
    expect((await runs('best', '--by=accuracy', '--experiment=roles')).out).toMatch(
      /^PURPOSE +RUNS/,
    );
  });

  test('are grouped by flags as the command line names them', async () => {
    const best = ['best', '--by=accuracy', '--where=purpose=result', '--experiment=roles'];
    const { out } = await runs(...best, '--group=method,rank', '--json');
    expect(JSON.parse(out)).toMatchObject([
      { method: 'dora', rank: 8, best: 0.6 },
      { method: 'dora', rank: 4, best: 0.5 },
    ]);
  });

  test('are told apart in lists, tables and comparisons', async () => {
    const of = '--experiment=roles';
    expect((await runs('list', of)).out).toMatch(/validation\/accuracy \(trial\)/);
    const columns = ['list', of, '--csv', '--columns=id,accuracy'];
    expect((await runs(...columns)).out).toMatch(/^id,accuracy,purpose\n\w+,0\.9,trial\n/);
    expect((await runs(...columns, '--where=purpose=trial')).out).toMatch(/^id,accuracy\n/);
    const [trial = '', result = ''] = (await runs('list', of, '--csv', '--columns=id')).out
      .split('\n')
      .slice(1);
    const { out } = await runs('compare', result, trial);
    expect(out).toMatch(/purpose +result +trial\n/);
    expect(out).toMatch(/validation\/accuracy +0\.6 +0\.9$/m);
  });
});

describe('best', () => {
  test('is the run with the best number, of each group', async () => {
    for (const [method, seed, accuracy] of [
      ['lora', 1, 0.9],
      ['singlora', 1, NaN],
    ] as const)
      await recordRun(
        { experiment: 'mnli', identity: `${method} ${seed}`, config: { method, rank: 8, seed } },
        { 'validation/accuracy': accuracy, 'validation/loss': seed },
      );
    const best = ['best', '--by=accuracy', '--group=method'];
    const [lora, singlora] = JSON.parse((await runs(...best, '--json')).out) as [
      Record<string, unknown>,
      unknown,
    ];
    expect(lora).toMatchObject({ method: 'lora', runs: 2, best: 0.9 });
    expect(lora['mean']).toBeCloseTo((0.9 + 0.8125) / 2, 12);
    expect(lora['standardError']).toBeCloseTo((0.9 - 0.8125) / 2, 12);
    expect(singlora).toMatchObject({ method: 'singlora', runs: 1, standardError: null });
    expect((await runs(...best)).out).toMatch(/\n1 more finished run has no such number\.$/);
    const [first] = JSON.parse(
      (await runs('best', '--by=accuracy', '--smallest', '--json')).out,
    ) as [{ best: number }];
    expect(first.best).toBe(0.8125);
    expect((await runs('best', '--by=loss')).out).toMatch(/\n2 +1 +\w{12}/);
  });

  test('groups by what only a whole record has, such as its machine', async () => {
    const best = ['best', '--by=accuracy', '--json', '--group'];
    expect(JSON.parse((await runs(...best, 'cpu,command')).out)).toMatchObject([
      { cpu: 'A CPU', command: 'npx nx run experiments:mnli --seeds 0,1', runs: 2 },
    ]);
  });

  test.each([
    [['best', '--by=acuracy'], /No run has a field "acuracy". Did you mean/],
    [
      ['best', '--by=accuracy', '--group=methd'],
      /No run has a field "methd". Did you mean "method"/,
    ],
    [['best', '--by=accuracy', '--experiment=none'], /No run of that kind has finished/],
    [['best'], /required option '--by <field>' not specified/],
  ])('%j is wrong usage', async (argv, message) => {
    const { code, err } = await runs(...argv);
    expect([code, err]).toEqual([2, expect.stringMatching(message)]);
  });
});
