import type { Tokenizer } from '@singlora/hub';
import type { ClassifierConfig } from '@singlora/models';
import { misuse } from '@singlora/runner';
import type { GlueSettings } from './settings.ts';

/**
 * Refuses a tokenizer or a length for which a model has no embeddings, and layers to adapt that it lacks.
 * @param model its name, for the error
 * @throws {UsageError}
 */
export function checkFit(
  model: string,
  {
    vocabularySize,
    maxPositions,
    layers,
  }: Pick<ClassifierConfig, 'vocabularySize' | 'maxPositions' | 'layers'>,
  tokenizer: Pick<Tokenizer, 'vocabularySize'>,
  { maxLength, adaptLayers }: Pick<GlueSettings, 'maxLength' | 'adaptLayers'>,
): void {
  if (adaptLayers !== 'all' && adaptLayers > layers) {
    throw misuse`--adapt-layers=${adaptLayers} is more than the ${layers} layers of ${model}. Give --adapt-layers=all, or ${layers} or less.`;
  }
  if (tokenizer.vocabularySize > vocabularySize) {
    throw misuse`The tokenizer of ${model} has ids up to ${tokenizer.vocabularySize - 1}, and the model embeds only ${vocabularySize}: the two do not belong together. Use the tokenizer.json that the model came with.`;
  }
  if (maxLength > maxPositions) {
    throw misuse`--max-length ${maxLength} is more than the ${maxPositions} tokens that ${model} reads. Give --max-length=${maxPositions} or less.`;
  }
}
