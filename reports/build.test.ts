import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { folderForAllTests } from '@singlora/core/disk/temporary';
import { importRuns, openTracking } from '@singlora/tracking';
import { expect, it } from 'vitest';
import { makeStep } from './performance/recorded.test.support.ts';
import { makeRun } from '../lab/comparison/src/recorded.test.support.ts';

const folder = folderForAllTests();

const launcher = join(import.meta.dirname, '../tools/launch.mjs');

/** Runs the real command. */
async function build(database: string, ...args: readonly string[]) {
  const env = {
    ...process.env,
    SINGLORA_TRACKING_URL: join(folder, database),
    SINGLORA_BENCH: join(folder, 'bench'),
  };
  const failure = (error: { code: number; stdout: string; stderr: string }) => error;
  return promisify(execFile)(process.execPath, [launcher, 'reports/build.ts', ...args], {
    env,
  }).then((output) => ({ code: 0, ...output }), failure);
}

it('builds the pages and prints where they are, the index last', async () => {
  const { record, metric } = makeRun({
    method: 'singlora',
    losses: Array.from({ length: 30 }, () => 1),
  });
  const tracking = await openTracking(join(folder, 'runs.db'));
  const run = await tracking.start({ ...record });
  for (const { step, value } of await metric(record.id, 'train/loss'))
    run.log(step, { 'train/loss': value });
  const lines = Array.from({ length: 10 }, (_, index) =>
    JSON.stringify({ index, label: 'neutral', predicted: index < 7 ? 'neutral' : 'entailment' }),
  );
  await run.artifact('predictions.validation_matched.jsonl', `${lines.join('\n')}\n`);
  await run.end('finished', {
    ...record.summary,
    'validation_matched/rows': lines.length,
    'validation_matched/accuracy/baseline': 1,
  });
  const ramp = makeRun({ experiment: 'ramp', method: 'singlora' }).record;
  await (await tracking.start({ ...ramp })).end('finished', ramp.summary);
  await importRuns(tracking, join(import.meta.dirname, '../theory/fixtures/smoke.jsonl.gz'));
  await tracking.close();
  const out = join(folder, 'out');
  const { code, stdout } = await build('runs.db', '--out', out);
  expect(code).toBe(0);
  expect(stdout).toBe(`Report: ${join(out, 'index.html')} (the start of 6 pages)\n`);
  const page = await readFile(join(out, 'glue.html'), 'utf8');
  expect(page).toMatch(/SingLoRA[^]*?70\.0%/);
  expect(page).toContain('id="mnli-1-loss"');
  expect(await readFile(join(out, 'theory.html'), 'utf8')).toContain('From smoke runs alone');
  expect(page).not.toContain('id="damaged"');
  expect(await readFile(join(out, 'ablations.html'), 'utf8')).toContain('id="ramp-1-ramp"');
  const names = [
    'ablations.html',
    'dreambooth.html',
    'findings.html',
    'glue.html',
    'index.html',
    'paper.html',
    'performance.html',
    'runs.html',
    'theory.html',
  ];
  expect((await readdir(out)).sort()).toEqual(names);
});

it('builds the pages without runs, from the measurements in the folder that it is given, and names one that is none', async () => {
  const bench = join(folder, 'measured');
  const out = join(folder, 'with-bench');
  await mkdir(bench);
  await writeFile(join(bench, 'one.json'), JSON.stringify(makeStep()));
  await writeFile(join(bench, 'two.json'), '{"kind": "step"}');
  const { code } = await build('empty.db', '--out', out, '--bench', bench);
  expect(code).toBe(0);
  expect(await readFile(join(out, 'glue.html'), 'utf8')).toContain('No run is recorded yet.');
  expect(await readFile(join(out, 'performance.html'), 'utf8')).toMatch(
    /measured\/two\.json is no record of a measurement:\n/,
  );
});

it('says in one line what went wrong, with the exit code', async () => {
  await writeFile(join(folder, 'file'), '');
  const blocked = await build('empty.db', '--out', join(folder, 'file'));
  expect(blocked.code).toBe(1);
  expect(blocked.stderr).toMatch(
    /^\S*empty\.db does not exist, so it has no runs\.\n\S*paper\.html cannot be written .*--out\.\n$/,
  );
  const wrong = await build('empty.db', '--nonsense');
  expect(wrong.code).toBe(2);
  expect(wrong.stderr).toContain('--out FOLDER');
  expect(wrong.stderr).toContain('--bench FOLDER');
  const twice = await build('empty.db', '--out=a', '--experiment=x', '--out=b');
  expect([twice.code, twice.stdout]).toEqual([2, '']);
  expect(twice.stderr).toMatch(/^--out is given twice; give it once\./);
});
