import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

/** The file of a project's experiment or check; undefined where the name is unknown. */
export const sourceOf = (project: string, name: string): string | undefined =>
  [`${project}/${name}.experiment.ts`, `${project}/${name}/check.ts`].find((place) =>
    existsSync(resolve(place)),
  );

/** Signals that may reach only this process; Ctrl-C in a terminal also reaches its child processes. */
const passedOn = ['SIGTERM', 'SIGHUP', 'SIGUSR1', 'SIGUSR2'] as const;

/** The end of an experiment's command. */
interface Ended {
  readonly exitCode: number;
  /** Its output, if it was requested. */
  readonly printed: string;
  /** Its output on standard error, likewise. */
  readonly said: string;
}

/**
 * Runs an experiment's command in a separate process, which saves and stops when this one is asked to.
 * @param keeps the output to capture instead of showing it: all of it, or only what it prints on standard output
 */
export async function runExperimentCommand(
  source: string,
  argv: readonly string[],
  { keeps, env = {} }: { keeps?: 'all' | 'printed'; env?: NodeJS.ProcessEnv } = {},
): Promise<Ended> {
  const pass = (signal: NodeJS.Signals) => child.kill(signal);
  const wait = () => undefined;
  // Before the command starts: a signal that comes in between would end this process alone.
  process.on('SIGINT', wait);
  for (const signal of passedOn) process.on(signal, pass);
  const child = spawn(process.execPath, ['tools/launch.mjs', source, ...argv], {
    stdio: keeps ? ['ignore', 'pipe', keeps === 'all' ? 'pipe' : 'inherit'] : 'inherit',
    env: { ...process.env, ...env },
  });
  let [printed, said] = ['', ''];
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (printed += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (said += text));
  try {
    return await new Promise((done, fail) => {
      child.on('error', fail);
      child.on('close', (code) => done({ exitCode: code ?? 1, printed, said }));
    });
  } finally {
    process.off('SIGINT', wait);
    for (const signal of passedOn) process.off(signal, pass);
  }
}
