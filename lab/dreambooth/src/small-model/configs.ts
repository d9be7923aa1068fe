/**
 * The small denoiser: Stable Diffusion 1.5's blocks, on latents of 8 × 8 positions and 32 channels,
 * conditioned on text states of width 384. Its heads have 32 dimensions each.
 */
export const smallUNetConfig = {
  _class_name: 'UNet2DConditionModel',
  sample_size: 8,
  in_channels: 32,
  out_channels: 32,
  block_out_channels: [64, 96],
  layers_per_block: 1,
  down_block_types: ['CrossAttnDownBlock2D', 'CrossAttnDownBlock2D'],
  up_block_types: ['CrossAttnUpBlock2D', 'CrossAttnUpBlock2D'],
  cross_attention_dim: 384,
  // The number of heads, under Stable Diffusion 1.5's name for it.
  attention_head_dim: [2, 3],
  norm_num_groups: 16,
};

/**
 * The small denoiser's scheduler: Stable Diffusion's variances, predicted pictures, sampled from the last timestep
 * on.
 */
export const smallSchedulerConfig = {
  _class_name: 'DDIMScheduler',
  num_train_timesteps: 1000,
  beta_start: 0.00085,
  beta_end: 0.012,
  beta_schedule: 'scaled_linear',
  clip_sample: false,
  prediction_type: 'sample',
  set_alpha_to_one: false,
  timestep_spacing: 'trailing',
};

/** The number of a text's tokens that the small denoiser reads. */
export const smallTokens = 16;
