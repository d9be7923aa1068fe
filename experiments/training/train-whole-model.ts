import type { NamedTensors } from '@singlora/core/kernels';
import { stepMetrics, type WholeModelSummary } from '@singlora/records';
import type { Outcome } from '@singlora/runner';
import { disposeState } from '@singlora/training';
import { stepNumbers } from './step-numbers.ts';
import { trainRecorded, type RecordedJob } from './train-recorded.ts';

/**
 * Trains a model's own weights to the end of a run.
 *
 * @param finish saves the result, given the averaged weights; returns the model's own values for the summary
 */
export async function trainWholeModel<Batch extends NamedTensors>(
  job: Omit<RecordedJob<Batch>, 'numbersOf' | 'onEvaluate'>,
  finish: (weights: NamedTensors) => Promise<Readonly<Record<string, number>>>,
): Promise<Outcome> {
  const { run, context } = job;
  const { state, outcome, steps, seconds } = await trainRecorded({
    ...job,
    onEvaluate({ step, scores }) {
      const named = Object.entries(scores).map(([name, score]) => [stepMetrics.dev(name), score]);
      run.log(step, Object.fromEntries(named) as Record<string, number>);
      const { loss = NaN } = scores;
      context.log(`  step ${step.toLocaleString('en')}: loss ${loss.toFixed(4)}`);
    },
    numbersOf: stepNumbers,
  });
  try {
    if (outcome === 'interrupted') return { status: 'interrupted' };
    const own = await finish(state.averages ?? state.parameters);
    const common: WholeModelSummary = { steps, trainSeconds: seconds };
    return { status: 'finished', summary: { ...common, ...own } };
  } finally {
    disposeState(state);
  }
}
