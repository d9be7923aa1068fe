import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tasks, type TaskName, glueRunConfig } from '@singlora/records';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runHere, runsIn } from './testing/run-command.ts';
import { writeTinyModel } from './testing/tiny-model.ts';
import { writeTinyRows } from './testing/tiny-rows.ts';

const folder = mkdtempSync(join(tmpdir(), 'singlora-glue-'));

/** Runs the command on a tiny model and tiny rows. */
async function run(experiment: string, task: TaskName, args: readonly string[] = []) {
  const data = await writeTinyRows(join(folder, 'rows', task), tasks[task]);
  const { code, output } = await runHere(
    experiment,
    ['--preset=smoke', '--model', join(folder, 'model'), '--data', data, ...args],
    join(folder, experiment),
  );
  expect(output).not.toMatch(/ at .*\.ts:/);
  expect(code).toBe(0);
  return runsIn(join(folder, experiment));
}

const lines = (path: string) =>
  readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

const methodOf = ({ config }: { config: unknown }) => glueRunConfig.parse(config).adapter.method;

describe('every GLUE experiment', () => {
  beforeAll(() => writeTinyModel(join(folder, 'model')));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  // Two splits, a correlation, two metrics; the other tasks are run below.
  it.each([tasks.mnli, tasks.stsb, tasks.mrpc])(
    '$name trains, scores and predicts',
    async (task) => {
      const name = task.name as TaskName;
      const runs = await run(name, name, ['--methods=singlora']);
      expect(runs).toHaveLength(1);
      const [{ summary, folder: saved }] = runs as [(typeof runs)[number]];
      expect(summary).toMatchObject({ steps: 4, trainRows: 96 });
      for (const split of task.splits.dev) {
        for (const metric of task.metrics) {
          expect(Math.abs(summary[`${split.name}/${metric}`] ?? NaN)).toBeLessThanOrEqual(1);
        }
        const predictions = lines(join(saved, `predictions.${split.name}.jsonl`));
        expect(new Set(predictions.map(({ index }) => index)).size).toBe(40);
        expect(predictions.every(({ index }) => Number(index) >= 1000)).toBe(true);
      }
    },
  );

  it('predicts the test rows for GLUE’s site', async () => {
    const [first] = await run('wnli', 'wnli', ['--methods=lora', '--submission=yes']);
    const file = readFileSync(join(first?.folder ?? '', 'submission', 'WNLI.tsv'), 'utf8');
    const [head, ...rows] = file.trimEnd().split('\n');
    expect(head).toBe('index\tprediction');
    expect(rows).toHaveLength(tasks.wnli.splits.test[0]?.rows ?? NaN);
    expect(rows.every((row) => /^\d+\t[01]$/.test(row))).toBe(true);
  });

  it('searches every method’s rate on held-out training rows, then runs at the best', async () => {
    const runs = await run('sst2', 'sst2', ['--lr=search', '--methods=lora,singlora']);
    const own = runs.filter(({ config }) => config['search'] !== null);
    const trials = own.filter(({ config }) => config['purpose'] === 'trial');
    const results = own.filter(({ config }) => config['purpose'] === 'result');
    expect([trials.length, results.length]).toEqual([4, 2]);
    for (const { summary } of trials) {
      expect(summary).toMatchObject({ trainRows: 64, 'holdout/rows': 32 });
      expect(Object.keys(summary).some((key) => key.startsWith('validation'))).toBe(false);
    }
    for (const { config } of results) {
      const scores = trials
        .filter((trial) => methodOf(trial) === methodOf({ config }))
        .map((trial) => [trial.summary['holdout/accuracy'], trial.config['learningRate']] as const);
      const best = Math.max(...scores.map(([score = NaN]) => score));
      const rates = scores.filter(([score]) => score === best).map(([, rate]) => Number(rate));
      expect(config['learningRate']).toBe(Math.min(...rates));
    }
  });

  it('waits for the trials of other shards, and for nothing where the rates are given', async () => {
    const data = await writeTinyRows(join(folder, 'rows', 'cola'), tasks.cola);
    const shard = async (database: string, ...args: string[]) =>
      runHere(
        'cola',
        ['--preset=smoke', '--model', join(folder, 'model'), '--data', data, ...args],
        join(folder, database),
      );
    const searching = ['--lr=search', '--methods=lora'];
    const first = await shard('shards', ...searching, '--shard=1/2');
    expect(first.output).toMatch(/What follows from these runs needs all of them/);
    const second = await shard('shards', ...searching, '--shard=2/2');
    expect(second.output).not.toMatch(/What follows/);
    const again = await shard('shards', ...searching, '--shard=1/2');
    expect(again.output).toContain('1 run made, 1 had finished before');
    const given = await shard('given', '--shard=1/2');
    expect(given.output).toContain('1 run made, 0 had finished before');
    expect(given.output).not.toMatch(/What follows/);
  });

  it('runs several tasks by a plan, with adapters in the last layer and spare rows to score on', async () => {
    for (const task of [tasks.mnli, tasks.rte])
      await writeTinyRows(join(folder, 'rows', task.name), task);
    const command = (database: string, ...args: string[]) =>
      runHere(
        'glue',
        [
          '--preset=smoke',
          '--model',
          join(folder, 'model'),
          '--data',
          join(folder, 'rows'),
          ...args,
        ],
        join(folder, database),
      );
    const { code, output } = await command('suite', '--adapt-layers=1', '--lr=1e-3');
    expect([code, output]).toEqual([
      0,
      expect.stringContaining('4 runs made, 0 had finished before'),
    ]);
    expect(output).not.toContain('run in every step');
    const results = await runsIn(join(folder, 'suite'));
    expect(
      results
        .map(({ config }) => glueRunConfig.parse(config))
        .map(({ task, adapter: { method, r, lora_alpha } }) => [task, method, r, lora_alpha])
        .sort(),
    ).toEqual([
      ['mnli', 'lora', 8, 8],
      ['mnli', 'singlora', 16, 16],
      ['rte', 'lora', 8, 8],
      ['rte', 'singlora', 16, 16],
    ]);
    for (const { config, summary, assets, folder: saved } of results) {
      expect(summary).toMatchObject({ trainRows: 64, 'spare/rows': 32 });
      expect(assets.map(({ id }) => id)).toContain(`nyu-mll/glue/${String(config['task'])}`);
      const adapter = JSON.parse(
        readFileSync(join(saved, 'adapter', 'adapter_config.json'), 'utf8'),
      ) as object;
      expect(adapter).toMatchObject({ layers_to_transform: [1], task_type: 'SEQ_CLS' });
      const scored = lines(join(saved, 'predictions.spare.jsonl')).map(({ index }) => index);
      expect(new Set(scored).size).toBe(32);
    }

    // Where the states cannot be cached, all layers run in every step, with the same results.
    const alone = ['--adapt-layers=1', '--tasks=rte', '--methods=lora', '--lr=1e-3'];
    const computed = await command('computed', ...alone, '--dropout=1e-9');
    expect([computed.code, computed.output]).toEqual([
      0,
      expect.stringContaining('run in every step'),
    ]);
    const one = results.find(
      ({ config }) => glueRunConfig.parse(config).task === 'rte' && methodOf({ config }) === 'lora',
    );
    const [other] = await runsIn(join(folder, 'computed'));
    for (const split of ['validation', 'spare']) {
      const loss = `${split}/loss`;
      expect(one?.summary[loss]).toBeCloseTo(other?.summary[loss] ?? NaN, 3);
    }
  });
});
