import { dreamBoothRunConfig, ownPictures, type DreamBoothRunConfig } from '@singlora/records';
import type { TrainingConfig } from '@singlora/training';
import { adapterOf } from '../training/adapter.ts';
import type { MethodAtRank } from '../training/methods.ts';
import { precisionOf, repeatingPrecision } from '../training/precision.ts';
import { adapterStepsOf } from '../training/training-config.ts';
import {
  areRendered,
  faceEncoderName,
  judgeName,
  numberInSeries,
  type PlannedSubject,
} from './candidates.ts';
import { dreamBoothPresets } from './presets.ts';
import type { DreamBoothSettings } from './settings.ts';

/** The fields that vary between the runs of an experiment. */
export interface RunChoice extends Pick<DreamBoothRunConfig, 'purpose' | 'search' | 'seed'> {
  readonly candidate: Pick<PlannedSubject, 'name' | 'className'>;
  readonly variant: ChosenVariant;
  /** null where nothing is trained */
  readonly learningRate: number | null;
}

/** A compared variant: an adapter method at a rank, or a baseline. */
export type ChosenVariant =
  MethodAtRank | (Pick<MethodAtRank, 'name' | 'method'> & { readonly rank: null });

/** The encoders that score pictures by their subject, and by their prompts. */
export function encodersOf({ data, subject, encoder, clip }: DreamBoothSettings) {
  const usual = areRendered(data) && subject === undefined ? judgeName : 'efficientnet-lite0';
  return { encoder: encoder ?? usual, clip };
}

/** @throws CoreError for settings that the method cannot use */
export function resolveDreamBoothRun(
  settings: DreamBoothSettings,
  preset: string,
  { candidate, variant, learningRate, ...choice }: RunChoice,
): DreamBoothRunConfig {
  const isTrial = choice.purpose === 'trial';
  const { prior, validateEvery, ...training } = settings.training;
  const { model, data, identifier, pictures, resolution, framing, drawing, lineUp } = settings;
  return dreamBoothRunConfig.parse({
    version: 5,
    ...choice,
    preset,
    model,
    identifier,
    pictures,
    resolution,
    framing,
    lineUp,
    data: settings.subject === undefined ? data : ownPictures,
    references: settings.subject === undefined && areRendered(data) ? settings.references : null,
    subject: candidate.name,
    className: candidate.className,
    adapter: variant.rank === null ? null : adapterOf(settings.adapter, variant),
    training:
      learningRate === null
        ? null
        : {
            ...training,
            learningRate,
            prior: prior.weight === 0 ? null : prior,
            validateEvery: isTrial ? null : validateEvery,
          },
    drawing: isTrial ? { ...drawing, perPrompt: settings.trialPictures, ofClass: 0 } : drawing,
    ...encodersOf(settings),
    faces: settings.faces ? faceEncoderName : null,
    precision: precisionOf(settings),
  });
}

/** The settings that repeat a recorded run; settings that no record has are those of its preset. */
export function dreamBoothSettingsOf(config: DreamBoothRunConfig): Partial<DreamBoothSettings> {
  const { laptop } = dreamBoothPresets;
  const presets: Readonly<Record<string, DreamBoothSettings>> = dreamBoothPresets;
  const { drawBatch, references } = presets[config.preset] ?? laptop;
  const { search, seed, purpose, subject, adapter, training, drawing, faces } = config;
  const { model, data, identifier, pictures, resolution, framing, encoder, clip, precision } =
    config;
  const { lineUp } = config;
  const { learningRate = null, ...trained } = training ?? {};
  const { method = '', ...own } = adapter ?? {};
  const given =
    learningRate !== null && (adapter ? { lr: learningRate } : { fullLr: learningRate });
  const rendered = areRendered(data);
  return {
    model,
    data,
    identifier,
    pictures,
    resolution,
    framing,
    encoder,
    clip,
    drawing,
    lineUp,
    drawBatch,
    references: config.references ?? references,
    ...given,
    subjects: rendered ? numberInSeries(subject) : [subject],
    // A record has no path of one's own pictures: their folder is sought here, by its name.
    ...(data === ownPictures && { subject, class: config.className ?? undefined }),
    adapter: { ...laptop.adapter, ...own },
    training: { ...laptop.training, ...trained, prior: training?.prior ?? laptop.training.prior },
    ...(search && {
      search: { ...search, subjects: rendered ? search.subjects.length : [...search.subjects] },
    }),
    methods: adapter ? [method] : [],
    baselines: adapter ? [] : [training ? 'full' : 'none'],
    trialPictures: drawing.perPrompt,
    seeds: [seed],
    faces: faces !== null,
    precision: repeatingPrecision(precision),
    found: { subject, purpose, search, learningRate },
  };
}

export const dreamBoothTraining = (
  seed: number,
  training: NonNullable<DreamBoothRunConfig['training']>,
): TrainingConfig => ({
  ...adapterStepsOf(training),
  maxSteps: training.steps,
  ...(training.validateEvery !== null && { evaluateEvery: training.validateEvery }),
  seed,
});
