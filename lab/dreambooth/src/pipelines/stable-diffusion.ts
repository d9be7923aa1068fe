import { readFile } from 'node:fs/promises';
import { frozen } from '@singlora/core';
import {
  loadAutoencoder,
  loadPromptEncoder,
  loadUNet,
  type ModelFiles,
  parseSchedulerConfig,
  type SchedulerConfig,
} from '@singlora/models';
import {
  assetRecordOf,
  loadPromptTokenizer,
  openSingleFile,
  pipelineFiles,
  resolvePipeline,
  singleFileConfigs,
  type Assets,
  type PipelineOptions,
  type WeightPart,
} from '@singlora/hub';
import * as tf from '@tensorflow/tfjs-core';
import { autoencoderCodec } from '../latents/autoencoder-codec.ts';
import { noTokenizer, ownTokenizer } from './errors.ts';
import type { Pipeline, PromptStates } from './pipeline.ts';

/** How to find Stable Diffusion. */
export interface StableDiffusionOptions extends PipelineOptions {
  /** The folder of CLIP's tokenizer files, for a model in a single file, which has none. */
  readonly tokenizer?: string;
}

interface Parts {
  readonly of: (part: WeightPart) => ModelFiles;
  readonly scheduler: SchedulerConfig;
  readonly tokenizer: string;
}

/**
 * Stable Diffusion 1.x in diffusers' folders or as one file.
 *
 * @param idOrPath such as `stable-diffusion-v1-5/stable-diffusion-v1-5`
 * @throws HubError for another model, or one that is not found; DreamBoothError `DREAMBOOTH_TOKENIZER` for a single file
 * without a tokenizer, or one beside folders, which have their own; DiffusionError; the parts throw ModelError and FormatError
 */
export async function openStableDiffusion(
  idOrPath: string,
  options: StableDiffusionOptions = {},
): Promise<Pipeline> {
  const assets = await resolvePipeline(idOrPath, options);
  const { tokenizer } = options;
  const whole = await inFolders(assets);
  if (whole && tokenizer !== undefined) throw ownTokenizer(assets.id, tokenizer);
  const parts = whole ?? inOneFile(assets, tokenizer);
  const { signal, onNotice } = options;
  const reading = { ...(signal && { signal }), ...(onNotice && { onNotice }) };
  return {
    assets: [assetRecordOf(assets)],
    scheduler: parts.scheduler,
    resolution: 512,
    // The model's own scheduler, PNDM, is not among our samplers.
    drawing: {
      sampler: parts.scheduler.sampler ?? 'dpm-solver++',
      guidance: 7.5,
      batchSize: 1,
    },
    codec: async () => autoencoderCodec(await loadAutoencoder(parts.of('vae'), reading)),
    denoiser: (own) => loadUNet(parts.of('unet'), { ...reading, ...own }),
    prompts: () => promptStates(parts, reading),
  };
}

/**
 * As diffusers' StableDiffusionPipeline corrects configurations: latents are larger than 1, and older files have neither
 * setting, or wrong ones.
 */
const corrected = (scheduler: SchedulerConfig): SchedulerConfig => ({
  ...scheduler,
  stepsOffset: 1,
  clipSample: false,
});

async function inFolders(assets: Assets): Promise<Parts | undefined> {
  const files = pipelineFiles(assets);
  if (!files) return undefined;
  const { path } = files.scheduler;
  return {
    of: (part) => files.parts[part],
    scheduler: corrected(parseSchedulerConfig(await readFile(path), path)),
    tokenizer: files.tokenizer,
  };
}

function inOneFile(assets: Assets, tokenizer: string | undefined): Parts {
  const [file] = Object.values(assets.files);
  if (!file || tokenizer === undefined) throw noTokenizer(assets.id);
  const scheduler = Buffer.from(JSON.stringify(singleFileConfigs.scheduler));
  return {
    of: (part) => ({
      config: { content: singleFileConfigs[part] },
      weights: { path: file.path, open: (path) => openSingleFile(path, part) },
    }),
    scheduler: parseSchedulerConfig(scheduler, `Stable Diffusion 1.x's scheduler`),
    tokenizer,
  };
}

type Reading = Pick<StableDiffusionOptions, 'signal' | 'onNotice'>;

async function promptStates(parts: Parts, { signal, onNotice }: Reading): Promise<PromptStates> {
  const tokenizer = await loadPromptTokenizer(parts.tokenizer);
  const encoder = await loadPromptEncoder(parts.of('text_encoder'), { ...(signal && { signal }) });
  const pass = { apply: frozen(encoder.slots) };
  const stateOf = async (prompt: string): Promise<Float32Array> => {
    const ids = await tokenizer.encode(prompt, onNotice);
    const states = tf.tidy(() =>
      encoder.hiddenStates(tf.tensor2d(ids, [1, ids.length], 'int32'), pass),
    );
    const values = await states.data<'float32'>();
    states.dispose();
    return values;
  };
  return {
    tokens: tokenizer.length,
    split: (text) => tokenizer.tokens(text),
    async of(prompts) {
      const known = new Map<string, Float32Array>();
      for (const prompt of new Set(prompts)) known.set(prompt, await stateOf(prompt));
      return prompts.map((prompt) => known.get(prompt) as Float32Array);
    },
    dispose: () => encoder.dispose(),
  };
}
