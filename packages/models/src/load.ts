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
  numLabels: number;
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
  { numLabels, random, dropout }: LoadOptions,
): Promise<SequenceClassifier> {
  const configPath = filePath(assets, 'config.json');
  const { architecture, config } = describedModel(configPath, await readJson(configPath));
  const head = architecture.headModules(config, numLabels);
  const weights = await readCheckpoint(filePath(assets, 'model.safetensors'), {
    architecture: architecture.modelType,
    required: tensorShapes(architecture.modules(config)),
    optional: tensorShapes(head),
    ignored: architecture.ignored,
  });
  return buildClassifier(
    architecture,
    dropout === undefined
      ? config
      : {
          ...config,
          hidden_dropout_prob: dropout,
          attention_probs_dropout_prob: dropout,
          classifier_dropout: dropout,
        },
    numLabels,
    { ...initialHead(head, weights, config.initializer_range, random), ...weights },
  );
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
