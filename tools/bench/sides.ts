import { execFileSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import type { Environment } from '@singlora/tracking';
import type { RandomModel } from './cases.ts';
import { SideError } from './errors.ts';
import { Worker } from './worker.ts';

/** What our side is told of its work. */
export interface LabJob {
  readonly model: string | Pick<RandomModel, 'config'>;
  readonly method: string;
  readonly batch: number;
  readonly length: number;
  readonly rank: number;
  readonly alpha: number;
  readonly pass: 'train' | 'forward';
  readonly dropout?: 'off' | 'own';
  readonly tokensThroughLastLayer?: 'first' | 'all';
  readonly recompute?: boolean;
  readonly microBatch?: number;
  /** a task whose real rows are trained on; `rows` of them */
  readonly task?: 'mnli';
  readonly rows?: number;
  readonly maxLength?: number;
  /** for what a job writes, such as a model of random weights */
  readonly folder: string;
}

/** The first message of our side. */
export interface LabReady {
  /** the backend */
  readonly ready: string;
  readonly environment: Environment;
  /** the model's */
  readonly folder: string;
  readonly targets: readonly string[];
  /** modules of the head */
  readonly head: readonly string[];
  /** of real rows: a file of their tokens, where they come from, how many rows and tokens */
  readonly tokens?: string;
  readonly data?: string;
  readonly rows?: number;
  readonly realTokens?: number;
}

/** The first message of the other side: versions. */
export interface TorchReady {
  readonly ready: string;
}

/** The answer to `{ steps: n }`. */
export interface StepsAnswer {
  readonly milliseconds: readonly number[];
  readonly peakRssBytes: number;
}

/** The answer to `{ epoch }`. */
export interface EpochAnswer {
  readonly seconds: number;
  readonly steps: number;
  readonly tokens: number;
  readonly peakRssBytes: number;
}

/** The answer to `{ peak: true }`. */
export interface PeakAnswer {
  readonly peakGflops: number;
}

const root = resolve(import.meta.dirname, '../..');
const installHint =
  'The comparison needs Python with torch, transformers and peft (and peft-singlora for the case of that name):\n' +
  '    python3 -m venv ~/bench && ~/bench/bin/pip install torch transformers peft peft-singlora\n' +
  'Name it with --python ~/bench/bin/python or SINGLORA_PYTHON; --alone measures this project without it.';

/** This project, started as its experiments are. */
export function startLab(job: LabJob): Worker {
  const script = join(root, 'tools/bench/lab-worker.ts');
  return new Worker(
    [process.execPath, join(root, 'tools/launch.mjs'), script, JSON.stringify(job)],
    process.env,
  );
}

/** PyTorch with transformers and peft. */
export function startTorch(python: string, job: object): Worker {
  return new Worker([python, join(root, 'tools/bench/torch_worker.py'), JSON.stringify(job)], {
    ...process.env,
    TRANSFORMERS_OFFLINE: '1',
  });
}

/** @throws SideError that says how to get what is missing */
export function checkPython(python: string): void {
  try {
    execFileSync(python, ['-c', 'import torch, transformers, peft'], { stdio: 'pipe' });
  } catch (error) {
    const { stderr, message } = error as Error & { readonly stderr?: Buffer };
    const reason = String(stderr ?? message)
      .trim()
      .split('\n')
      .at(-1);
    throw new SideError('BENCH_PYTHON', `${python}: ${reason}\n${installHint}`, { cause: error });
  }
}
