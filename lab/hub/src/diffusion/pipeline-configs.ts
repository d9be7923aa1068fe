import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseJson, quoted } from '@singlora/core/formats';
import { anotherModel, badPipeline } from './errors.ts';
import { otherUnet } from './other-model.ts';

export const indexName = 'model_index.json';

/** Pipelines of other models, by the prefix of their class in diffusers. */
const otherPipelines: readonly (readonly [prefix: string, model: string])[] = [
  ['StableDiffusionXL', 'Stable Diffusion XL'],
  ['StableDiffusion3', 'Stable Diffusion 3'],
  ['StableDiffusionInpaint', 'Stable Diffusion for inpainting'],
  ['StableDiffusionControlNet', 'a ControlNet'],
  ['StableDiffusionInstructPix2Pix', 'InstructPix2Pix'],
  ['StableDiffusionUpscale', "Stable Diffusion's upscaler"],
  ['StableDiffusionLatentUpscale', "Stable Diffusion's upscaler"],
  ['StableDiffusionDepth', 'Stable Diffusion 2 with depth'],
  ['Flux', 'FLUX'],
];
const known = ['StableDiffusionPipeline', 'StableDiffusionImg2ImgPipeline'];

const longest = 1 << 20;

async function readJson(path: string): Promise<Readonly<Record<string, unknown>>> {
  const fail = (problem: string) => badPipeline(path, `it ${problem}`);
  const bytes = await readFile(path);
  if (bytes.length > longest) throw fail(`has ${bytes.length} bytes, too many for a configuration`);
  const json = parseJson(bytes, 16 * longest, fail);
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    throw fail('is not a JSON object');
  return json as Readonly<Record<string, unknown>>;
}

/** @throws HubError `HUB_OTHER_MODEL` for another model's pipeline; `HUB_PIPELINE` for an invalid one */
export async function checkIndex(folder: string): Promise<void> {
  const path = join(folder, indexName);
  const { _class_name: name } = await readJson(path);
  if (typeof name !== 'string')
    throw badPipeline(path, `its _class_name is ${quoted(name)}, no text`);
  if (known.includes(name)) return;
  const other = otherPipelines.find(([prefix]) => name.startsWith(prefix))?.[1];
  throw anotherModel(path, other ?? `a pipeline of class ${quoted(name)}`);
}

/** Checks the sizes in the U-Net's configuration: SD 1.x, 2.x and inpainting models share one pipeline class. */
export async function checkUnet(folder: string): Promise<void> {
  const path = join(folder, 'unet/config.json');
  const { in_channels: channels, cross_attention_dim: width } = await readJson(path);
  const other = otherUnet(channels, width);
  if (other !== undefined) throw anotherModel(path, other);
}
