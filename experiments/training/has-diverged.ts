import { CoreError } from '@singlora/core';
import { TrainingError } from '@singlora/training';

const codes: ReadonlySet<string> = new Set([
  'TRAINING_DIVERGED',
  // Of the last step, after which no other tells: what was learned gives no numbers, or is none.
  'EVALUATION_NOT_FINITE',
  'ADAPTER_NOT_FINITE',
]);

/** Whether an error says that training diverged, which is how a run ends and no fault of the program. */
export const hasDiverged = (error: unknown): error is Error =>
  (error instanceof TrainingError || error instanceof CoreError) && codes.has(error.code);
