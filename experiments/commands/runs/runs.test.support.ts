import { join } from 'node:path';
import { folderForEachTest } from '@singlora/core/disk/temporary';
import {
  openTracking,
  type AssetRecord,
  type Environment,
  type Run,
  type StartRun,
} from '@singlora/tracking';
import Libsql from 'libsql';
import { afterEach, beforeEach, vi } from 'vitest';
import { runsCommand } from './command.ts';
import type { Output } from './output.ts';

export const environment: Environment = {
  node: 'v22.0.0',
  platform: 'linux x64',
  cpu: 'A CPU',
  cores: 2,
  threads: 2,
  code: {},
  lockSha256: null,
  memoryBytes: 8e9,
  git: { commit: '0123456789abcdef', branch: 'main', dirty: true, diffSha256: 'fedcba9876543210' },
  packages: { tfjs: '4.22.0' },
  argv: ['node', 'main.ts', '--seeds', '0,1'],
  backend: 'TensorFlow, CPU',
};

/** The folder of the running test, with its database and the ids of its runs. */
export const place = { folder: '', ids: [] as string[] };

/** Records one finished run of each method, a failed one, and one of another experiment in progress. */
export async function record(): Promise<string[]> {
  const tracking = await openTracking();
  const asset: AssetRecord = {
    kind: 'dataset',
    id: 'nyu-mll/glue',
    revision: 'abc',
    source: 'built-in',
    origin: 'built in',
    sha256: { train: 'f00d' },
    standIn: 'Stands in for MNLI.',
  };
  const command = 'npx nx run experiments:mnli --seeds 0,1';
  const start = (experiment: string, config: Record<string, unknown>) =>
    tracking.start(aRun({ experiment, config, assets: [asset], command }));
  const recorded: string[] = [];
  for (const method of ['lora', 'singlora']) {
    const run = await start('mnli', { method, rank: 8, seed: 0 });
    for (let step = 1; step <= 3; step++) run.log(step, { 'train/loss': 1 / step });
    await run.artifact('predictions.json', '[0,1,2]');
    await run.end('finished', {
      'validation/accuracy': 0.8125,
      'validation/accuracy/standardError': 0.0042,
      steps: 1200,
    });
    recorded.push(run.id);
  }
  const failed = await start('mnli', { method: 'lora', rank: 8, seed: 1 });
  await failed.end('failed', {}, 'The loss is NaN.\nat step 3');
  const running = await start('sst2', { method: 'lora' });
  await tracking.close();
  return [...recorded, failed.id, running.id];
}

/** A run to record. */
export const aRun = (own: Partial<StartRun>): StartRun => ({
  experiment: 'x',
  config: {},
  environment,
  assets: [],
  command: '',
  identity: JSON.stringify([own.experiment, own.config]),
  ...own,
});

/** Records a run that finishes after `work`; returns its id. */
export async function recordRun(
  own: Partial<StartRun>,
  summary: Record<string, number> = {},
  work?: (run: Run) => unknown,
): Promise<string> {
  const tracking = await openTracking();
  const run = await tracking.start(aRun(own));
  await work?.(run);
  await run.end('finished', summary);
  await tracking.close();
  return run.id;
}

/** Changes the database of the running test, like another program. */
export function change(statements: string): void {
  const raw = new Libsql(join(place.folder, 'runs.db'));
  raw.exec(statements);
  raw.close();
}

/** Runs the command; returns its output and exit code. */
export async function runs(...argv: string[]) {
  return runsAt({}, ...argv);
}

/** The same with some of the surroundings. */
export async function runsAt(
  surroundings: Partial<Output>,
  ...argv: string[]
): Promise<{ code: number; out: string; err: string }> {
  const out: string[] = [];
  const err: string[] = [];
  const code = await runsCommand(argv, {
    print: (text) => out.push(text),
    complain: (text) => err.push(text),
    ...surroundings,
  });
  return { code, out: out.join('\n'), err: err.join('\n') };
}

/** Gives each test of a file a separate database with the runs of `record`. */
export function useRuns(): typeof place {
  const folder = folderForEachTest();
  beforeEach(async () => {
    place.folder = folder;
    vi.stubEnv('SINGLORA_TRACKING_URL', join(folder, 'runs.db'));
    place.ids = await record();
  });
  afterEach(() => vi.unstubAllEnvs());
  return place;
}
