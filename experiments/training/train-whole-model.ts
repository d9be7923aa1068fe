import type { NamedTensors } from '@singlora/kernels';
import { stepMetrics } from '@singlora/records';
import type { TrainResult } from '@singlora/training';
import { stepNumbers } from './step-numbers.ts';
import { trainRecorded, type RecordedJob } from './train-recorded.ts';

/** Trains a model's own weights; the state it gives is the caller's. */
export function trainWholeModel<Batch extends NamedTensors>(
  job: Omit<RecordedJob<Batch>, 'numbersOf' | 'onEvaluate'>,
): Promise<TrainResult> {
  const { run, context } = job;
  return trainRecorded({
    ...job,
    onEvaluate({ step, scores }) {
      const named = Object.entries(scores).map(([name, score]) => [stepMetrics.dev(name), score]);
      run.log(step, Object.fromEntries(named) as Record<string, number>);
      const { loss = NaN } = scores;
      context.log(`  step ${step.toLocaleString('en')}: loss ${loss.toFixed(4)}`);
    },
    numbersOf: stepNumbers,
  });
}
