import type { SamplerName, SchedulerConfig } from '@singlora/diffusion';
import type { ReadOptions, UNet } from '@singlora/models';
import type { AssetRecord } from '@singlora/tracking';
import type { LatentCodec } from '../latents/codec.ts';

/**
 * A text-to-image model as its parts. Each is loaded when it is asked for and is the caller's to dispose of: texts and
 * pictures are encoded once, before training, and their encoders need not stay in memory beside the denoiser.
 */
export interface Pipeline {
  /** The files that it was loaded from, for a run's record. */
  readonly assets: readonly AssetRecord[];
  readonly scheduler: SchedulerConfig;
  /** Pixels a side of the pictures that it was made for. */
  readonly resolution: number;
  readonly drawing: UsualDrawing;
  /** Loads what turns prompts into hidden states. @throws HubError, ModelError, FormatError */
  prompts(): Promise<PromptStates>;
  /** Loads what turns pictures into latents and back. @throws ModelError, FormatError */
  codec(): Promise<LatentCodec>;
  /** Loads the U-Net, in float32 unless told otherwise. @throws ModelError, FormatError */
  denoiser(options?: Pick<ReadOptions, 'precision'>): Promise<UNet>;
}

/** How a model's pictures are drawn where nothing else is asked for. */
export interface UsualDrawing {
  readonly sampler: SamplerName;
  /** the scale of classifier-free guidance */
  readonly guidance: number;
  /** pictures at a time, which fit into a laptop's memory */
  readonly batchSize: number;
}

/** The condition of a denoiser, made from prompts. */
export interface PromptStates {
  /** The hidden states of each prompt's tokens, `[tokens, dim]`. Equal prompts share theirs. */
  of(prompts: readonly string[]): Promise<Float32Array[]>;
  /** How many tokens every prompt has, with those that fill it up. */
  readonly tokens: number;
  /** A text's own tokens, as the vocabulary spells them. */
  split(text: string): Promise<string[]>;
  /** Frees the text encoder. */
  dispose(): void;
}
