import { readShardIndex } from '@singlora/core/formats';
import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { AssetFile, Assets, ResolveOptions } from '../assets.ts';
import { HubError } from '../errors.ts';
import { incompletePipeline, onlySingleFiles } from './errors.ts';
import type { Place } from '../place.ts';
import { expandHome } from '../environment.ts';
import { resolveAssets } from '../resolve.ts';
import type { Selection } from '../selection.ts';
import { weightParts, type WeightPart } from './compvis-names.ts';
import { checkIndex, checkUnet, indexName } from './pipeline-configs.ts';
import { checkSingleFile } from './single-file.ts';
import { tokenizerFiles } from '../tokenizer/files.ts';
import { weightsName } from './weight-names.ts';

const singleFile = /\.(safetensors|ckpt|pt|pth|bin)$/;
const scheduler = 'scheduler/scheduler_config.json';
const configs = [...weightParts.map((part) => `${part}/config.json`), scheduler];

/** How to find a pipeline, and which of its weights to take. */
export interface PipelineOptions extends ResolveOptions {
  /** The kind of weights: `fp16` or `bf16`, as in the files' names; default: those without a variant. */
  readonly variant?: string;
}

/** The files of a tokenizer in its folder: one complete file, or two, with the files beside them. */
function tokenizerIn(where: string, names: readonly string[]): string[] {
  const [whole, ...halves] = ['tokenizer.json', 'vocab.json', 'merges.txt'] as const;
  const hasHalves = halves.every((name) => names.includes(name));
  if (!hasHalves && !names.includes(whole))
    throw incompletePipeline(where, [`tokenizer/${halves[0]}`]);
  return names.filter((name) => tokenizerFiles.includes(name)).map((name) => `tokenizer/${name}`);
}

async function namesIn(place: Place, folder: string): Promise<string[]> {
  const names = await place.list(folder);
  return names.map((name) => name.slice(folder.length + 1));
}

async function shardsOf(folder: string, weights: string): Promise<string[]> {
  if (!weights.endsWith('.json')) return [];
  const { files } = await readShardIndex(join(folder, weights));
  return files.map((file) => `${dirname(weights)}/${file}`);
}

/** @throws HubError `HUB_WEIGHTS` for a place with single-file checkpoints instead */
async function bringIndex(place: Place): Promise<string> {
  try {
    return await place.bring([indexName]);
  } catch (error) {
    if (!(error instanceof HubError && error.code === 'HUB_NOT_FOUND')) throw error;
    const files = (await place.list()).filter(
      (name) => singleFile.test(name) && !name.includes('/'),
    );
    throw files.length > 0 ? onlySingleFiles(place.where, files) : error;
  }
}

/** diffusers' folders of Stable Diffusion; small files come first and show whether the rest is wanted. */
function pipeline({ variant, onNotice = () => undefined }: PipelineOptions): Selection {
  return {
    needed: `${indexName} and the folders unet, vae, text_encoder, tokenizer and scheduler are needed`,
    single: singleFile,
    take: async (place) => {
      await checkIndex(await bringIndex(place));
      const folder = await place.bring(configs);
      await checkUnet(folder);
      const tokenizer = tokenizerIn(place.where, await namesIn(place, 'tokenizer'));
      const weights: string[] = [];
      for (const part of weightParts) {
        const names = await namesIn(place, part);
        weights.push(`${part}/${weightsName(place.where, part, names, variant, onNotice)}`);
      }
      await place.bring([...tokenizer, ...weights]);
      const shards = (await Promise.all(weights.map((name) => shardsOf(folder, name)))).flat();
      await place.bring(shards);
      return { folder, files: [indexName, ...configs, ...tokenizer, ...weights, ...shards] };
    },
  };
}

/**
 * Finds Stable Diffusion 1.x, or brings it to this machine, like `resolveCheckpoint` for language models: in
 * diffusers' folders, or as one file with CompVis's names, whose parts `openSingleFile` opens. Other models are
 * refused before their weights are read or fetched.
 *
 * @param idOrPath such as `stable-diffusion-v1-5/stable-diffusion-v1-5`, `./my-pipeline` or `./model.safetensors`
 * @throws HubError; `HUB_OTHER_MODEL`, `HUB_WEIGHTS` where a part has no weights of the variant
 */
export async function resolvePipeline(
  idOrPath: string,
  options: PipelineOptions = {},
): Promise<Assets> {
  const path = expandHome(idOrPath);
  const found = await stat(path).catch(() => undefined);
  if (found?.isFile() && singleFile.test(path)) await checkSingleFile(path);
  return resolveAssets('model', idOrPath, pipeline(options), options, {});
}

/** The files of a pipeline in folders, by their content. */
export interface PipelineFiles {
  readonly parts: Readonly<
    Record<WeightPart, { readonly config: AssetFile; readonly weights: AssetFile }>
  >;
  readonly scheduler: AssetFile;
  /** The folder of the tokenizer's files. */
  readonly tokenizer: string;
}

/** The files of a pipeline in folders; undefined where all of it is one file. */
export function pipelineFiles({ id, files }: Assets): PipelineFiles | undefined {
  if (!Object.hasOwn(files, indexName)) return undefined;
  const file = (name: string): AssetFile => {
    const found = files[name];
    if (!found) throw incompletePipeline(id, [name]);
    return found;
  };
  const part = (name: WeightPart) => {
    const own = Object.keys(files).filter((each) => each.startsWith(`${name}/`));
    const weights =
      own.find((each) => each.includes('.index.')) ?? own.find((each) => singleFile.test(each));
    return { config: file(`${name}/config.json`), weights: file(weights ?? `${name}/weights`) };
  };
  const tokenizer = Object.values(files).find(({ name }) => name.startsWith('tokenizer/'));
  if (!tokenizer) throw incompletePipeline(id, ['tokenizer/vocab.json']);
  return {
    parts: { unet: part('unet'), vae: part('vae'), text_encoder: part('text_encoder') },
    scheduler: file(scheduler),
    tokenizer: dirname(tokenizer.path),
  };
}
