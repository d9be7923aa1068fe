import { codedTraining } from '../errors.ts';

export const badLabel = (row: number, label: number, accepted: string) =>
  codedTraining.TRAINING_BAD_EXAMPLE`Example ${row} has the label ${label}; labels ${accepted}. Check that the rows and the task belong together (a test split often carries -1).`;

export const badLength = (row: number, length: number, maxPositions: number) =>
  codedTraining.TRAINING_BAD_EXAMPLE`Example ${row} is ${length} tokens long; the model takes 1 to ${maxPositions}. Encode the rows with a smaller maximum length.`;

export const noTokens = (row: number) =>
  codedTraining.TRAINING_BAD_EXAMPLE`Example ${row} has no tokens, as where a text is empty and the tokenizer adds none. Leave its row out.`;

export const evaluationNotFinite = (row: number) =>
  codedTraining.EVALUATION_NOT_FINITE`The model gives an output that is not a finite number for example ${row}, so its predictions mean nothing. The trained parameters have diverged: train again with a lower learning rate.`;
