import { startBackend, type Backend } from '@singlora/runtime';
import type { Context } from '@singlora/runner';
import { threadsPerHalf } from '@singlora/training';

/** Starts the backend for steps whose two halves run in parallel. */
export const startForHalves = ({ env, log }: Pick<Context, 'env' | 'log'>): Promise<Backend> =>
  startBackend({ env, warn: log, threadsPerOperation: threadsPerHalf });
