import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import type { BenchRecord, Precision } from '@singlora/records';
import type { Environment } from '@singlora/tracking';
import { Worker } from './worker.ts';

/** The number of threads of each side. */
export const threads = availableParallelism();

export const ours = 'SingLoRA Lab';

/** One side of a benchmark; ours come first. */
export interface BenchSide {
  readonly told: Omit<BenchRecord['sides'][number], 'versions'>;
  /** Its work: WORK-side.ts on our side, torch_WORK.py on PyTorch's. */
  readonly work: 'classifier' | 'denoiser' | 'kernels' | 'merge';
  /** The job that its process is given. */
  readonly job?: object;
}

/** Our side and another one with the same job. */
export const sidesOfJob = (
  work: BenchSide['work'],
  other: string,
  job: object = {},
  precision: Precision = 'float32',
): BenchSide[] => [ours, other].map((name) => ({ told: { name, precision }, work, job }));

/** The first message of a side. */
export interface Ready {
  /** The backend, or versions. */
  readonly ready: string;
  /** The environment of our side. */
  readonly environment?: Environment;
  /** The folder of a classifier's model. */
  readonly checkpoint?: string;
  /** The source of real rows, and the numbers of rows and tokens. */
  readonly data?: string;
  readonly rows?: number;
  readonly realTokens?: number;
  /** The parameter counts of a denoiser's model and adapters. */
  readonly parameters?: number;
  readonly trained?: number;
}

const folder = import.meta.dirname;

/** Starts a side's process, which also gets the first side's message. */
export function startSide({ told, work, job }: BenchSide, python: string, first?: Ready): Worker {
  const { environment: _, ...said } = first ?? {};
  const argument = JSON.stringify({ ...said, ...job, precision: told.precision });
  if (told.name === ours) {
    const launcher = resolve(folder, '../launch.mjs');
    return new Worker([process.execPath, launcher, join(folder, `${work}-side.ts`), argument]);
  }
  return new Worker([python, join(folder, 'torch_side.py'), work, argument], {
    TRANSFORMERS_OFFLINE: '1',
    OMP_NUM_THREADS: String(threads),
  });
}
