import { Worker } from 'node:worker_threads';
import { addLowRank, type MatrixUpdate } from '../files/add-low-rank.mjs';
import type { AddLowRank } from '../files/merge-matrix.ts';

type Matrix = Float32Array<ArrayBuffer>;

/** Fewer products than these are made sooner than a thread is started. */
const worthThread = 1 << 22;

/**
 * {@link addLowRank} on a thread of its own, where the update is large: its caller goes on reading, rounding and writing. The matrix
 * is the thread's until the promise gives it back.
 */
export function lowRankThread(): { add: AddLowRank; close: () => Promise<unknown> } {
  let worker: Worker | undefined;
  const waiting: { resolve: (matrix: Matrix) => void; reject: (error: Error) => void }[] = [];
  const start = () =>
    new Worker(new URL('./low-rank-worker.mjs', import.meta.url))
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
      // Of a view, all of its buffer would be sent.
      worker.postMessage({ matrix, update: { ...update, p: p.slice() } }, [matrix.buffer]);
      return new Promise((resolve, reject) => waiting.push({ resolve, reject }));
    },
    close: async () => worker?.terminate(),
  };
}
