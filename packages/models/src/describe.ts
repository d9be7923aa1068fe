import { checkpointFiles, type Assets } from '@singlora/hub';
import { describedModel } from './architectures.ts';
import type { ClassifierConfig } from './sequence-classifier.ts';
import { readConfig } from './weight-file.ts';

/**
 * A checkpoint's sizes, from its config.json or GGUF header alone: known at once, however large the weights.
 * @throws {ModelError} for an unsupported architecture or configuration
 */
export async function describeCheckpoint(
  assets: Assets,
): Promise<Omit<ClassifierConfig, 'numLabels'>> {
  const { path } = checkpointFiles(assets).config;
  return describedModel(path, await readConfig(path)).config;
}
