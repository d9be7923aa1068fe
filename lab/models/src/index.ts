export type { Blueprint } from './blueprint.ts';
export { createSequenceClassifier, type CreateOptions } from './classification/create.ts';
export {
  describeCheckpoint,
  loadSequenceClassifier,
  type ClassifierOptions,
} from './classification/load.ts';
export type {
  ClassifierConfig,
  LoadedClassifier,
  SequenceClassifier,
  TokenBatch,
  TokenPass,
} from './classification/sequence-classifier.ts';
export { loadClip, loadPromptEncoder, type Clip, type PromptEncoder } from './clip/load.ts';
export type { ClipNetwork } from './clip/clip.ts';
export type { PromptEncoderNetwork } from './clip/text.ts';
export type { WeightPrecision, CheckpointOptions, WeightSource } from './checkpoint.ts';
export { ModelError, type ModelErrorCode } from './errors.ts';
export type { LayerFunction, LayerInputs, RunLayer } from './layer.ts';
export { parseConfig } from './config.ts';
export { loadModel, type ModelFiles } from './load.ts';
export { createModel, type Model } from './model.ts';
export {
  conv2dModule,
  linearModule,
  normModule,
  type Module,
  type SlotModule,
  type ModuleTensor,
} from './module.ts';
export { normaliseGroups } from './normalise.ts';
export type { Pass } from './pass.ts';
export { quantisationOf } from './quantisation.ts';
export type { ImageEncoderNetwork, ImagePass } from './vision/image-encoder.ts';
export { saveModel, type SaveModelOptions } from './save.ts';
export { saveUNet } from './unet/save-unet.ts';
export { createUNet, loadUNet, type NoisyBatch, type UNet, type UNetNetwork } from './unet/unet.ts';
export type { UNetConfig, UNetLevel } from './unet/unet-config.ts';
export type { ImageProcessor, Pixels, Size } from './vision/image-processor.ts';
export { loadImageProcessor } from './vision/load-processor.ts';
export { loadImageEncoder, type ImageEncoder } from './vision/load.ts';
export {
  createAutoencoder,
  loadAutoencoder,
  type Autoencoder,
  type AutoencoderNetwork,
  type Moments,
} from './vae/autoencoder.ts';
export type { AutoencoderConfig } from './vae/autoencoder-config.ts';
export { readImageProcessor } from './vision/preprocessor-config.ts';
export type { EncoderParts } from './vision/unconfigured.ts';
export { addNoise, trainingTarget, type Noised } from './diffusion/add-noise.ts';
export { DiffusionError, type DiffusionErrorCode } from './diffusion/errors.ts';
export { lossWeights, signalToNoise } from './diffusion/loss-weights.ts';
export {
  noiseSchedule,
  type NoiseSchedule,
  type NoiseScheduleConfig,
} from './diffusion/noise-schedule.ts';
export {
  guided,
  initialNoise,
  sample,
  takeStep,
  type Coefficient,
  type Network,
  type Sampled,
} from './diffusion/sample.ts';
export type { SamplerStep } from './diffusion/sampler-step.ts';
export {
  samplingPlan,
  type SamplingOptions,
  type SamplingPlan,
} from './diffusion/sampling-plan.ts';
export {
  parseSchedulerConfig,
  type Prediction,
  type SamplerName,
  type SchedulerConfig,
} from './diffusion/scheduler-config.ts';
