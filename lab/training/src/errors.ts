import { CodedError, codedAs } from '@singlora/core/errors';
import { quoted } from '@singlora/core/formats';

/** What can go wrong in training, as stable codes; every message of the package is written here. */
export type TrainingErrorCode =
  | 'TRAINING_BAD_CONFIG'
  | 'TRAINING_NO_EXAMPLES'
  | 'TRAINING_BAD_EXAMPLE'
  | 'TRAINING_BAD_BATCH'
  | 'TRAINING_DIVERGED'
  | 'TRAINING_CHECKPOINT_CORRUPT'
  | 'TRAINING_CHECKPOINT_MISMATCH'
  | 'EVALUATION_NOT_FINITE';

/** An error that this package throws; `code` says which it is. */
export class TrainingError extends CodedError<TrainingErrorCode> {
  override readonly name = 'TrainingError';
}

export const codedTraining = codedAs(TrainingError);

export const badTrainingConfig = (key: string, value: unknown, expected: string) =>
  codedTraining.TRAINING_BAD_CONFIG`Training config: ${key} is ${quoted(value)}; it must be ${expected}.`;

export const noLength = () =>
  codedTraining.TRAINING_BAD_CONFIG`Training config: the length of training is not given. Give maxSteps, or epochs where the task has epochs.`;

export const noExamples = () =>
  codedTraining.TRAINING_NO_EXAMPLES`There are no examples: the data set or the selection of its rows is empty. Check the path and the row count asked for.`;

/** @param sizes the first size of each of a batch's tensors */
export function unequalRows(sizes: readonly (readonly [name: string, rows: number | undefined])[]) {
  const list = sizes.map(([name, rows]) => `${name} ${rows ?? 'none'}`).join(', ');
  return codedTraining.TRAINING_BAD_BATCH`All tensors of a batch must be [rows, …] with the same number of rows; it has: ${list || 'no tensors'}. Make values without rows constants of the task's loss.`;
}

export const diverged = (at: Record<'step' | 'learningRate' | 'loss' | 'gradNorm', number>) =>
  codedTraining.TRAINING_DIVERGED`Training diverged at step ${at.step}: the loss is ${at.loss} and the gradient norm ${at.gradNorm} at learning rate ${at.learningRate.toPrecision(3)}. Lower the learning rate, or lengthen the warm-up or the ramp.`;

/** @param damage what is wrong with each checkpoint, such as "state-3.safetensors is empty" */
export const corruptCheckpoint = (folder: string, damage: readonly string[]) =>
  codedTraining.TRAINING_CHECKPOINT_CORRUPT`No checkpoint in ${folder} can be used: ${damage.join('; ')}. To start afresh, delete that folder and run the same command again.`;

export const oldCheckpoint = (folder: string, file: string) =>
  codedTraining.TRAINING_CHECKPOINT_CORRUPT`The checkpoint in ${folder} is in an earlier format (${file}), which cannot be verified. To start afresh, delete that folder and run the same command again.`;

/** A notice, not an error: the run continues from an earlier checkpoint, with the same result. */
export function passedOver(folder: string, damage: readonly string[], step: number): string {
  return `A checkpoint in ${folder} is damaged and passed over (${damage.join('; ')}); going on from the one before it, at step ${step}.`;
}

/** A notice: only a failed save when training ends or stops is an error. */
export function notSaved(step: number, { message }: Error): string {
  return `Step ${step} could not be saved: ${message} Training goes on; the next checkpoint tries again.`;
}

export const foreignCheckpoint = (folder: string) =>
  codedTraining.TRAINING_CHECKPOINT_MISMATCH`The checkpoint in ${folder} was made with another configuration, adapter, task or set of rows, or by another version of this package, so going on from it would mix two runs. Give the settings it was made with, or delete that folder to start afresh.`;
