import type { DreamBoothRunConfig } from '@singlora/records';
import type { TrainingConfig } from '@singlora/training';
import { adapterConfigOf, settingsOf } from '../training/adapter-config.ts';
import { methodsAtRanks, type MethodAtRank } from '../training/methods.ts';
import { faceEncoderName, isRenderer, judgeName, type Candidate } from './candidates.ts';
import type { DreamBoothSettings } from './settings.ts';

/** What differs between the runs of an experiment. */
export interface RunChoice extends Pick<DreamBoothRunConfig, 'purpose' | 'search' | 'seed'> {
  readonly candidate: Pick<Candidate, 'name' | 'className'>;
  readonly variant: Variant;
  /** null where nothing is trained */
  readonly learningRate: number | null;
}

/** What is compared: an adapter method at a rank, or a baseline. */
export type Variant =
  MethodAtRank | (Pick<MethodAtRank, 'name' | 'method'> & { readonly rank: null });

/** The adapters that are asked for. @throws UsageError */
export const adaptersOf = ({ methods, rank }: DreamBoothSettings): MethodAtRank[] =>
  methodsAtRanks(methods, rank);

/** What scores pictures: a subject's, and prompts'. */
export function encodersOf({
  data,
  subject,
  encoder,
  clip,
}: DreamBoothSettings): Pick<DreamBoothRunConfig, 'encoder' | 'clip'> {
  const usual = isRenderer(data) && subject === undefined ? judgeName : 'efficientnet-lite0';
  return { encoder: encoder ?? usual, clip: clip === 'none' ? null : (clip ?? null) };
}

/** @throws CoreError for settings that the method cannot use */
export function resolveRun(
  settings: DreamBoothSettings,
  preset: string,
  { candidate, variant, learningRate, ...choice }: RunChoice,
): DreamBoothRunConfig {
  const { method, rank } = variant;
  const isTrial = choice.purpose === 'trial';
  const adapter = rank === null ? null : adapterOf(settings, method, rank);
  if (adapter) adapterConfigOf({ method, ...adapter });
  return {
    version: 1,
    ...choice,
    preset,
    model: settings.model,
    data: settings.subject === undefined ? settings.data : 'own pictures',
    subject: candidate.name,
    className: candidate.className,
    identifier: settings.identifier,
    pictures: settings.pictures ?? 'all',
    resolution: settings.resolution ?? 'own',
    framing: settings.framing,
    method,
    adapter,
    training: learningRate === null ? null : trainingOf(settings, learningRate, isTrial),
    drawing: {
      steps: settings.samplingSteps,
      sampler: settings.sampler ?? null,
      guidance: settings.guidance,
      prompts: settings.prompts ?? 'all',
      perPrompt: isTrial ? settings.trialPictures : settings.perPrompt,
      ofClass: isTrial ? 0 : settings.ofClass,
    },
    ...encodersOf(settings),
    faces: settings.faces ? faceEncoderName : null,
  };
}

function adapterOf(
  settings: DreamBoothSettings,
  method: string,
  rank: number,
): DreamBoothRunConfig['adapter'] {
  const { alpha = rank, targets } = settings;
  return { rank, alpha, targets, ...settingsOf(method, settings) };
}

function trainingOf(
  settings: DreamBoothSettings,
  learningRate: number,
  isTrial: boolean,
): DreamBoothRunConfig['training'] {
  const { prior, classPictures } = settings;
  return {
    learningRate,
    steps: settings.steps,
    batchSize: settings.batchSize,
    microBatchSize: settings.microBatchSize ?? null,
    betas: [settings.beta1, settings.beta2],
    epsilon: settings.epsilon,
    weightDecay: settings.weightDecay,
    schedule: settings.schedule,
    warmupSteps: settings.warmupSteps,
    maxGradNorm: settings.maxGradNorm,
    minSnrGamma: settings.minSnrGamma ?? null,
    recompute: settings.recompute,
    prior: prior === 0 ? null : { weight: prior, pictures: classPictures },
    validateEvery: isTrial ? null : (settings.validateEvery ?? null),
  };
}

/** How a run trains. */
export function trainingConfigOf(
  seed: number,
  training: NonNullable<DreamBoothRunConfig['training']>,
): TrainingConfig {
  const { learningRate, betas, epsilon, weightDecay, microBatchSize, validateEvery } = training;
  return {
    maxSteps: training.steps,
    batchSize: training.batchSize,
    ...(microBatchSize !== null && { microBatchSize }),
    optimiser: { learningRate, betas: [...betas], epsilon, weightDecay },
    schedule: training.schedule,
    warmupSteps: training.warmupSteps,
    maxGradNorm: training.maxGradNorm,
    recompute: training.recompute,
    ...(validateEvery !== null && { evaluateEvery: validateEvery }),
    seed,
  };
}
