import type { Blueprint } from './blueprint.ts';
import { readCheckpoint, type CheckpointOptions, type WeightSource } from './checkpoint.ts';
import { buildModel, type Model } from './model.ts';
import { readConfig } from './weight-file.ts';

/** The places of a model's parts. */
export interface ModelFiles {
  /** A config.json, or content that replaces one. */
  readonly config: { readonly path: string } | { readonly content: unknown };
  readonly weights: WeightSource;
}

/**
 * Loads a whole model from its files; `read` returns the blueprint that its config.json describes.
 * @throws {ModelError} for a configuration that cannot be read or run, or weights that do not fit it,
 *   before any weight is read; the signal's reason when aborted, leaving no tensor
 */
export async function loadModel<Network extends object>(
  { config, weights }: ModelFiles,
  read: (source: string, json: unknown) => Blueprint<Network>,
  options: CheckpointOptions = {},
): Promise<Model & Network> {
  const blueprint =
    'content' in config
      ? read('The given configuration', config.content)
      : read(config.path, await readConfig(config.path));
  return buildModel(blueprint, await readCheckpoint(weights, blueprint, options));
}
