import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { printableLines } from '@singlora/core/errors';
import { folderForEachTest } from '@singlora/core/disk/temporary';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import coin from '../fixtures/coin.experiment.ts';
import type { Experiment } from '../experiment.ts';
import { runProgram } from '../program.ts';

const source = 'lab/runner/src/fixtures/coin.experiment.ts';
const url = 'postgres://db.example.org/lab';

const folder = folderForEachTest();

/** A command of four runs, followed by four dependent ones. */
async function command(flags: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const lines: string[] = [];
  const warned: string[] = [];
  const code = await runProgram(
    () => Promise.resolve({ experiment: coin as unknown as Experiment, source }),
    flags,
    {
      log: (line) => lines.push(line),
      warn: (line) => warned.push(String(line)),
      stop: { signal: new AbortController().signal, exitCode: 130 },
      env: {
        PATH: process.env['PATH'],
        SINGLORA_TRACKING_URL: url,
        SINGLORA_ARTIFACTS: join(folder, 'runs'),
        ...env,
      },
    },
  );
  return { code, output: lines.join('\n'), warned: warned.join('\n') };
}

test.each([
  [['--workers=2'], /--workers: it goes with --launch/],
  [['--', '--time=1'], /goes to sbatch/],
  [['--launch=kubernetes'], /Unknown scheduler "kubernetes".*fill in examples\/kubernetes\.yaml/],
  [['--launch=kubernetes', '--', '--time=1'], /goes to sbatch/],
  [['--launch=slurm', '--dry-run=json'], /--json, --dry-run=json: leave them out/],
  [['--launch=slurm', '--json'], /--json, --dry-run=json: leave them out/],
  [['--launch=slurm', '--force'], /--force, --continue: leave them out/],
  [['--launch=slurm', '--config=-'], /--config=-: .*write it to a file/],
  [['--launch=slurm', '--workers=0'], /--workers: "0" is not a whole number/],
  [['--launch=slurm', '--workers=5'], /--workers: 5 would share 4 runs; ask for 4 at most/],
])('%j is wrong usage', async (flags, says) => {
  expect(await command(flags)).toMatchObject({ code: 2, warned: expect.stringMatching(says) });
});

