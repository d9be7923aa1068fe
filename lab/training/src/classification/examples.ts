import { createHash } from 'node:crypto';
import { noExamples } from '../errors.ts';
import { badLabel, badLength, noTokens } from './errors.ts';
import type { Objective } from './objective.ts';

/** One tokenised row. */
export interface Example {
  /** token ids, special tokens included, unpadded */
  ids: Int32Array;
  /** 0 or 1 a token: which of the pair's texts it belongs to */
  typeIds: Int32Array;
  /** class, from 0; for regression a real number */
  label: number;
}

/** @throws TrainingError TRAINING_NO_EXAMPLES, TRAINING_BAD_EXAMPLE naming the first bad row */
export function checkExamples(
  examples: readonly Example[],
  limits: { numLabels: number; maxPositions: number },
  objective: Objective,
): void {
  if (examples.length === 0) throw noExamples();
  examples.forEach(({ ids, label }, row) => {
    if (!objective.accepts(label, limits.numLabels)) {
      throw badLabel(row, label, objective.accepted(limits.numLabels));
    }
    if (ids.length === 0) throw noTokens(row);
    if (ids.length > limits.maxPositions) throw badLength(row, ids.length, limits.maxPositions);
  });
}

/** SHA-256 of tokens and labels in order: shows whether a checkpoint was made on the same rows. */
export function hashExamples(examples: readonly Example[]): string {
  const hash = createHash('sha256');
  for (const { ids, typeIds, label } of examples) {
    hash.update(Float64Array.of(ids.length, label)).update(ids).update(typeIds);
  }
  return hash.digest('hex');
}

/** The number of tokens of the longest. Not by Math.max alone: there may be more examples than a call takes arguments. */
export function longest(examples: readonly Pick<Example, 'ids'>[]): number {
  return examples.reduce((most, { ids }) => Math.max(most, ids.length), 0);
}
