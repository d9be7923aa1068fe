import type { DenoisingBatch } from '@singlora/dreambooth';
import { pretrainingMetrics, type PretrainingRunConfig } from '@singlora/records';
import type { Context } from '@singlora/runner';
import { memoryUse } from '@singlora/runtime';
import type { Run } from '@singlora/tracking';
import type { Task, TrainResult, Trainable } from '@singlora/training';
import { trainRecorded } from '../training/train-recorded.ts';
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
export function trainDenoiser({
  config,
  evaluateEvery,
  run,
  context,
  ...job
}: TrainJob): Promise<TrainResult> {
  return trainRecorded({
    ...job,
    config: trainingConfigOf(config, evaluateEvery),
    run,
    context,
    onEvaluate({ step, scores: { loss = NaN } }) {
      run.log(step, { [pretrainingMetrics.devLoss]: loss });
      context.log(`  step ${step.toLocaleString('en')}: loss ${loss.toFixed(4)}`);
    },
    numbersOf: ({ loss, gradNorm, learningRate, examples, seconds }) => ({
      [pretrainingMetrics.loss]: loss,
      [pretrainingMetrics.gradNorm]: gradNorm,
      [pretrainingMetrics.learningRate]: learningRate,
      [pretrainingMetrics.examplesPerSecond]: examples / seconds,
      [pretrainingMetrics.rssBytes]: memoryUse().rssBytes,
    }),
  });
}
