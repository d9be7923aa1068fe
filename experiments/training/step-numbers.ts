import { stepMetrics } from '@singlora/records';
import { memoryUse } from '@singlora/runtime';
import type { StepReport } from '@singlora/training';

/** The metrics of a training step of a picture model. */
export const stepNumbers = ({ loss, gradNorm, learningRate, examples, seconds }: StepReport) => ({
  [stepMetrics.loss]: loss,
  [stepMetrics.gradNorm]: gradNorm,
  [stepMetrics.learningRate]: learningRate,
  [stepMetrics.examplesPerSecond]: examples / seconds,
  [stepMetrics.rssBytes]: memoryUse().rssBytes,
});
