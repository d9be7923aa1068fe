import { execFileSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import type { Precision } from '@singlora/records';
import type { Environment } from '@singlora/tracking';
import { SideError } from './errors.ts';
import { Worker } from './worker.ts';

/** What our side is told of its work. */
export interface LabJob {
  /** a checkpoint of the Hub, or a folder */
  readonly model: string;
  /** of the products with frozen weights */
  readonly precision: Precision;
  readonly method: string;
  readonly batch: number;
  readonly length: number;
  readonly rank: number;
  readonly alpha: number;
  readonly pass: 'train' | 'forward';
  readonly dropout?: 'off' | 'own';
  readonly tokensThroughLastLayer?: 'first' | 'all';
  /** a task whose real rows are trained on; `rows` of them */
  readonly task?: 'mnli';
  readonly rows?: number;
  readonly maxLength?: number;
  /** for what a job writes: the tokens of real rows */
  readonly folder: string;
}

/** The first message of a side. */
export interface Ready {
  /** the backend, or versions */
  readonly ready: string;
  /** of ours */
  readonly environment?: Environment;
  /** the model's folder */
  readonly folder?: string;
  readonly targets?: readonly string[];
  /** modules of the head */
  readonly head?: readonly string[];
  /** of real rows: a file of their tokens, where they come from, how many rows and tokens */
  readonly tokens?: string;
  readonly data?: string;
  readonly rows?: number;
  readonly realTokens?: number;
  /** of a denoiser: numbers of its model and of its adapters */
  readonly parameters?: number;
  readonly trained?: number;
}

/** The answer to `{ tensors: true }`. */
export interface TensorsAnswer {
  readonly peakTensorBytes: number;
}

/** The answer to `{ peak: rounds }`. */
export interface PeakAnswer {
  readonly peakGflops: number;
}

const folder = import.meta.dirname;
const launcher = resolve(folder, '../launch.mjs');

/** What a side may be told beside its job. */
export interface Start {
  readonly job?: object | undefined;
  /** of the side; by default as many as the libraries choose */
  readonly threads?: number;
  /** of ours: those that one operation may use; by default all */
  readonly threadsPerOperation?: number | undefined;
}

/** The other side's program: the one that is named, else SINGLORA_PYTHON's, else the system's. */
export const pythonOf = (named: string | undefined): string =>
  named ?? process.env['SINGLORA_PYTHON'] ?? 'python3';

/** This project's side: a script of this folder, started as experiments are. */
export const startLab = (
  script: string,
  { job, threads, threadsPerOperation = threads }: Start = {},
): Worker =>
  new Worker([process.execPath, launcher, join(folder, script), ...argument(job)], {
    ...process.env,
    ...(threads !== undefined && {
      TF_NUM_INTRAOP_THREADS: String(threadsPerOperation),
      TF_NUM_INTEROP_THREADS: String(threads),
    }),
  });

/** The other side: a script of this folder for Python. */
export const startTorch = (python: string, script: string, { job, threads }: Start = {}): Worker =>
  new Worker([python, join(folder, script), ...argument(job)], {
    ...process.env,
    TRANSFORMERS_OFFLINE: '1',
    ...(threads !== undefined && { OMP_NUM_THREADS: String(threads) }),
  });

const argument = (job: object | undefined) => (job ? [JSON.stringify(job)] : []);

/**
 * @param packages what the comparison imports
 * @throws SideError that says how to get what is missing
 */
export function checkPython(python: string, packages: readonly string[]): void {
  try {
    execFileSync(python, ['-c', `import ${packages.join(', ')}`], { stdio: 'pipe' });
  } catch (error) {
    const { stderr, message } = error as Error & { readonly stderr?: Buffer };
    const reason = String(stderr ?? message)
      .trim()
      .split('\n')
      .at(-1);
    const hint =
      `The comparison needs Python with ${packages.join(', ')}:\n` +
      `    python3 -m venv ~/bench && ~/bench/bin/pip install ${packages.join(' ')}\n` +
      'Name it with --python ~/bench/bin/python or SINGLORA_PYTHON; --alone measures this project without it.';
    throw new SideError('BENCH_PYTHON', `${python}: ${reason}\n${hint}`, { cause: error });
  }
}
