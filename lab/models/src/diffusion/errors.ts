import { CodedError, codedAs } from '@singlora/core/errors';
import { quoted } from '@singlora/core/formats';

/** The stable codes of {@link DiffusionError}. */
export type DiffusionErrorCode =
  | 'SCHEDULER_CONFIG'
  | 'SCHEDULER_UNSUPPORTED'
  | 'SAMPLER_MISSING'
  | 'SAMPLING_STEPS'
  | 'SAMPLING_NO_SIGNAL'
  | 'LOSS_WEIGHT';

/** Every error this package raises on purpose; `code` is stable, the text is for people. */
export class DiffusionError extends CodedError<DiffusionErrorCode> {
  override readonly name = 'DiffusionError';
}

const coded = codedAs(DiffusionError);

export const badSchedulerConfig = (where: string, problem: string) =>
  coded.SCHEDULER_CONFIG`${where} ${problem}.`;

/** `known`: the supported values, as text */
export const unsupported = (where: string, key: string, value: unknown, known: string) =>
  coded.SCHEDULER_UNSUPPORTED`${where} has ${key} ${quoted(value)}, which is not supported. Supported: ${known}.`;

export const missingSampler = (className: string, known: readonly string[]) =>
  coded.SAMPLER_MISSING`${className} says how a model was trained, but has no sampler here. Name one: ${known.join(', ')}.`;

export const unknownSampler = (name: string, known: readonly string[]) =>
  coded.SAMPLER_MISSING`There is no sampler ${quoted(name)}. Name one: ${known.join(', ')}.`;

export const badSteps = (steps: number, most: number) =>
  coded.SAMPLING_STEPS`Sampling in ${steps} steps is not possible: give a whole number from 1 to ${most}.`;

export const repeatedTimesteps = (steps: number) =>
  coded.SAMPLING_STEPS`Sampling in ${steps} steps would use a timestep twice, or none: take fewer steps, or a smaller lambda_min_clipped.`;

export const beyondTraining = (timestep: number, count: number) =>
  coded.SAMPLING_STEPS`Sampling would begin at timestep ${timestep}, but the model knows 0 to ${count - 1} only. Take fewer steps, or a smaller steps_offset.`;

export const noSignal = (timestep: number) =>
  coded.SAMPLING_NO_SIGNAL`At timestep ${timestep} there is only noise, so predicted noise does not determine the picture. Zero terminal SNR needs prediction_type "v_prediction".`;

export const badGamma = (gamma: number) =>
  coded.LOSS_WEIGHT`min-SNR's gamma is ${gamma}; it has to be a number above 0.`;
