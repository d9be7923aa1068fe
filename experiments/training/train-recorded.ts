import { join } from 'node:path';
import type { NamedTensors } from '@singlora/kernels';
import { stepMetrics } from '@singlora/records';
import type { Context } from '@singlora/runner';
import { memoryUse } from '@singlora/runtime';
import type { Run } from '@singlora/tracking';
import {
  createProgress,
  train,
  type Task,
  type TrainingConfig,
  type TrainResult,
  type Trainable,
} from '@singlora/training';

/** What is trained, on what, and where it is recorded. */
export interface TrainJob<Batch extends NamedTensors> {
  readonly task: Task<Batch>;
  readonly trainable: Trainable;
  readonly config: TrainingConfig;
  readonly run: Run;
  readonly context: Context;
}

/** Trains with progress, metrics and checkpoints; the state it gives is the caller's. */
export async function trainRecorded<Batch extends NamedTensors>({
  task,
  trainable,
  config,
  run,
  context,
}: TrainJob<Batch>): Promise<TrainResult> {
  let progress: ReturnType<typeof createProgress> | undefined;
  let seen = 0;
  try {
    return await train({
      task,
      trainable,
      config,
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
      onEvaluate({ step, scores }) {
        const named = Object.entries(scores).map(([name, score]) => [stepMetrics.dev(name), score]);
        run.log(step, Object.fromEntries(named) as Record<string, number>);
        const { loss = NaN } = scores;
        context.log(`  step ${step.toLocaleString('en')}: loss ${loss.toFixed(4)}`);
      },
      onStep({ step, loss, gradNorm, learningRate, examples, seconds }) {
        seen += examples;
        progress?.update({ done: step, examples: seen, loss });
        run.log(step, {
          [stepMetrics.loss]: loss,
          [stepMetrics.gradNorm]: gradNorm,
          [stepMetrics.learningRate]: learningRate,
          [stepMetrics.examplesPerSecond]: examples / seconds,
          [stepMetrics.rssBytes]: memoryUse().rssBytes,
        });
      },
    });
  } finally {
    progress?.end();
  }
}
