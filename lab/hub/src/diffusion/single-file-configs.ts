/**
 * The configurations of Stable Diffusion 1.x as diffusers' folders hold them, where they differ from the defaults of diffusers and
 * transformers. A single-file checkpoint has none, and these fit all of them: 859,520,964 parameters in the U-Net, 83,653,863 in the VAE,
 * 123,060,480 in the text encoder.
 */
export const singleFileConfigs = {
  unet: {
    _class_name: 'UNet2DConditionModel',
    block_out_channels: [320, 640, 1280, 1280],
    cross_attention_dim: 768,
    down_block_types: [
      'CrossAttnDownBlock2D',
      'CrossAttnDownBlock2D',
      'CrossAttnDownBlock2D',
      'DownBlock2D',
    ],
    sample_size: 64,
    up_block_types: ['UpBlock2D', 'CrossAttnUpBlock2D', 'CrossAttnUpBlock2D', 'CrossAttnUpBlock2D'],
  },
  vae: {
    _class_name: 'AutoencoderKL',
    block_out_channels: [128, 256, 512, 512],
    down_block_types: [
      'DownEncoderBlock2D',
      'DownEncoderBlock2D',
      'DownEncoderBlock2D',
      'DownEncoderBlock2D',
    ],
    layers_per_block: 2,
    sample_size: 512,
    scaling_factor: 0.18215,
    up_block_types: [
      'UpDecoderBlock2D',
      'UpDecoderBlock2D',
      'UpDecoderBlock2D',
      'UpDecoderBlock2D',
    ],
  },
  text_encoder: {
    model_type: 'clip_text_model',
    architectures: ['CLIPTextModel'],
    eos_token_id: 2,
    hidden_size: 768,
    intermediate_size: 3072,
    num_attention_heads: 12,
    projection_dim: 768,
  },
  scheduler: {
    _class_name: 'PNDMScheduler',
    beta_end: 0.012,
    beta_schedule: 'scaled_linear',
    beta_start: 0.00085,
    clip_sample: false,
    num_train_timesteps: 1000,
    set_alpha_to_one: false,
    steps_offset: 1,
  },
} as const;
