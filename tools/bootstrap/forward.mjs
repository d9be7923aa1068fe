import { spawn } from 'node:child_process';
import { endingOf, passedOn } from './ending.mjs';
import { endOnSecondPress } from './presses.mjs';

/** Longer than tools/launch.mjs waits, which may be the program. */
const graceMs = 1500;

/**
 * Runs a program in our place: same terminal, signals passed on, exit code returned.
 *
 * The child leads its own process group, so Ctrl-C does not reach it directly. We pass it on once,
 * to the whole group, as a terminal would, and wait until the child has stopped. A second one ends the group.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} [options]
 * @returns {Promise<number>} the exit code; 128 + the signal's number when a signal ended it
 */
export function forward(program, args, options = {}) {
  return new Promise((resolve, reject) => {
    const tell = (pid, signal) => {
      try {
        process.kill(pid, signal);
      } catch (error) {
        if (error.code !== 'ESRCH') throw error; // it has just ended
      }
    };
    const presses = endOnSecondPress({
      onPress: () => tell(-child.pid, 'SIGINT'),
      kill: () => tell(-child.pid, 'SIGKILL'),
      graceMs,
    });
    const handlers = {
      SIGINT: presses.listener,
      // To the program alone, which ends its own children.
      ...Object.fromEntries(passedOn.map((signal) => [signal, () => tell(child.pid, signal)])),
      SIGTSTP: () => {
        tell(-child.pid, 'SIGSTOP'); // Ctrl-Z pauses the work, not only us
        process.kill(process.pid, 'SIGSTOP');
      },
      SIGCONT: () => tell(-child.pid, 'SIGCONT'),
    };
    // Before the program starts: a signal that comes in between would end this process alone.
    for (const [signal, handler] of Object.entries(handlers)) process.on(signal, handler);
    const child = spawn(program, args, { ...options, stdio: 'inherit', detached: true });
    const settle = (finish) => {
      for (const [signal, handler] of Object.entries(handlers)) process.off(signal, handler);
      finish();
    };
    child.on('error', (error) => settle(() => reject(error)));
    child.on('exit', (exitCode, signal) => {
      const { code, words } = endingOf(exitCode, presses.hasKilled() ? 'SIGINT' : signal);
      if (words) process.stderr.write(`\nThe process ${words}.\n`);
      settle(() => resolve(code));
    });
  });
}
