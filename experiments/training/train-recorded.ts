import type { NamedTensors } from '@singlora/core/kernels';
import type { Context } from '@singlora/runner';
import type { Run } from '@singlora/tracking';
import {
  createProgress,
  train,
  type StepReport,
  type TrainingJob,
  type TrainResult,
} from '@singlora/training';
import { checkpointIn } from './checkpoint-in.ts';

export interface RecordedJob<Batch extends NamedTensors> extends Pick<
  TrainingJob<Batch>,
  'task' | 'trainable' | 'config' | 'recordings' | 'onEvaluate'
> {
  readonly run: Run;
  readonly context: Context;
  /** A step's metrics, by their keys. */
  readonly numbersOf: (report: StepReport) => Record<string, number>;
}

/** Trains with progress, metrics and checkpoints in the run's folder; the caller owns the returned state. */
export async function trainRecorded<Batch extends NamedTensors>({
  run,
  context,
  numbersOf,
  ...job
}: RecordedJob<Batch>): Promise<TrainResult> {
  let progress: ReturnType<typeof createProgress> | undefined;
  let seen = 0;
  try {
    return await train({
      ...job,
      signal: context.signal,
      checkpoint: {
        folder: checkpointIn(run.folder),
        every: context.checkpointEvery,
        onSave: () => run.flush(),
        onNotice: context.log,
      },
      async onStart({ step, totalSteps }) {
        await run.truncateAfter(step);
        progress = createProgress({ label: '  train', total: totalSteps, initial: step });
      },
      onStep(report) {
        const { step, loss, examples } = report;
        context.onStep?.(report);
        seen += examples;
        progress?.update({ done: step, examples: seen, loss });
        run.log(step, numbersOf(report));
      },
    });
  } finally {
    progress?.end();
  }
}
