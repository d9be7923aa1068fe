import { listedNames } from '@singlora/core/formats';
import { coded, type HubError } from '../errors.ts';

export const anotherModel = (where: string, model: string) =>
  coded.HUB_OTHER_MODEL`${where} is of ${model}. Only Stable Diffusion 1.x can be used; give one of those, such as stable-diffusion-v1-5/stable-diffusion-v1-5.`;

export const badPipeline = (where: string, problem: string) =>
  coded.HUB_PIPELINE`${where} cannot be used: ${problem}. Fetch it again.`;

export const incompletePipeline = (where: string, missing: readonly string[]) =>
  coded.HUB_NOT_FOUND`${where} lacks ${missing.join(', ')}. Give a whole pipeline in diffusers' folders, or a Hub id such as org/name.`;

export const onlySingleFiles = (where: string, files: readonly string[]) =>
  coded.HUB_WEIGHTS`${where} has no pipeline in diffusers' folders, but whole checkpoints (${listedNames(files)}). Give the path of one of these files, downloaded if need be.`;

export function noVariant(
  where: string,
  part: string,
  variant: string | undefined,
  variants: readonly string[],
): HubError {
  const wanted = variant === undefined ? 'without a variant' : `of the variant ${variant}`;
  const advice =
    variants.length > 0
      ? `It has ${listedNames(variants)}: name one of these as the variant`
      : 'Weights are called diffusion_pytorch_model, of text_encoder model, and end in .safetensors or .bin';
  return coded.HUB_WEIGHTS`${where} has no weights of ${part} ${wanted}. ${advice}${variant === undefined ? '' : ', or leave the variant out'}.`;
}

export const noParts = (where: string, parts: readonly string[], names: readonly string[]) =>
  coded.HUB_WEIGHTS`${where} is not a complete Stable Diffusion checkpoint: it holds nothing of ${parts.join(', ')} under CompVis's names (it holds ${listedNames(names, 3) || 'nothing'}). Give a file of the whole model, or a pipeline in diffusers' folders.`;

export const strayWeights = (where: string, names: readonly string[]) =>
  coded.HUB_WEIGHTS`${where} holds weights that Stable Diffusion 1.x does not have: ${listedNames(names, 10)}. It may be of another model; give one of Stable Diffusion 1.x.`;
