import { checkpointFiles, loadTokenizer, type Assets, type Tokenizer } from '@singlora/hub';
import { loadSequenceClassifier, type CheckpointOptions } from '@singlora/models';
import { randomStream } from '@singlora/runtime';
import type { TextModel } from '../denoising/token-states.ts';

/** A text model that owns its weights. */
export interface LoadedTextModel extends TextModel {
  /** The tokenizer of the same model. */
  readonly tokenizer: Tokenizer;
  /** Frees the weights. */
  dispose(): void;
}

/**
 * Loads a language model for the hidden states of its tokens.
 *
 * @param assets what `resolveCheckpoint` found
 * @throws HubError; ModelError
 */
export async function loadTextModel(
  assets: Assets,
  options: CheckpointOptions = {},
): Promise<LoadedTextModel> {
  const tokenizer = await loadTokenizer(checkpointFiles(assets).tokenizer.path);
  const model = await loadSequenceClassifier(assets, {
    // It is loaded as a classifier, but only its hidden states are used, whatever its head.
    outputs: 1,
    freshHead: true,
    random: randomStream(0, 'head'),
    dropout: 0,
    ...options,
  });
  return { tokenizer, model, dispose: () => model.dispose() };
}