describe('workers on Slurm', () => {
  const flags = ['--launch', 'slurm', '--workers=2', "--notes=it's here", '--jobs=2'];
  const options = ['--', '-p', 'gpu', '--time=24:00:00'];

  test('are told of before, and each makes the runs of the command', async () => {
    const { code, output } = await command([...flags, '--dry-run', ...options]);
    expect(code).toBe(0);
    expect(output).toMatch(/^# trial 0\n(# .*\n)*# 4 runs, by 2 workers\nset -e\n/);
    expect(output).toMatch(/^#SBATCH --job-name=coin --array=0-1 --ntasks=1$/m);
    expect(output).toMatch(/^job=\$\(sbatch --parsable -p gpu --time=24:00:00 <</m);
    const words = `tools/launch.mjs ${source} '--notes=it'\\''s here' --jobs=2`;
    expect(output).toContain(` ${process.execPath} ${words}\n`);
    execFileSync('sh', ['-n'], { input: output });
  });

  const hostile = [
    'a\nWORKER\ntouch broken\nPAGES',
    'WORKER',
    `'"\`touch broken\`$(touch broken)\\\n`,
    'é→\u001b[31m\t\u0085\u202e\\x',
  ];

  test.each(hostile)(
    'get flags as they are given, and nothing of them is run: %j',
    async (flag) => {
      const { code, output } = await command(['--launch=slurm', `--notes=${flag}`, '--dry-run']);
      expect(code).toBe(0);
      expect(printableLines(output)).toBe(output);
      execFileSync('bash', ['-n'], { input: output });
      // Each submitted script is run at once, and what it starts tells of its arguments.
      const programs = {
        sbatch: 'cat > script; bash script >&2; echo 7',
        srun: 'shift 2; tell "$@"',
      };
      const tell = `printf '%s\\0' "$@" >> arguments`;
      for (const [name, does] of Object.entries({ ...programs, tell }))
        writeFileSync(join(folder, name), `#!/bin/bash\n${does}\n`, { mode: 0o755 });
      const env = {
        PATH: [folder, process.env['PATH']].join(delimiter),
        SINGLORA_TRACKING_URL: url,
        SINGLORA_ARTIFACTS: folder,
      };
      const pages = output.replace(/^exec .*$/m, 'tell pages');
      const run = spawnSync('sh', { input: pages, env, cwd: folder, encoding: 'utf8' });
      expect(run).toMatchObject({ status: 0, stderr: '' });
      const told = readFileSync(join(folder, 'arguments'), 'utf8').split('\0');
      expect(told).toEqual([source, `--notes=${flag}`, 'pages', '']);
      expect(readdirSync(folder)).not.toContain('broken');
    },
  );

  test('are not submitted with options that hold a line break', async () => {
    const { code, warned } = await command([...flags, '--dry-run', '--', '--comment=a\nb']);
    expect([code, warned]).toEqual([
      2,
      expect.stringContaining('--comment=a\\nb has a line break'),
    ]);
  });

  /** What a worker prints that was stopped, after so many seconds, for its time limit. */
  async function stopped(seconds: number, more: NodeJS.ProcessEnv = {}) {
    const { output } = await command([...flags, '--dry-run']);
    const [, worker = ''] = /<<'WORKER'\n([^]*)\nWORKER\n/.exec(output) ?? [];
    const programs = { srun: 'exit 138', scontrol: 'echo "$@"' };
    for (const [name, does] of Object.entries(programs))
      writeFileSync(join(folder, name), `#!/bin/sh\n${does}\n`, { mode: 0o755 });
    const env = {
      PATH: [folder, process.env['PATH']].join(delimiter),
      SLURM_JOB_ID: '7',
      SLURM_ARRAY_JOB_ID: '7',
      SLURM_ARRAY_TASK_ID: '1',
      SINGLORA_TRACKING_URL: url,
      SINGLORA_ARTIFACTS: folder,
      SECONDS: String(seconds),
      ...more,
    };
    const { stdout, stderr, status } = spawnSync('bash', { input: worker, env, encoding: 'utf8' });
    return { stdout, stderr, status };
  }

  test('go back into the queue alone, also the last of the array, which has the id of the whole', async () => {
    expect(await stopped(10)).toEqual({ stdout: 'requeue 7_1\n', stderr: '', status: 0 });
  });

  test('do not go back into the queue for ever where their time limit leaves them no time', async () => {
    expect(await stopped(5)).toEqual({
      stdout: '',
      status: 138,
      stderr: expect.stringMatching(/ask for a longer --time\.$/m),
    });
  });

  test('do nothing without the variables that they were submitted with', async () => {
    expect(await stopped(60, { SINGLORA_TRACKING_URL: undefined })).toEqual({
      stdout: '',
      status: 2,
      stderr: expect.stringMatching(/not have SINGLORA_TRACKING_URL .*--export=ALL\.$/m),
    });
  });

  test('have an array that is asked for to themselves: the pages are made once', async () => {
    const { output } = await command([...flags, '--dry-run', '--', '--array=0-1%1']);
    const submits = [...output.matchAll(/sbatch --parsable (.*) <</g)].map(
      ([, options]) => options,
    );
    expect(submits).toEqual([
      '--array=0-1%1',
      '--array=0-1%1 --array=0 --dependency="afterany:$job"',
    ]);
  });

  test('are said to need a database and a folder that all hosts reach', async () => {
    const of = (SINGLORA_TRACKING_URL: string, SINGLORA_ARTIFACTS = '') =>
      command([...flags, '--dry-run'], { SINGLORA_TRACKING_URL, SINGLORA_ARTIFACTS });
    expect((await of('/lab/runs.db')).warned).toMatch(/SQLite.*one host.*postgres:/);
    expect((await of(url)).warned).toContain('SINGLORA_ARTIFACTS');
    expect((await of(url, '/shared')).warned).toBe('');
  });

  /** A replacement for sbatch: it records its input, and numbers jobs from 7. */
  function fakeSbatch(): NodeJS.ProcessEnv {
    const jobs = join(folder, 'jobs');
    const program = `#!/bin/sh
      [ "$1" = --version ] && exit
      echo "$@" >> ${jobs}
      cat >> ${jobs}
      echo "$((6 + $(grep -c parsable ${jobs})));lab"`;
    writeFileSync(join(folder, 'sbatch'), program, { mode: 0o755 });
    return { PATH: [folder, process.env['PATH']].join(delimiter) };
  }

  test('are submitted as one array, and the pages after them', async () => {
    const { code, output } = await command([...flags, ...options], fakeSbatch());
    expect([code, output]).toEqual([
      0,
      expect.stringMatching(/^trial 0\n[^]*Submitted job 7\.[^]*coin-7_\*\.log\nJob 8 makes/),
    ]);
    const jobs = readFileSync(join(folder, 'jobs'), 'utf8');
    expect(jobs).toMatch(
      /^--parsable -p gpu --time=24:00:00\n#!\/bin\/bash\n[^]*--parsable -p gpu --time=24:00:00 --dependency=afterany:7\n[^]*--job-name=coin-pages --ntasks=1\n/,
    );
  });

  test('take nothing from the job that they are submitted in', async () => {
    const env = fakeSbatch();
    const file = join(folder, 'environment');
    const program = `#!/bin/sh\n[ "$1" = --version ] && exit\nenv > ${file}; echo 7`;
    writeFileSync(join(folder, 'sbatch'), program);
    const own = { SLURM_CONF: '/etc/slurm.conf', SBATCH_ACCOUNT: 'lab' };
    const bound = { SLURM_CPU_BIND: 'quiet,mask_cpu:0x1', SLURM_MEM_PER_NODE: '1' };
    await command(flags, { ...env, ...own, ...bound, SLURM_JOB_ID: '3' });
    const lines = readFileSync(file, 'utf8').split('\n');
    expect(lines.filter((line) => /^S(LURM|BATCH)_/.test(line)).sort()).toEqual([
      'SBATCH_ACCOUNT=lab',
      'SLURM_CONF=/etc/slurm.conf',
    ]);
  });

  test('make no pages where none are wanted', async () => {
    const env = { ...fakeSbatch(), SINGLORA_REPORTS: 'none' };
    const { output } = await command(flags, env);
    expect(output).toMatch(/coin-7_\*\.log$/);
  });

  test('need sbatch', async () => {
    const { code, warned } = await command(flags, { PATH: folder });
    expect([code, warned]).toEqual([1, expect.stringMatching(/sbatch is not there.*login node/)]);
  });

  test('are not there where Slurm refuses', async () => {
    const env = fakeSbatch();
    const refuses = '#!/bin/sh\n[ "$1" = --version ] && exit\necho "invalid account" >&2; exit 1';
    writeFileSync(join(folder, 'sbatch'), refuses);
    const { code, warned } = await command(flags, env);
    expect([code, warned]).toEqual([1, expect.stringMatching(/Slurm refused:\ninvalid account$/)]);
  });
});

test('the template for Kubernetes is a Job as Slurm’s: equal workers, of files that are there', () => {
  const root = join(import.meta.dirname, '../../../..');
  const template = readFileSync(join(root, 'examples/kubernetes.yaml'), 'utf8');
  const job = parse(template) as { spec: Record<'completions' | 'parallelism', number> };
  expect(job).toMatchObject({ kind: 'Job', spec: { completionMode: 'Indexed' } });
  expect(job.spec.parallelism).toBe(job.spec.completions);
  const files = template.match(/[\w-]+\/[\w./-]+\.(ts|mjs)\b/g) ?? [];
  expect(files).toContain('tools/launch.mjs');
  for (const file of files) expect(existsSync(join(root, file)), file).toBe(true);
});
