import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  type CheckpointOptions,
  loadUNet,
  parseSchedulerConfig,
  saveUNet,
  type SchedulerConfig,
  type UNet,
} from '@singlora/models';
import { parseJson, writeFileAtomic } from '@singlora/core/formats';
import { assetRecordOf, resolveDataset, type ResolveOptions } from '@singlora/hub';
import type { NamedTensors } from '@singlora/core/kernels';
import type { AssetRecord } from '@singlora/tracking';
import { z } from 'zod';
import { linearCodec, type LinearCodecWeights } from '../latents/linear-codec.ts';
import { loadLinearCodec, saveLinearCodec } from '../latents/linear-codec-file.ts';
import type { LatentCodec } from '../latents/codec.ts';
import { badPart } from './errors.ts';

const textEncoder = z.object({
  /** the model's name on the Hugging Face Hub, or a folder */
  model: z.string().min(1),
  /** the hash of its weights */
  sha256: z.string(),
  /** the number of tokens read from a text */
  tokens: z.int().min(3).max(512),
});

/** The text encoder whose hidden states condition the denoiser. */
export type TextEncoderIdentity = z.infer<typeof textEncoder>;

/** A small text-to-image model's folder, without its text encoder. The caller disposes of loaded parts. */
interface SmallModel {
  /** The model's entry in a run's record. */
  readonly asset: AssetRecord;
  readonly scheduler: SchedulerConfig;
  readonly textEncoder: TextEncoderIdentity;
  /** Pixels a side of its pictures. */
  readonly resolution: number;
  codec(): LatentCodec;
  denoiser(options?: CheckpointOptions): Promise<UNet>;
}

/** The file by which a small model's folder is recognised. */
export const codecFile = 'codec.safetensors';

/** The folder of the small text-to-image model that comes with this package, made by `experiments:pretrain-small`. */
export const smallModelFolder = fileURLToPath(new URL('../../weights/small', import.meta.url));

const files = {
  unet: 'unet',
  scheduler: 'scheduler/scheduler_config.json',
  codec: codecFile,
  textEncoder: 'text_encoder.json',
};

/** The parts that {@link saveSmallModel} writes. */
export interface SavedParts {
  readonly unet: UNet;
  /** weights that replace the denoiser's own, such as averages */
  readonly weights: NamedTensors;
  /** a scheduler_config.json's content */
  readonly schedulerConfig: object;
  readonly codec: LinearCodecWeights;
  readonly textEncoder: TextEncoderIdentity;
}

/** Writes a small model's folder: denoiser (in half precision) and scheduler in diffusers' form, codec, and its text encoder's identity. */
export async function saveSmallModel(
  folder: string,
  { unet, weights, schedulerConfig, codec, textEncoder }: SavedParts,
): Promise<void> {
  const json = (value: object) => `${JSON.stringify(value, null, 2)}\n`;
  await saveUNet(join(folder, files.unet), unet, { weights, half: true });
  await writeFileAtomic(join(folder, files.scheduler), json(schedulerConfig));
  await saveLinearCodec(join(folder, files.codec), codec);
  await writeFileAtomic(join(folder, files.textEncoder), json(textEncoder));
}

/**
 * Opens what {@link saveSmallModel} wrote: reads everything except the denoiser's weights.
 *
 * @throws DreamBoothError `SMALL_MODEL`, `DREAMBOOTH_CODEC`; HubError, DiffusionError or FormatError for missing or
 * invalid files
 */
export async function openSmallModel(
  folder: string,
  options: ResolveOptions = {},
): Promise<SmallModel> {
  const config = `${files.unet}/config.json`;
  const weights = `${files.unet}/diffusion_pytorch_model.safetensors`;
  const names = [config, weights, files.scheduler, files.codec, files.textEncoder];
  const assets = await resolveDataset(resolve(folder), names, options);
  const path = (name: string): string => join(folder, name);
  const json = async <Schema extends z.ZodType>(name: string, schema: Schema) => {
    const bad = (problems: string) => badPart(path(name), problems);
    const parsed = schema.safeParse(parseJson(await readFile(path(name)), 2 ** 20, bad));
    if (!parsed.success) throw bad(z.prettifyError(parsed.error));
    return parsed.data;
  };
  const codec = await loadLinearCodec(path(files.codec));
  const { sample_size: side } = await json(config, z.looseObject({ sample_size: z.int().min(1) }));
  return {
    asset: { ...assetRecordOf(assets), kind: 'model' },
    scheduler: parseSchedulerConfig(await readFile(path(files.scheduler)), path(files.scheduler)),
    textEncoder: await json(files.textEncoder, textEncoder),
    resolution: side * codec.block,
    codec: () => linearCodec(codec),
    denoiser: (reading) =>
      loadUNet({ config: { path: path(config) }, weights: { path: path(weights) } }, reading),
  };
}
