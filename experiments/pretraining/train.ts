import { join } from 'node:path';
import type { DenoisingBatch } from '@singlora/dreambooth';
import { pretrainingMetrics, type PretrainingRunConfig } from '@singlora/records';
import type { Context } from '@singlora/runner';
import { memoryUse } from '@singlora/runtime';
import type { Run } from '@singlora/tracking';
import {
  createProgress,
  train,
  type Task,
  type TrainResult,
  type Trainable,
} from '@singlora/training';
import { trainingConfigOf } from './plan.ts';

/** What is trained, on what, and where it is recorded. */
export interface TrainJob {
  readonly task: Task<DenoisingBatch>;
  readonly trainable: Trainable;
  readonly config: PretrainingRunConfig;
  /** steps */
  readonly evaluateEvery: number;
  readonly run: Run;
  readonly context: Context;
}

/** Trains with progress, metrics and checkpoints; the state it gives is the caller's. */
export async function trainRecorded({
  task,
  trainable,
  config,
  evaluateEvery,
  run,
  context,
}: TrainJob): Promise<TrainResult> {
  let progress: ReturnType<typeof createProgress> | undefined;
  let seen = 0;
  try {
    return await train({
      task,
      trainable,
      config: trainingConfigOf(config, evaluateEvery),
      signal: context.signal,
      checkpoint: {
        folder: join(run.folder, 'checkpoint'),
        every: context.checkpointEvery,
        onSave: () => run.flush(),
        onNotice: context.log,
      },
      async onStart({ step, totalSteps }) {
        await run.truncateAfter(step);
        progress = createProgress({ label: '  train', total: totalSteps, initial: step });
      },
      onEvaluate({ step, scores: { loss = NaN } }) {
        run.log(step, { [pretrainingMetrics.devLoss]: loss });
        context.log(`  step ${step.toLocaleString('en')}: loss ${loss.toFixed(4)}`);
      },
      onStep({ step, loss, gradNorm, learningRate, examples, seconds }) {
        seen += examples;
        progress?.update({ done: step, examples: seen, loss });
        run.log(step, {
          [pretrainingMetrics.loss]: loss,
          [pretrainingMetrics.gradNorm]: gradNorm,
          [pretrainingMetrics.learningRate]: learningRate,
          [pretrainingMetrics.examplesPerSecond]: examples / seconds,
          [pretrainingMetrics.rssBytes]: memoryUse().rssBytes,
        });
      },
    });
  } finally {
    progress?.end();
  }
}
