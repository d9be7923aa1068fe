import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { codecFile, smallModelFolder } from '../small-model/files.ts';
import type { Pipeline } from './pipeline.ts';
import { openSmallPipeline } from './small-pipeline.ts';
import { openStableDiffusion, type StableDiffusionOptions } from './stable-diffusion.ts';

/** The name of the small text-to-image model that comes with this package. */
export const smallModel = 'small';

/**
 * A text-to-image model: `small` for the one that comes with this package, the folder of another that
 * `experiments:pretrain-small` made, or Stable Diffusion 1.x.
 *
 * @throws as `openSmallPipeline` and `openStableDiffusion`
 */
export async function openPipeline(
  idOrPath: string,
  options: StableDiffusionOptions = {},
): Promise<Pipeline> {
  const folder = idOrPath === smallModel ? smallModelFolder : idOrPath;
  const isSmall = await access(join(folder, codecFile)).then(
    () => true,
    () => idOrPath === smallModel,
  );
  return isSmall ? openSmallPipeline(folder, options) : openStableDiffusion(idOrPath, options);
}
