/** A step of training adapters on a denoiser's queries and keys. */
export interface DenoiserJob {
  /** The content of a U-Net's config.json. */
  readonly config: Readonly<Record<string, unknown>> & {
    readonly in_channels: number;
    readonly cross_attention_dim: number;
  };
  readonly batch: number;
  /** Of the latents, in pixels. */
  readonly side: number;
  /** Of the text. */
  readonly tokens: number;
  /** Of ours: blocks run again for their gradients, and the step as one graph. */
  readonly recompute: boolean;
  readonly compiled: boolean;
  /** Steps that are not counted, and those that are. */
  readonly warmup: number;
  readonly steps: number;
}

/** What a side says in the end. */
export interface DenoiserTimes {
  readonly parameters: number;
  readonly trained: number;
  /** Of each step, in seconds of processor time, and in seconds. */
  readonly processor: number[];
  readonly seconds: number[];
  /** Of the process. */
  readonly peakBytes: number;
}

const down = [
  'CrossAttnDownBlock2D',
  'CrossAttnDownBlock2D',
  'CrossAttnDownBlock2D',
  'DownBlock2D',
];
const up = ['UpBlock2D', 'CrossAttnUpBlock2D', 'CrossAttnUpBlock2D', 'CrossAttnUpBlock2D'];

const stableDiffusion = {
  config: {
    _class_name: 'UNet2DConditionModel',
    in_channels: 4,
    out_channels: 4,
    block_out_channels: [320, 640, 1280, 1280],
    down_block_types: down,
    up_block_types: up,
    cross_attention_dim: 768,
    attention_head_dim: 8,
  },
  batch: 1,
  side: 64,
  tokens: 77,
  warmup: 0,
  steps: 1,
};

const small = {
  config: {
    _class_name: 'UNet2DConditionModel',
    in_channels: 32,
    out_channels: 32,
    block_out_channels: [64, 96],
    down_block_types: ['CrossAttnDownBlock2D', 'CrossAttnDownBlock2D'],
    up_block_types: ['CrossAttnUpBlock2D', 'CrossAttnUpBlock2D'],
    cross_attention_dim: 64,
    attention_head_dim: 4,
    layers_per_block: 1,
  },
  batch: 4,
  side: 8,
  tokens: 8,
  warmup: 4,
  steps: 20,
};

export const denoiserCases: Readonly<Record<string, DenoiserJob>> = {
  small: { ...small, recompute: false, compiled: true },
  'small-eager': { ...small, recompute: false, compiled: false },
  // Stable Diffusion 1.5's size at 512 pixels.
  sd: { ...stableDiffusion, recompute: true, compiled: false },
  'sd-whole': { ...stableDiffusion, recompute: false, compiled: false },
};
