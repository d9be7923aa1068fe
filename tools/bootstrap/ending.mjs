import { constants } from 'node:os';

/** Signals that ask a program to end, the last two when its time on a cluster runs out; they need no message. */
export const requests = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGUSR1', 'SIGUSR2'];
/** The signals that may reach only a program's parent: a terminal sends Ctrl-C to all processes. */
export const passedOn = requests.filter((signal) => signal !== 'SIGINT');

/**
 * The end of a child process: its exit code as in a shell, and a text where a signal ended it that most users do not know.
 *
 * @param {number | null} code
 * @param {NodeJS.Signals | null} signal
 * @returns {{ code: number, words?: string }}
 */
export function endingOf(code, signal) {
  if (signal === null) return { code: code ?? 1 };
  const ending = { code: 128 + constants.signals[signal] };
  if (requests.includes(signal)) return ending;
  const words =
    signal === 'SIGKILL'
      ? 'was killed by SIGKILL, perhaps for lack of memory'
      : `crashed (${signal})`;
  return { ...ending, words };
}

/**
 * Ends this process with an exit code. After SIGHUP it ends by that signal: Node aborts where it
 * cannot restore a terminal that is gone.
 *
 * @param {number} code
 */
export function endWith(code) {
  process.exitCode = code;
  if (code !== 128 + constants.signals.SIGHUP) return;
  process.removeAllListeners('SIGHUP');
  process.kill(process.pid, 'SIGHUP');
}
