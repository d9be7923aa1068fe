import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { AssetRecord } from '@singlora/tracking';
import { codecFile, smallModelFolder } from '../small-model/files.ts';
import { ownTokenizer } from './errors.ts';
import type { Pipeline } from './pipeline.ts';
import { openSmallPipeline } from './small-pipeline.ts';
import { openStableDiffusion, type StableDiffusionOptions } from './stable-diffusion.ts';

/** The name of the small text-to-image model that comes with this package. */
export const smallModel = 'small';

/**
 * A text-to-image model: `small` for the one that comes with this package, the folder of another that
 * `experiments:pretrain-small` made, or Stable Diffusion 1.x.
 *
 * @throws as `openSmallPipeline` and `openStableDiffusion`; DreamBoothError `DREAMBOOTH_TOKENIZER` for one beside a small model
 */
export async function openPipeline(
  idOrPath: string,
  options: StableDiffusionOptions = {},
): Promise<Pipeline> {
  const folder = idOrPath === smallModel ? smallModelFolder : idOrPath;
  if (idOrPath !== smallModel && !existsSync(join(folder, codecFile)))
    return openStableDiffusion(idOrPath, options);
  if (options.tokenizer !== undefined) throw ownTokenizer(idOrPath, options.tokenizer);
  const pipeline = await openSmallPipeline(folder, options);
  return idOrPath === smallModel ? { ...pipeline, assets: pipeline.assets.map(ownName) } : pipeline;
}

/** The bundled model has its own name in records, wherever its folder is. */
const ownName = (asset: AssetRecord): AssetRecord =>
  resolve(asset.id) === resolve(smallModelFolder)
    ? {
        ...asset,
        id: smallModel,
        source: 'built-in',
        origin: 'weights that come with this project (experiments:pretrain-small)',
      }
    : asset;
