import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseSchedulerConfig, type SchedulerConfig } from '@singlora/diffusion';
import { writeFileAtomic } from '@singlora/formats';
import type { NamedTensors } from '@singlora/kernels';
import { loadUNet, saveUNet, type UNet } from '@singlora/models';
import { z } from 'zod';
import { linearCodec, type LinearCodecWeights } from '../latents/linear-codec.ts';
import { loadLinearCodec, saveLinearCodec } from '../latents/linear-codec-file.ts';
import type { LatentCodec } from '../latents/codec.ts';
import { badTextEncoder } from './errors.ts';

const textEncoder = z.object({
  /** of the Hugging Face Hub, or a folder */
  model: z.string().min(1),
  /** of its weights */
  sha256: z.string(),
  /** of a text that are read */
  tokens: z.int().min(3).max(512),
});

/** Which model's hidden states tell the denoiser what to draw. */
export type TextEncoderIdentity = z.infer<typeof textEncoder>;

/** A small text-to-image model, without its text encoder. */
export interface SmallModel {
  readonly unet: UNet;
  readonly scheduler: SchedulerConfig;
  readonly codec: LatentCodec;
  readonly textEncoder: TextEncoderIdentity;
}

const files = {
  unet: 'unet',
  scheduler: 'scheduler/scheduler_config.json',
  codec: 'codec.safetensors',
  textEncoder: 'text_encoder.json',
};

/** What {@link saveSmallModel} writes. */
export interface SavedParts {
  readonly unet: UNet;
  /** in place of the denoiser's own, such as averages */
  readonly weights: NamedTensors;
  /** a scheduler_config.json's content */
  readonly schedulerConfig: object;
  readonly codec: LinearCodecWeights;
  readonly textEncoder: TextEncoderIdentity;
}

/** Writes a small model's folder: the denoiser in half precision and the scheduler as diffusers has them, the codec, and which text encoder belongs to it. */
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
 * Loads what {@link saveSmallModel} wrote.
 * @throws ModelError, DiffusionError, FormatError or DreamBoothError for what is missing or unsound
 */
export async function loadSmallModel(folder: string): Promise<SmallModel> {
  const path = join(folder, files.scheduler);
  const scheduler = parseSchedulerConfig(await readFile(path), path);
  const described = join(folder, files.textEncoder);
  const parsed = textEncoder.safeParse(JSON.parse(await readFile(described, 'utf8')));
  if (!parsed.success) throw badTextEncoder(described, z.prettifyError(parsed.error));
  const codec = await loadLinearCodec(join(folder, files.codec));
  const at = join(folder, files.unet);
  const unet = await loadUNet({
    config: { path: join(at, 'config.json') },
    weights: { path: join(at, 'diffusion_pytorch_model.safetensors') },
  });
  return { unet, scheduler, codec: linearCodec(codec), textEncoder: parsed.data };
}
