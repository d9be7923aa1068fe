export { addNoise, trainingTarget, type Noised } from './add-noise.ts';
export { DiffusionError, type DiffusionErrorCode } from './errors.ts';
export { lossWeights, signalToNoise } from './loss-weights.ts';
export { noiseSchedule, type NoiseSchedule, type NoiseScheduleConfig } from './noise-schedule.ts';
export {
  guided,
  initialNoise,
  sample,
  takeStep,
  type Coefficient,
  type Network,
  type Sampled,
} from './sample.ts';
export type { SamplerStep } from './sampler-step.ts';
export { samplingPlan, type SamplingOptions, type SamplingPlan } from './sampling-plan.ts';
export {
  parseSchedulerConfig,
  type Prediction,
  type SamplerName,
  type SchedulerConfig,
} from './scheduler-config.ts';
