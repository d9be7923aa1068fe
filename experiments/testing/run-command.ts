import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openTracking, type RunRecord } from '@singlora/tracking';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** What happens to a command on its way. */
export interface Disturbance {
  /** once the output matches */
  readonly at: RegExp;
  /** sent to all of the command's processes at once, as a terminal or a supervisor does */
  readonly signal: NodeJS.Signals;
}

export interface CommandResult {
  readonly code: number | null;
  readonly output: string;
}

/**
 * Runs an experiment's real command without a network, with a database and a reports folder of its own in `folder`.
 */
export function runCommand(
  experiment: string,
  args: readonly string[],
  folder: string,
  disturbance?: Disturbance,
): Promise<CommandResult> {
  const env = {
    ...process.env,
    SINGLORA_TRACKING_URL: join(folder, 'runs.db'),
    SINGLORA_REPORTS: join(folder, 'reports'),
    HF_HUB_CACHE: join(folder, 'empty'),
    HF_HUB_OFFLINE: '1',
    TF_CPP_MIN_LOG_LEVEL: '2',
  };
  const argv = ['tools/launch.mjs', `experiments/${experiment}.experiment.ts`, ...args];
  const child = spawn(process.execPath, argv, {
    cwd: root,
    env,
    detached: true, // a process group of its own, so that a signal reaches all of it
  });
  let output = '';
  let disturbed = false;
  const read = (chunk: Buffer) => {
    output += chunk.toString();
    if (disturbance?.at.test(output) && !disturbed && child.pid !== undefined) {
      disturbed = true;
      process.kill(-child.pid, disturbance.signal);
    }
  };
  child.stdout.on('data', read);
  child.stderr.on('data', read);
  return new Promise((done) => child.on('close', (code) => done({ code, output })));
}

/** What was recorded in a folder that commands ran in, newest first. */
export async function runsIn(folder: string): Promise<RunRecord[]> {
  const tracking = await openTracking(join(folder, 'runs.db'));
  try {
    return await tracking.list();
  } finally {
    await tracking.close();
  }
}
