import { glueRunConfig } from '@singlora/records';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSafetensors } from '@singlora/core/formats';
import { openTracking } from '@singlora/tracking';
import Libsql from 'libsql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { flagsWith, runHere, runsIn } from './testing/run-command.ts';
import { writeTinyModel } from './testing/tiny-model.ts';

const folder = mkdtempSync(join(tmpdir(), 'singlora-mnli-'));
const databaseOf = (name: string) => join(folder, name, 'runs.db');

const settings = (args: string[]) =>
  flagsWith(['--preset=smoke', `--model=${join(folder, 'model')}`], args);

/** The command on the tiny model, with a separate database. */
const mnli = (database: string, args: string[], stopAt?: RegExp) =>
  runHere('mnli', settings(args), join(folder, database), stopAt);

const runsOf = (database: string) => runsIn(join(folder, database));

describe('nx run experiments:mnli', () => {
  beforeAll(() => writeTinyModel(join(folder, 'model')));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('trains and records, and names the built-in rows; a second time it skips', async () => {
    const first = await mnli('once', []);
    expect(first.output).toContain('2 runs made, 0 had finished before');
    expect(first.code).toBe(0);
    expect(first.output).toMatch(/built-in/i);

    const runs = await runsOf('once');
    expect(
      runs.map(({ status, config }) => [status, glueRunConfig.parse(config).adapter.method]),
    ).toEqual([
      ['finished', 'singlora'],
      ['finished', 'lora'],
    ]);
    for (const { summary, artifacts } of runs) {
      expect(summary).toMatchObject({ steps: 4, 'validation_matched/rows': 64 });
      expect(artifacts.map(({ name }) => name)).toContain('adapter/adapter_model.safetensors');
    }
    // Its steps are few.
    expect(first.output).not.toContain('core-hours');

    const second = await mnli('once', []);
    expect(second.output).toContain('0 runs made, 2 had finished before');
    expect(second.code).toBe(0);
  });

  it('trains of a head the output layer alone, and does and records as the paper’s presets ask', async () => {
    await writeTinyModel(join(folder, 'roberta'), 16, 'roberta');
    const asked = [
      '--head=output',
      '--batches=shuffled',
      '--dropout=model',
      '--adapter.ramp.steps=2',
    ];
    const model = ['--model', join(folder, 'roberta')];
    const { code } = await mnli('as-asked', ['--methods=singlora', ...asked, ...model]);
    expect(code).toBe(0);
    const [run] = await runsOf('as-asked');
    expect(run?.config).toMatchObject({
      head: 'output',
      batches: 'shuffled',
      dropout: 'model',
      adapter: { ramp: { steps: 2 } },
    });
    const { adapterParameters = NaN, trainableParameters } = run?.summary ?? {};
    expect(trainableParameters).toBe(adapterParameters + 3 * 16 + 3);
    // Untrained values are part of the saved adapter, though no checkpoint has them.
    const file = await openSafetensors(join(run!.folder, 'adapter', 'adapter_model.safetensors'));
    expect(file.has('base_model.model.classifier.dense.weight')).toBe(true);
    await file.close();
  });

  it('ends as diverged where the last step alone went too far', async () => {
    const wild = ['--methods=lora', '--lr=1e38', '--max-steps=1', '--warmup-steps=0'];
    const { code, output } = await mnli('wild', wild);
    expect([code, output]).toEqual([0, expect.stringMatching(/diverged: train again/)]);
    const [run] = await runsOf('wild');
    expect(run).toMatchObject({ status: 'finished', summary: { diverged: 1 } });
  });

  it('tells what long runs will cost once steps are measured', async () => {
    const long = ['--epochs=100000', '--max-steps=300000'];
    const { code, output } = await mnli('long', long, /core-hours/);
    expect(code).toBe(130);
    expect(output).toMatch(/core-hours for this run, \S+ for the 2 runs that are left: \S+ hours/);
  });

  it('goes on after stops to the very result and metrics of an undisturbed run', async () => {
    const args = ['--methods=singlora', '--max-steps=40', '--train-rows=1280', '--dropout=0.1'];
    const again = [...args, '--checkpoint-every=1ms'];
    for (const at of [/train +[1-9]\d%/, /train +\d+%/]) {
      const { code, output } = await mnli('stopped', again, at);
      expect([code, output]).toEqual([130, expect.stringContaining('interrupted and saved')]);
    }
    expect((await runsOf('stopped'))[0]?.status).toBe('interrupted');

    // As if made by other code: the run is reported, and continued on request.
    const [{ id } = { id: '' }] = await runsOf('stopped');
    const change = (statement: string) => {
      const database = new Libsql(databaseOf('stopped'));
      database.exec(statement);
      database.close();
    };
    change(`update runs set identity = 'of other code'`);
    const anew = await mnli('stopped', again, /goes on with it/);
    expect(anew.output).toContain(`--continue=${id} goes on with it`);
    const late = await mnli('stopped', [...args, `--continue=${id}`]);
    expect([late.code, late.output]).toEqual([2, expect.stringContaining('has begun since')]);
    change(`delete from runs where id <> '${id}'`);
    const resumed = await mnli('stopped', [...args, `--continue=${id}`]);
    expect(resumed.output).toContain(`goes on with run ${id}, begun under other code`);
    const whole = await mnli('whole', args);
    expect([resumed.code, whole.code]).toEqual([0, 0]);
    const [stopped, [b]] = [await runsOf('stopped'), await runsOf('whole')];
    const a = stopped.find((run) => run.id === id);
    expect(a?.starts.map(({ toStep }) => toStep)).toEqual([
      ...Array<unknown>(2).fill(expect.any(Number)),
      40,
    ]);
    const result = (run: typeof a) => [
      run?.summary['validation_matched/accuracy'],
      run?.summary['validation_matched/loss'],
    ];
    expect(result(a)).toEqual(result(b));
    expect(await metrics('stopped')).toEqual(await metrics('whole'));
  });

  it('exits with 2 and a suggestion on wrong usage, with 1 and one clear line on bad assets', async () => {
    const preset = await mnli('bad', ['--preset=smok']);
    expect(preset).toMatchObject({ code: 2 });
    expect(preset.output).toContain('Did you mean "smoke"?');
    const method = await mnli('bad', ['--methods=singlra']);
    expect(method).toMatchObject({ code: 2 });
    expect(method.output).toContain('singlora');
    const length = await mnli('bad', ['--max-length=129']);
    expect(length).toMatchObject({ code: 2 });
    expect(length.output).toMatch(
      /--max-length 129 is more than the 128 tokens that .*model reads/,
    );
    const model = await mnli('bad', ['--model=FacebookAI/roberta-base']);
    expect(model).toMatchObject({ code: 1 });
    expect(model.output).toContain('(--model=FOLDER)');
    const data = await mnli('bad', [`--data=${join(folder, 'nowhere')}`]);
    expect(data).toMatchObject({ code: 1 });
    expect(data.output).toMatch(/nowhere/);
    expect(data.output).not.toMatch(/ at .*\.ts:/);
  });
});

/** Every row's key, step and value, without the values of measured metrics. */
async function metrics(database: string) {
  const tracking = await openTracking(databaseOf(database));
  try {
    const [run] = await tracking.list();
    const points = await tracking.metrics(run?.id ?? '');
    return points.map(({ key, step, value }) =>
      /^memory\/|_per_second$/.test(key) ? [key, step] : [key, step, value],
    );
  } finally {
    await tracking.close();
  }
}
