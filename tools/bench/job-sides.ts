import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Precision } from '@singlora/records';
import { startBackend } from '@singlora/runtime';
import type { RandomModel } from './cases.ts';
import { writeRandomModel } from './random-model.ts';
import { startLab, startTorch, type LabJob } from './sides.ts';
import { threads, withSides, type Side, type Started } from './turns.ts';

/** What is compared: our job, and PyTorch's method where it goes by another name. */
export type ComparedJob = Omit<LabJob, 'folder' | 'model' | 'precision'> & {
  /** a checkpoint of the Hub, or a model of random weights */
  readonly model: string | Pick<RandomModel, 'config'>;
  readonly against?: string;
};

interface Told {
  readonly precision: Precision;
  readonly padding?: string;
  /** of the other side: by `torch.compile` */
  readonly compiled?: boolean;
}

/** Each entry has a process of its own, that computes in its precision: a process's peak of memory never falls. */
interface Processes {
  readonly ours: readonly Told[];
  readonly theirs?: readonly Told[];
  /** with PyTorch, where there are `theirs` */
  readonly python?: string;
}

/** Runs `measure` with the sides of a job, and removes what they wrote. */
export async function withJobSides<Result>(
  job: ComparedJob,
  { ours, theirs = [], python = '' }: Processes,
  measure: (started: readonly Started[], first: Started) => Promise<Result>,
): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'singlora-bench-'));
  try {
    const own = { ...job, model: await modelOf(job, folder), folder };
    const lab = (told: Told): Side => ({
      told: { name: 'SingLoRA Lab', ...told },
      start: () => startLab('lab-worker.ts', { job: { ...own, precision: told.precision } }),
    });
    const { method, against = method } = job;
    const torch = ({ compiled = false, ...told }: Told): Side => ({
      told: { name: `${otherName(job)}${compiled ? ', compiled' : ''}`, ...told },
      start: ({ folder: model, tokens, targets, head } = { ready: '' }) => {
        const sizes = { ...job, method: against, precision: told.precision, compiled, threads };
        return startTorch(python, 'torch_worker.py', {
          job: { ...sizes, model, tokens, targets, head },
        });
      },
    });
    return await withSides([...ours.map(lab), ...theirs.map(torch)], measure);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A model of random weights is written here, so that no side's peak of memory holds the writing. */
async function modelOf({ model }: ComparedJob, folder: string): Promise<string> {
  if (typeof model === 'string') return model;
  await startBackend({ prefer: 'cpu' });
  return writeRandomModel(join(folder, 'model'), model.config);
}

/** How the other side is called: by what makes its adapters. */
export function otherName({
  method,
  against = method,
}: Pick<ComparedJob, 'method' | 'against'>): string {
  if (against === 'singlora') return 'PyTorch, SingLoRA by hand';
  return against === 'peft-singlora' ? 'PyTorch + peft-singlora' : 'PyTorch + peft';
}
