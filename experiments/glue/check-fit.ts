import type { SequenceClassifier } from '@singlora/models';
import { UsageError } from '@singlora/runner';
import type { GlueRunConfig } from './run-config.ts';
import type { GlueAssets } from './session.ts';

/** Refuses a tokenizer or a length that the model has no embeddings for, before any training. */
export function checkFit(
  { model, tokenizer }: Pick<GlueAssets, 'model' | 'tokenizer'>,
  { maxLength }: Pick<GlueRunConfig, 'maxLength'>,
  { config }: Pick<SequenceClassifier, 'config'>,
): void {
  const { vocabularySize, maxPositions } = config;
  if (tokenizer.vocabularySize > vocabularySize) {
    throw new UsageError(
      `The tokenizer of ${model.id} has ids up to ${tokenizer.vocabularySize - 1}, and the model embeds only ` +
        `${vocabularySize}: the two do not belong together. Use the tokenizer.json that the model came with.`,
    );
  }
  if (maxLength > maxPositions) {
    throw new UsageError(
      `--max-length ${maxLength} is more than the ${maxPositions} tokens that ${model.id} reads. ` +
        `Give --max-length=${maxPositions} or less.`,
    );
  }
}
