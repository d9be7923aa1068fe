import { readFile } from 'node:fs/promises';
import type { RandomSource } from '@singlora/core';
import type { Assets } from '@singlora/hub';
import { describedModel } from './architectures.ts';
import { readCheckpoint } from './checkpoint.ts';
import { buildClassifier } from './classifier.ts';
import { missingFile, unreadableConfig } from './errors.ts';
import { initialHead } from './initial-head.ts';
import { tensorShapes } from './module.ts';
import type { SequenceClassifier } from './sequence-classifier.ts';

/** The files that make up a model. */
export const modelFiles: readonly string[] = ['config.json', 'model.safetensors', 'tokenizer.json'];

export interface LoadOptions {
  /** As many as the task has classes. */
  outputs: number;
  /** For the head, where the checkpoint has none: N(0, initializer_range²), biases 0. */
  random: RandomSource;
  /** Replaces all of the checkpoint's dropout rates. */
  dropout?: number;
}

/**
 * Loads a checkpoint as a sequence classifier, by its config.json's `model_type`.
 * @throws {ModelError} for an unsupported architecture or configuration, or weights that do not fit
 */
export async function loadSequenceClassifier(
  assets: Assets,
  { outputs, random, dropout }: LoadOptions,
): Promise<SequenceClassifier> {
  const configPath = filePath(assets, 'config.json');
  const blueprint = describedModel(configPath, await readJson(configPath), dropout);
  const head = blueprint.head(outputs);
  const weights = await readCheckpoint(filePath(assets, 'model.safetensors'), {
    architecture: blueprint.modelType,
    prefix: blueprint.prefix,
    required: tensorShapes(blueprint.modules),
    optional: tensorShapes(head),
    ignored: blueprint.ignored,
  });
  const fresh = initialHead(head, weights, blueprint.initializerRange, random);
  return buildClassifier(blueprint, outputs, { ...fresh, ...weights });
}

function filePath(assets: Assets, name: string): string {
  const file = assets.files[name];
  if (!file) throw missingFile(assets.id, name, Object.keys(assets.files));
  return file.path;
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    throw unreadableConfig(path, cause);
  }
}
