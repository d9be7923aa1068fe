import type { RecordOf } from '@singlora/records';
import { configOf } from './cases.ts';

type Setting = RecordOf<'denoiser'>['setting'];

/** A step of training adapters on a denoiser's queries and keys. */
export interface DenoiserJob extends Pick<
  Setting,
  'batch' | 'side' | 'tokens' | 'rank' | 'targets' | 'recompute' | 'compiled'
> {
  readonly title: string;
  /** The content of a U-Net's config.json. */
  readonly config: Readonly<Record<string, unknown>> & {
    readonly in_channels: number;
    readonly block_out_channels: readonly number[];
    readonly cross_attention_dim: number;
  };
  /**
   * The threads of an operation on our side. The halves of a batch are computed in parallel; for
   * small operations, one thread each is faster than all threads for both.
   */
  readonly threadsPerOperation?: number;
  /** The numbers of uncounted and of counted steps per process. */
  readonly warmup: number;
  readonly steps: number;
  /** The number of processes of each side. */
  readonly rounds: number;
}

const common = { rank: 8, targets: ['to_q', 'to_k'], recompute: false, compiled: false };

const stableDiffusion = {
  ...common,
  title: 'Stable Diffusion 1.5’s U-Net at 512 pixels',
  config: configOf<DenoiserJob['config']>('stable-diffusion-1.5-unet'),
  batch: 1,
  side: 64,
  tokens: 77,
  warmup: 1,
  steps: 2,
  rounds: 1,
};

const small = {
  ...common,
  title: 'A small U-Net',
  threadsPerOperation: 1,
  config: configOf<DenoiserJob['config']>('small-unet'),
  batch: 4,
  side: 8,
  tokens: 8,
  warmup: 4,
  steps: 20,
  rounds: 5,
};

/** The cases by name, as in `--case=small`. */
export const denoiserCases: Readonly<Record<string, DenoiserJob>> = {
  small: { ...small, compiled: true },
  'small-eager': small,
  sd: { ...stableDiffusion, recompute: true },
  'sd-compiled': { ...stableDiffusion, recompute: true, compiled: true, warmup: 2 },
  'sd-whole': stableDiffusion,
};

/** The same case with a small model, small pictures and one step. */
export const tinyDenoiser = ({ config, ...job }: DenoiserJob): DenoiserJob => ({
  ...job,
  config: {
    ...config,
    block_out_channels: config.block_out_channels.map(() => 32),
    cross_attention_dim: 16,
    attention_head_dim: 2,
  },
  batch: 1,
  side: 8,
  steps: 1,
  rounds: 1,
});
