import { fork } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { heapMiB, mostMemory, patience } from './limits.ts';
import type { ReadOutcome } from './read-outcome.ts';
import type { Order, Report } from './worker.ts';

const flags = ['--conditions=@singlora/source', '--disable-warning=ExperimentalWarning'];
if (!('typescript' in process.features && process.features.typescript))
  flags.push('--import', 'tsx');

/** With glibc's settings for training, freed memory stays with the process, and the next input would seem to need none. */
const { MALLOC_MMAP_THRESHOLD_, MALLOC_TRIM_THRESHOLD_, MALLOC_TOP_PAD_, ...env } = process.env;

/** Why a worker ended in the middle of an input, as a bug. */
export type Fault = Pick<ReadOutcome, 'signature' | 'detail'>;

/** The memory a process takes now, where the system tells: on Linux. */
function resident(pid: number | undefined): number {
  try {
    return Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * 4096;
  } catch {
    return 0;
  }
}

/**
 * Runs a worker on an order, and stops it where it hangs or takes too much memory.
 *
 * @param began when it began its current input
 */
export function runWorker(
  order: Order,
  began: () => number,
  onReport: (report: Report) => void,
): Promise<Fault | undefined> {
  // Inputs are many and small: seldom collected buffers and a single thread of libuv's take a third off.
  const child = fork(join(import.meta.dirname, 'worker.ts'), [], {
    execArgv: [...flags, `--max-old-space-size=${heapMiB}`, '--max-semi-space-size=32'],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: { ...env, UV_THREADPOOL_SIZE: '1' },
  });
  child.send(order);
  return new Promise((done) => {
    let stopped: string | undefined;
    let said = '';
    let finished = false;
    child.stderr?.on('data', (text: Buffer) => (said = (said + text.toString()).slice(-5000)));
    const watch = setInterval(() => {
      if (resident(child.pid) > mostMemory) stopped = 'too much memory';
      else if (Date.now() - began() > patience) stopped = 'too slow';
      if (stopped !== undefined) child.kill('SIGKILL');
    }, 50);
    child.on('message', (message) => {
      const report = message as Report;
      finished ||= 'done' in report || 'outcomes' in report;
      onReport(report);
    });
    child.on('close', (code, signal) => {
      clearInterval(watch);
      if (finished) return done(undefined);
      const full = /heap out of memory|Array buffer allocation failed/.test(said);
      const crash = full ? 'too much memory' : `a crash (${code ?? signal})`;
      done({ signature: stopped ?? crash, detail: said });
    });
  });
}

/**
 * Outcomes of files by a fresh process, which no earlier input has made larger or slower: one each, or just one
 * where a file ended the process.
 */
export async function judgeFiles(
  reader: string,
  files: readonly string[],
): Promise<readonly ReadOutcome[]> {
  const folder = mkdtempSync(join(tmpdir(), 'fuzz-'));
  try {
    let outcomes: readonly ReadOutcome[] = [];
    const began = Date.now();
    const fault = await runWorker(
      { reader, folder, files },
      () => began,
      (report) => {
        if ('outcomes' in report) outcomes = report.outcomes;
      },
    );
    return fault ? [{ kind: 'bug', ...fault, milliseconds: 0, memory: 0 }] : outcomes;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
