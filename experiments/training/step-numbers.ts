import { stepMetrics } from '@singlora/records';
import { memoryUse } from '@singlora/runtime';
import type { StepReport } from '@singlora/training';

/** What of a step of training a model of pictures becomes metrics. */
export const stepNumbers = ({
  loss,
  gradNorm,
  learningRate,
  examples,
  seconds,
}: StepReport): Record<string, number> => ({
  [stepMetrics.loss]: loss,
  [stepMetrics.gradNorm]: gradNorm,
  [stepMetrics.learningRate]: learningRate,
  [stepMetrics.examplesPerSecond]: examples / seconds,
  [stepMetrics.rssBytes]: memoryUse().rssBytes,
});
