import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { flagsWith, startCommand, type RunningCommand } from './run-command.ts';
import { courseIn, type Course } from './course.ts';
import { writeTinyModel } from './tiny-model.ts';

/** Whether to run the faults in their short form, of a minute or two. */
export const isShort = process.env['SINGLORA_FAULTS'] === 'short';

/** A second or two of training and half as much of evaluation, with dropout, so that the random streams matter. */
const [steps, evaluated] = isShort ? [200, 400] : [500, 1023];
const flags = [
  ...['--preset=smoke', '--methods=singlora', '--dropout=0.1', '--checkpoint-every=0.1s'],
  ...[`--max-steps=${steps}`, `--train-rows=${8 * steps}`, `--eval-rows=${evaluated}`],
];

/** A folder for faults, with a model for commands to train. */
export interface Workplace {
  readonly folder: string;
  /** Starts one run's command, its database in the sub-folder `name`; `within` is a program that starts it, with arguments. */
  start(
    name: string,
    env?: NodeJS.ProcessEnv,
    more?: readonly string[],
    within?: readonly string[],
  ): RunningCommand;
  dispose(): void;
}

export async function openWorkplace(): Promise<Workplace> {
  const folder = mkdtempSync(join(tmpdir(), 'singlora-faults-'));
  const model = await writeTinyModel(join(folder, 'model'));
  return {
    folder,
    start: (name, env, more = [], within = []) =>
      startCommand(
        'mnli',
        flagsWith([...flags, `--model=${model}`], more),
        join(folder, name),
        env,
        within,
      ),
    dispose: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** The course of a run that nothing disturbs. */
export async function undisturbedIn(place: Workplace): Promise<Course> {
  const { code, output } = await place.start('undisturbed').ended;
  if (code !== 0) throw new Error(`The undisturbed run ended with ${code}:\n${output}`);
  return courseIn(join(place.folder, 'undisturbed'));
}

/** Whether a program can be run here, such as `mount` in a container. */
export function works(program: string, args: readonly string[]): boolean {
  try {
    execFileSync(program, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Whether this process may mount file systems. */
export function canMount(): boolean {
  const place = mkdtempSync(join(tmpdir(), 'singlora-mount-'));
  try {
    if (!works('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'singlora', place])) return false;
    return works('umount', [place]);
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

/** Mounts a file system of `size`, such as 4m, at `place`; returns a function that unmounts it. */
export function mountSmall(place: string, size: string): () => void {
  mkdirSync(place, { recursive: true });
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'singlora', place]);
  return () => execFileSync('umount', ['-l', place]);
}

/** Makes a folder read-only; returns a function that restores it. */
export function mountReadOnly(folder: string): () => void {
  execFileSync('mount', ['--bind', folder, folder]);
  execFileSync('mount', ['-o', 'remount,ro,bind', folder]);
  return () => execFileSync('umount', ['-l', folder]);
}
