import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { runProgram, type Experiment } from '@singlora/runner';
import { openTracking, type RunRecord } from '@singlora/tracking';
import { vi } from 'vitest';

/** Computing a code version takes esbuild a second per command; this constant replaces it. */
const code = { sha256: 'f00d'.repeat(16), parts: { experiments: 'f00d'.repeat(16) } };

export const root = fileURLToPath(new URL('../..', import.meta.url));

const flagOf = (argument: string) => argument.split('=')[0];

/** The given arguments after the usual flags, but for flags that are given: a command refuses most flags given twice. */
export function flagsWith(usual: readonly string[], given: readonly string[]): string[] {
  const names = new Set(given.map(flagOf));
  return [...usual.filter((flag) => !names.has(flagOf(flag))), ...given];
}

export interface CommandResult {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
}

/** A command in a process group of its own, as if started from a terminal. */
export interface RunningCommand {
  readonly pid: number;
  /** Its output so far. */
  output(): string;
  /** Resolves to true once the output matches, or to false if the command ends before. */
  shows(pattern: RegExp): Promise<boolean>;
  /** Sends a signal to the whole process group, if it has not ended. */
  signal(name: NodeJS.Signals): void;
  readonly ended: Promise<CommandResult>;
}

/** The environment of a command without network and without pages, with a database and caches in `folder`. */
export function isolated(folder: string): NodeJS.ProcessEnv {
  return {
    ...process.env,
    SINGLORA_TRACKING_URL: join(folder, 'runs.db'),
    SINGLORA_REPORTS: 'none',
    HF_HUB_CACHE: join(folder, 'empty'),
    HF_HUB_OFFLINE: '1',
    TF_CPP_MIN_LOG_LEVEL: '2',
  };
}

export function startProgram(
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): RunningCommand {
  const child = spawn(program, args, { cwd: root, env, detached: true });
  const pid = child.pid;
  if (pid === undefined) throw new Error(`${program} could not be started`);
  let output = '';
  let over = false;
  const read = (chunk: Buffer) => {
    output += chunk.toString();
  };
  child.stdout.on('data', read);
  child.stderr.on('data', read);
  const ended = new Promise<CommandResult>((done) => {
    child.on('close', (code, signal) => {
      over = true;
      done({ code, signal, output });
    });
  });
  return {
    pid,
    ended,
    output: () => output,
    async shows(pattern) {
      while (!pattern.test(output)) {
        if (over) return false;
        await sleep(5);
      }
      return true;
    },
    signal(name) {
      if (over) return;
      try {
        process.kill(-pid, name);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error; // it has just ended
      }
    },
  };
}

/** Starts an experiment's real command, isolated in `folder`; `within` is a program that starts it, with its arguments. */
export function startCommand(
  experiment: string,
  args: readonly string[],
  folder: string,
  env: NodeJS.ProcessEnv = {},
  within: readonly string[] = [],
): RunningCommand {
  const launch = ['tools/launch.mjs', `experiments/${experiment}.experiment.ts`];
  const [program, ...argv] = [...within, process.execPath, ...launch, ...args] as [string];
  return startProgram(program, argv, { ...isolated(folder), ...env });
}

/**
 * Runs an experiment's command, isolated in `folder`, in this process: this saves the seconds of starting
 * another. A line that matches `stopAt`, including progress, requests a stop as SIGINT does.
 */
export async function runHere(
  experiment: string,
  args: readonly string[],
  folder: string,
  stopAt?: RegExp,
): Promise<Omit<CommandResult, 'signal'>> {
  const lines: string[] = [];
  const controller = new AbortController();
  const log = (line: unknown) => {
    lines.push(String(line));
    if (stopAt?.test(String(line))) controller.abort();
  };
  const source = `experiments/${experiment}.experiment.ts`;
  const load = async () => ({
    experiment: ((await import(join(root, source))) as { default: Experiment }).default,
    source,
    code,
  });
  const stop = { signal: controller.signal, exitCode: 130 };
  const progress = vi
    .spyOn(process.stderr, 'write')
    .mockImplementation((text) => (log(text), true));
  try {
    const code = await runProgram(load, args, { log, warn: log, stop, env: isolated(folder) });
    return { code, output: lines.join('\n') };
  } finally {
    progress.mockRestore();
  }
}

/** The runs recorded in the folder of commands, newest first. */
export async function runsIn(folder: string): Promise<RunRecord[]> {
  const tracking = await openTracking(join(folder, 'runs.db'));
  try {
    return await tracking.list();
  } finally {
    await tracking.close();
  }
}
