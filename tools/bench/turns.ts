import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLab, startTorch, type LabJob, type LabReady, type TorchReady } from './sides.ts';
import type { Worker } from './worker.ts';

export const threads = availableParallelism();

/** A worker and its first message. */
export interface Started<Ready> {
  readonly worker: Worker;
  readonly ready: Ready;
}

export interface Sides {
  readonly lab: Started<LabReady>;
  readonly torch: readonly Started<TorchReady>[];
}

/** What is compared: our job, and PyTorch's method where it goes by another name. */
export type ComparedJob = Omit<LabJob, 'folder'> & { readonly against?: string };

/**
 * Runs `measure` with our side started, and PyTorch's beside it `count` times, and ends them whatever happens.
 * @param python a Python with PyTorch; only where `count` is above 0
 */
export async function withSides<Result>(
  job: ComparedJob,
  { python, count }: { readonly python: string; readonly count: number },
  measure: (sides: Sides) => Promise<Result>,
): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'singlora-bench-'));
  const workers: Worker[] = [];
  const start = async <Ready>(worker: Worker): Promise<Started<Ready>> => {
    workers.push(worker);
    return { worker, ready: await worker.next<Ready>() };
  };
  try {
    const lab = await start<LabReady>(startLab('lab-worker.ts', { job: { ...job, folder } }));
    const { folder: model, tokens, targets, head } = lab.ready;
    const { method, against = method } = job;
    const torch: Started<TorchReady>[] = [];
    while (torch.length < count) {
      const theirs = { ...job, method: against, model, tokens, targets, head, threads };
      torch.push(await start<TorchReady>(startTorch(python, 'torch_worker.py', { job: theirs })));
    }
    return await measure({ lab, torch });
  } finally {
    for (const worker of workers) worker.close();
    rmSync(folder, { recursive: true, force: true });
  }
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
export function otherName({ method, against = method }: ComparedJob): string {
  if (against === 'singlora') return 'PyTorch, SingLoRA by hand';
  return against === 'peft-singlora' ? 'PyTorch + peft-singlora' : 'PyTorch + peft';
}
