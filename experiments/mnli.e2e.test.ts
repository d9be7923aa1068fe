import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openTracking } from '@singlora/tracking';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand, runsIn } from './testing/run-command.ts';
import { writeTinyModel } from './testing/tiny-model.ts';

const folder = mkdtempSync(join(tmpdir(), 'singlora-mnli-'));
const databaseOf = (name: string) => join(folder, name, 'runs.db');

/** The real command on the tiny model, with its own database and reports folder. */
const mnli = (database: string, args: string[], interruptAt?: RegExp) =>
  runCommand(
    'mnli',
    ['--preset=smoke', ...args, '--model', join(folder, 'model')],
    join(folder, database),
    interruptAt,
  );

const runsOf = (database: string) => runsIn(join(folder, database));

describe('nx run experiments:mnli, the real command', { timeout: 300_000 }, () => {
  beforeAll(() => writeTinyModel(join(folder, 'model')));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('trains, records and reports, and names the built-in rows; a second time it skips', async () => {
    const first = await mnli('once', []);
    expect(first.output).toContain('2 run, 0 already finished');
    expect(first.code).toBe(0);
    expect(first.output).toMatch(/built-in/i);

    const runs = await runsOf('once');
    expect(runs.map(({ status, config }) => [status, config['method']])).toEqual([
      ['finished', 'singlora'],
      ['finished', 'lora'],
    ]);
    for (const { summary, folder: saved } of runs) {
      expect(summary).toMatchObject({ steps: 4, 'validation_matched/rows': 64 });
      expect(readdirSync(join(saved, 'adapter'))).toContain('adapter_model.safetensors');
    }
    const page = readFileSync(join(folder, 'once', 'reports', 'glue.html'), 'utf8');
    expect(page).toMatch(/built-in/i);
    expect(page).toContain('SingLoRA');

    const second = await mnli('once', []);
    expect(second.output).toContain('0 run, 2 already finished');
    expect(second.code).toBe(0);
  });

  it('goes on after Ctrl-C to the very result of an uninterrupted run', async () => {
    const args = ['--methods=singlora', '--max-steps=40', '--train-rows=1280', '--dropout=0.1'];
    const stopped = await mnli('stopped', args, /train +\d+%/);
    expect(stopped.output).toMatch(/interrupted and saved/);
    expect(stopped.code).toBe(130);
    expect((await runsOf('stopped'))[0]?.status).toBe('interrupted');

    const resumed = await mnli('stopped', args);
    const whole = await mnli('whole', args);
    expect([resumed.code, whole.code]).toEqual([0, 0]);
    const [[a], [b]] = [await runsOf('stopped'), await runsOf('whole')];
    const result = (run: typeof a) => [
      run?.summary['validation_matched/accuracy'],
      run?.summary['validation_matched/loss'],
    ];
    expect(result(a)).toEqual(result(b));
    expect(await losses('stopped')).toEqual(await losses('whole'));
  });

  it('exits with 2 and a suggestion on wrong usage, with 1 and one clear line on bad assets', async () => {
    const preset = await mnli('bad', ['--preset=smok']);
    expect(preset).toMatchObject({ code: 2 });
    expect(preset.output).toContain('Did you mean "smoke"?');
    const method = await mnli('bad', ['--methods=singlra']);
    expect(method).toMatchObject({ code: 2 });
    expect(method.output).toContain('singlora');
    const data = await mnli('bad', [`--data=${join(folder, 'nowhere')}`]);
    expect(data).toMatchObject({ code: 1 });
    expect(data.output).toMatch(/nowhere/);
    expect(data.output).not.toMatch(/ at .*\.ts:/);
  });
});

async function losses(database: string) {
  const tracking = await openTracking(databaseOf(database));
  try {
    const [run] = await tracking.list();
    const points = await tracking.metrics(run?.id ?? '', 'train/loss');
    return points.map(({ step, value }) => [step, value]);
  } finally {
    await tracking.close();
  }
}
