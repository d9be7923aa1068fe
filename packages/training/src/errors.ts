import { CodedError } from '@singlora/errors';

/** What can go wrong in training, as stable codes; every message of the package is written here. */
export type TrainingErrorCode =
  | 'TRAINING_BAD_CONFIG'
  | 'TRAINING_NO_EXAMPLES'
  | 'TRAINING_BAD_EXAMPLE'
  | 'TRAINING_DIVERGED'
  | 'TRAINING_CHECKPOINT_CORRUPT'
  | 'TRAINING_CHECKPOINT_MISMATCH'
  | 'EVALUATION_NOT_FINITE';

export class TrainingError extends CodedError<TrainingErrorCode> {
  override readonly name = 'TrainingError';
}

export function badConfig(key: string, value: unknown, expected: string): TrainingError {
  return new TrainingError(
    'TRAINING_BAD_CONFIG',
    `Training config: ${key} is ${String(value)}; it must be ${expected}.`,
  );
}

export function noExamples(): TrainingError {
  return new TrainingError(
    'TRAINING_NO_EXAMPLES',
    'There are no examples: the data set or the selection of its rows is empty. Check the path and the row count asked for.',
  );
}

export function badLabel(row: number, label: number, accepted: string): TrainingError {
  return new TrainingError(
    'TRAINING_BAD_EXAMPLE',
    `Example ${row} has the label ${label}; labels ${accepted}. Check that the rows and the task belong together (a test split often carries -1).`,
  );
}

export function badLength(row: number, length: number, maxPositions: number): TrainingError {
  return new TrainingError(
    'TRAINING_BAD_EXAMPLE',
    `Example ${row} is ${length} tokens long; the model takes 1 to ${maxPositions}. Encode the rows with a smaller maximum length.`,
  );
}

export function diverged(at: {
  step: number;
  learningRate: number;
  loss: number;
  gradNorm: number;
}): TrainingError {
  return new TrainingError(
    'TRAINING_DIVERGED',
    `Training diverged at step ${at.step}: the loss is ${at.loss} and the gradient norm ${at.gradNorm} at learning rate ${at.learningRate.toPrecision(3)}. Lower the learning rate, or lengthen the warm-up or the ramp.`,
  );
}

/** @param damage what is wrong with each checkpoint, such as "state-3.safetensors is empty" */
export function corruptCheckpoint(folder: string, damage: readonly string[]): TrainingError {
  return new TrainingError(
    'TRAINING_CHECKPOINT_CORRUPT',
    `No checkpoint in ${folder} can be used: ${damage.join('; ')}. To start afresh, delete that folder and run the same command again.`,
  );
}

export function oldCheckpoint(folder: string, file: string): TrainingError {
  return new TrainingError(
    'TRAINING_CHECKPOINT_CORRUPT',
    `The checkpoint in ${folder} is in an earlier format (${file}), which nothing can be checked in. To start afresh, delete that folder and run the same command again.`,
  );
}

/** A notice, not an error: the run goes on from an earlier checkpoint, and to the same result. */
export function passedOver(folder: string, damage: readonly string[], step: number): string {
  return `A checkpoint in ${folder} is damaged and passed over (${damage.join('; ')}); going on from the one before it, at step ${step}.`;
}

export function foreignCheckpoint(folder: string): TrainingError {
  return new TrainingError(
    'TRAINING_CHECKPOINT_MISMATCH',
    `The checkpoint in ${folder} was made with another configuration, adapter or set of rows, so going on from it would mix two runs. Give the settings it was made with, or delete that folder to start afresh.`,
  );
}

export function evaluationNotFinite(row: number): TrainingError {
  return new TrainingError(
    'EVALUATION_NOT_FINITE',
    `The model gives an output that is not a finite number for example ${row}, so its predictions mean nothing. The trained parameters have diverged: train again with a lower learning rate.`,
  );
}
