// A thread's program: adds the update to each matrix that it is sent, and sends the matrix back.
import { parentPort } from 'node:worker_threads';
import { addLowRank } from '../files/add-low-rank.mjs';

parentPort?.on('message', ({ matrix, update }) => {
  addLowRank(matrix, update);
  parentPort?.postMessage(matrix, [matrix.buffer]);
});
