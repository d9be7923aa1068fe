import { spawn } from 'node:child_process';

/**
 * Runs a program to its end and keeps what it printed. A program that is not there, or was ended
 * by a signal, is a result like any other; only an aborted `signal` rejects.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, signal?: AbortSignal, onSpawn?: (pid: number) => void }} [options]
 * @returns {Promise<{ code: number | null, signal: string | null, missing: boolean, output: string }>}
 */
export function run(program, args, { onSpawn, ...options } = {}) {
  return new Promise((resolve, reject) => {
    options.signal?.throwIfAborted();
    const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const keep = (chunk) => (output = (output + chunk).slice(-20_000));
    child.stdout.setEncoding('utf8').on('data', keep);
    child.stderr.setEncoding('utf8').on('data', keep);
    child.on('spawn', () => onSpawn?.(child.pid));
    child.on('error', (error) => {
      // An abort is told when the program has really ended.
      if (error.name !== 'AbortError') {
        resolve({
          code: null,
          signal: null,
          missing: error.code === 'ENOENT',
          output: error.message,
        });
      }
    });
    child.on('close', (code, signal) => {
      if (options.signal?.aborted) reject(options.signal.reason);
      else resolve({ code, signal, missing: false, output });
    });
  });
}
