import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Precision } from '@singlora/records';
import { startBackend } from '@singlora/runtime';
import type { RandomModel } from './cases.ts';
import { writeRandomModel } from './random-model.ts';
import { startLab, startTorch, type LabJob, type LabReady, type TorchReady } from './sides.ts';
import type { Worker } from './worker.ts';

export const threads = availableParallelism();

/** A worker, what it computes in, and its first message. */
export interface Started<Ready> {
  readonly worker: Worker;
  readonly precision: Precision;
  readonly ready: Ready;
}

export interface Sides {
  readonly labs: readonly [Started<LabReady>, ...Started<LabReady>[]];
  readonly torches: readonly Started<TorchReady>[];
}

/** What is compared: our job, and PyTorch's method where it goes by another name. */
export type ComparedJob = Omit<LabJob, 'folder' | 'model' | 'precision'> & {
  /** a checkpoint of the Hub, or a model of random weights */
  readonly model: string | Pick<RandomModel, 'config'>;
  readonly against?: string;
};

/** A process for each entry, that computes in it. */
interface Processes {
  readonly labs?: readonly [Precision, ...Precision[]];
  readonly torches?: readonly Precision[];
  /** with PyTorch, where there are `torches` */
  readonly python?: string;
}

/** Runs `measure` with the sides started, one process after another, and ends them whatever happens. */
export async function withSides<Result>(
  job: ComparedJob,
  { labs = ['float32'], torches = [], python = '' }: Processes,
  measure: (sides: Sides) => Promise<Result>,
): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'singlora-bench-'));
  const workers: Worker[] = [];
  const start = async <Ready>(worker: Worker, precision: Precision): Promise<Started<Ready>> => {
    workers.push(worker);
    return { worker, precision, ready: await worker.next<Ready>() };
  };
  try {
    const ours = { ...job, model: await modelOf(job, folder), folder };
    const startOne = (precision: Precision) =>
      start<LabReady>(startLab('lab-worker.ts', { job: { ...ours, precision } }), precision);
    const [first, ...others] = labs;
    const lab = await startOne(first);
    const started: Sides['labs'] = [lab, ...(await oneByOne(others, startOne))];
    const { folder: model, tokens, targets, head } = lab.ready;
    const { method, against = method } = job;
    const theirs = { ...job, method: against, model, tokens, targets, head, threads };
    const torch = await oneByOne(torches, (precision) =>
      start<TorchReady>(
        startTorch(python, 'torch_worker.py', { job: { ...theirs, precision } }),
        precision,
      ),
    );
    return await measure({ labs: started, torches: torch });
  } finally {
    for (const worker of workers) worker.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A model of random weights is written here, so that no side's peak of memory holds the writing. */
async function modelOf({ model }: ComparedJob, folder: string): Promise<string> {
  if (typeof model === 'string') return model;
  await startBackend({ prefer: 'cpu' });
  return writeRandomModel(join(folder, 'model'), model.config);
}

async function oneByOne<Item, Value>(
  items: readonly Item[],
  make: (item: Item) => Promise<Value>,
): Promise<Value[]> {
  const values: Value[] = [];
  for (const item of items) values.push(await make(item));
  return values;
}

/** Asks all sides in turn, in one order and then in the other; `note` keeps a side's answer. */
export async function inTurns<Answer, Side extends { worker: Worker; command: object }>(
  sides: readonly Side[],
  turns: number,
  note: (side: Side, answer: Answer) => void,
): Promise<void> {
  for (let turn = 0; turn < turns; turn++) {
    for (const side of turn % 2 === 1 ? sides.toReversed() : sides) {
      note(side, await side.worker.ask<Answer>(side.command));
    }
  }
}

/** How the other side is called: by what makes its adapters. */
export function otherName({
  method,
  against = method,
}: Pick<ComparedJob, 'method' | 'against'>): string {
  if (against === 'singlora') return 'PyTorch, SingLoRA by hand';
  return against === 'peft-singlora' ? 'PyTorch + peft-singlora' : 'PyTorch + peft';
}
