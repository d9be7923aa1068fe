import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { addLowRank, type MatrixUpdate } from '../files/add-low-rank.mjs';
import type { AddLowRank } from '../files/merge-matrix.ts';

type Matrix = Float32Array<ArrayBuffer>;

/** Below this number of products, computing them is faster than starting a thread. */
const worthThread = 1 << 22;

/**
 * {@link addLowRank} on a separate thread where the update is large, while its caller reads, rounds and writes. The thread owns
 * the matrix until the promise returns it. Undefined on a single core, and in a bundle that lacks the thread's program.
 */
export function lowRankThread(): { add: AddLowRank; close: () => Promise<unknown> } | undefined {
  const program = programBeside(import.meta.url);
  if (!program || availableParallelism() === 1) return undefined;
  let worker: Worker | undefined;
  const waiting: { resolve: (matrix: Matrix) => void; reject: (error: Error) => void }[] = [];
  const start = () =>
    new Worker(program)
      .on('message', (matrix: Matrix) => waiting.shift()?.resolve(matrix))
      .on('error', (error) => {
        worker = undefined;
        for (const { reject } of waiting.splice(0)) reject(error);
      });
  return {
    add(matrix, { p, q, columns, rank, scale }) {
      const update: MatrixUpdate = { p, q, columns, rank, scale };
      if (matrix.length * rank < worthThread) return addLowRank(matrix, update);
      worker ??= start();
      // A copy, since a view would send its whole buffer.
      worker.postMessage({ matrix, update: { ...update, p: p.slice() } }, [matrix.buffer]);
      return new Promise((resolve, reject) => waiting.push({ resolve, reject }));
    },
    close: async () => worker?.terminate(),
  };
}

/** @param module its address; undefined in a bundle of CommonJS */
function programBeside(module: string | undefined): URL | undefined {
  if (module === undefined) return undefined;
  const program = new URL('./low-rank-worker.mjs', module);
  return existsSync(program) ? program : undefined;
}
