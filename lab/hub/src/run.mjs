import { spawn } from 'node:child_process';

/**
 * How a program ended.
 *
 * @typedef {object} Ended
 * @property {number | null} code
 * @property {string | null} signal
 * @property {boolean} missing the program does not exist
 * @property {string} output the end of its output
 */

/**
 * Runs a program to its end and keeps what it printed. A missing program, or one ended by a signal,
 * is an ordinary result; only an aborted `signal` rejects.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, signal?: AbortSignal | undefined, onSpawn?: (pid: number) => void }} [options]
 * @returns {Promise<Ended>}
 */
export function run(program, args, { onSpawn, signal: abort, ...options } = {}) {
  return new Promise((resolve, reject) => {
    abort?.throwIfAborted();
    const stopped = { ...options, ...(abort && { signal: abort }) };
    const child = spawn(program, args, { ...stopped, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    /** @param {string} chunk */
    const keep = (chunk) => (output = (output + chunk).slice(-20_000));
    child.stdout.setEncoding('utf8').on('data', keep);
    child.stderr.setEncoding('utf8').on('data', keep);
    child.on('spawn', () => child.pid && onSpawn?.(child.pid));
    child.on('error', (/** @type {NodeJS.ErrnoException} */ error) => {
      // An abort is reported once the program has really ended.
      if (error.name === 'AbortError') return;
      const missing = error.code === 'ENOENT';
      resolve({ code: null, signal: null, missing, output: error.message });
    });
    child.on('close', (code, signal) => {
      if (abort?.aborted) reject(abort.reason);
      else resolve({ code, signal, missing: false, output });
    });
  });
}
