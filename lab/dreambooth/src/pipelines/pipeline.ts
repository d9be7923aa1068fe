import type { CheckpointOptions, SamplerName, SchedulerConfig, UNet } from '@singlora/models';
import type { AssetRecord } from '@singlora/tracking';
import type { LatentCodec } from '../latents/codec.ts';

/**
 * A text-to-image model in parts. Each is loaded on demand and owned by the caller. Texts and pictures are encoded
 * once, before training, so their encoders need not stay in memory with the denoiser.
 */
export interface Pipeline {
  /** The files that it was loaded from, for a run's record. */
  readonly assets: readonly AssetRecord[];
  readonly scheduler: SchedulerConfig;
  /** The side in pixels of the pictures that it was trained for. */
  readonly resolution: number;
  readonly drawing: UsualDrawing;
  /** Loads the part that turns prompts into hidden states. @throws HubError, ModelError, FormatError */
  prompts(): Promise<PromptStates>;
  /** Loads the part that turns pictures into latents and back. @throws ModelError, FormatError */
  codec(): Promise<LatentCodec>;
  /** Loads the U-Net, by default in float32. @throws ModelError, FormatError */
  denoiser(options?: Pick<CheckpointOptions, 'precision'>): Promise<UNet>;
}

/** The default settings for drawing a model's pictures. */
export interface UsualDrawing {
  readonly sampler: SamplerName;
  /** the scale of classifier-free guidance */
  readonly guidance: number;
  /** pictures at a time, which fit into a laptop's memory */
  readonly batchSize: number;
}

/** The condition of a denoiser, made from prompts. */
export interface PromptStates {
  /** The hidden states of each prompt's tokens, `[tokens, dim]`. Equal prompts share their states. */
  of(prompts: readonly string[]): Promise<Float32Array[]>;
  /** The number of tokens of every prompt, including padding. */
  readonly tokens: number;
  /** A text's own tokens, as the vocabulary spells them. */
  split(text: string): Promise<string[]>;
  /** Frees the text encoder. */
  dispose(): void;
}
