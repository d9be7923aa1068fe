import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { printable } from '@singlora/core/errors';
import { defaultFolder, limitsForHosts } from '@singlora/tracking';
import { workerArguments } from '../command-line.ts';
import { invalidSettings, launchFailed } from '../errors.ts';
import type { Experiment, Stage } from '../experiment.ts';
import { exitCodes } from '../explain.ts';
import { shareOf, type Invocation } from '../options.ts';
import type { Launch } from './asked.ts';
import { slurmProgram } from './slurm.ts';

interface Launched {
  readonly experiment: Experiment;
  /** The path of its file, and the arguments after it. */
  readonly source: string;
  readonly argv: readonly string[];
  readonly launch: Launch;
  readonly invocation: Pick<Invocation, 'dryRun' | 'shard'>;
  readonly first: Stage<unknown>;
}

interface Surroundings {
  readonly log: (line: string) => void;
  readonly warn: (line: string) => void;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Submits a command's workers, which share its runs by claiming them, or prints the submitting
 * commands; returns the exit code. Each worker must find what runs need on its own host.
 */
export function launchWorkers(
  { experiment: { name }, source, argv, launch, invocation, first }: Launched,
  { log, warn, env }: Surroundings,
): number {
  const { dryRun, shard } = invocation;
  const { workers, options } = launch;
  const prints = dryRun !== false;
  const runs = shareOf(first.runs, shard);
  const later = shareOf(first.follow?.alike ?? [], shard);
  const most = Math.max(runs.length, later.length);
  if (workers > most)
    throw invalidSettings([
      `--workers: ${workers} would share ${most} runs; ask for ${most} at most`,
    ]);
  const counts = `${runs.length} runs${later.length > 0 ? `, then ${later.length}` : ''}`;
  const said = [
    ...runs.map(({ label }) => label),
    `${counts}, by ${workers === 1 ? 'one worker' : `${workers} workers`}`,
  ];
  // A printed script must work unchanged in a shell or a file.
  for (const line of said) log(prints ? `# ${printable(line)}` : line);
  const command = ['tools/launch.mjs', source, ...workerArguments(argv)];
  const logs = join(defaultFolder(env), 'logs');
  const root = process.cwd();
  // Slurm reads folders from comments of the script, and options pass through any shell.
  const unfit = [root, logs, ...options].filter((text) => printable(text) !== text);
  if (unfit.length > 0)
    throw invalidSettings(
      unfit.map(
        (text) => `--launch=slurm: ${printable(text)} has a line break or control character`,
      ),
    );
  if (workers > 1) for (const limit of limitsForHosts(env)) warn(limit);
  const pages = [process.execPath, 'tools/launch.mjs', 'reports/build.ts'];
  const program = slurmProgram({
    name,
    workers,
    options,
    variables: Object.keys(env).filter((name) => env[name] && /^(SINGLORA|HF)_/.test(name)),
    command: [process.execPath, ...command],
    pages: env['SINGLORA_REPORTS'] === 'none' ? undefined : pages,
    root,
    logs,
  });
  if (prints) log(program);
  else log(submitted(program, env));
  return exitCodes.done;
}

/** Runs the submitting commands; returns their output. */
function submitted(program: string, env: NodeJS.ProcessEnv): string {
  if (spawnSync('sbatch', ['--version'], { env }).error)
    throw launchFailed(
      'sbatch is not there. --launch=slurm submits on a host of the cluster, such as its login node; with --dry-run it prints what it would submit.',
    );
  const { status, stdout, stderr } = spawnSync('sh', { input: program, env, encoding: 'utf8' });
  if (status !== 0) throw launchFailed(`Slurm refused:\n${stdout}${stderr}`.trimEnd());
  return stdout.trimEnd();
}
