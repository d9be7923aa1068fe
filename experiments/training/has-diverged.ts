import { CoreError } from '@singlora/core';
import { TrainingError } from '@singlora/training';

const codes: ReadonlySet<string> = new Set([
  'TRAINING_DIVERGED',
  // Raised for the last step, after which no other check follows: the trained model gives non-finite outputs, or is not finite itself.
  'EVALUATION_NOT_FINITE',
  'ADAPTER_NOT_FINITE',
]);

/** Whether an error means that training diverged: a valid end of a run, not a bug. */
export const hasDiverged = (error: unknown): error is Error =>
  (error instanceof TrainingError || error instanceof CoreError) && codes.has(error.code);
