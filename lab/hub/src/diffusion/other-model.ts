import type { TensorFile } from '@singlora/core/formats';

/** Other models, by a name that only their checkpoints have, with or without the prefix of a whole model. */
const signs: readonly (readonly [pattern: RegExp, model: string])[] = [
  [/^conditioner\.embedders\.1\.model\./, 'Stable Diffusion XL'],
  [/^conditioner\.embedders\.0\.model\./, 'the refiner of Stable Diffusion XL'],
  [/^(model\.diffusion_model\.)?joint_blocks\.0\./, 'Stable Diffusion 3'],
  [/^(model\.diffusion_model\.)?double_blocks\.0\./, 'FLUX'],
  [/^cond_stage_model\.model\./, 'Stable Diffusion 2.x'],
  [/^control_model\./, 'a ControlNet'],
  [
    /(^|\.)(lora_(A|B|up|down)|lora\.(up|down))\.|^lora_(unet|te)/,
    'an adapter (LoRA), no whole model',
  ],
  [/^model\.diffusion_model\.label_emb\./, 'Stable Diffusion XL, or an upscaler'],
  [/\.(motion_modules|temporal_transformer)\./, 'AnimateDiff'],
];
const inputChannels: Readonly<Record<number, string>> = {
  5: 'Stable Diffusion 2 with depth (5 input channels)',
  7: "Stable Diffusion's upscaler (7 input channels)",
  8: 'InstructPix2Pix (8 input channels)',
  9: 'Stable Diffusion for inpainting (9 input channels)',
};

/** The model that the U-Net's channel count or text width indicates, if not SD 1.x; undefined for SD 1.x. */
export function otherUnet(channels: unknown, textWidth: unknown): string | undefined {
  if (typeof channels === 'number' && channels !== 4)
    return inputChannels[channels] ?? `a model with ${channels} input channels`;
  if (textWidth === 1024) return 'Stable Diffusion 2.x (texts of width 1024)';
  if (textWidth === 2048) return 'Stable Diffusion XL (texts of width 2048)';
  return undefined;
}

/** The name of a single file's model, where it is known and not Stable Diffusion 1.x. */
export function otherModel(file: Pick<TensorFile, 'names' | 'has' | 'info'>): string | undefined {
  const unet = 'model.diffusion_model.';
  const shape = (name: string) => (file.has(name) ? file.info(name).shape : []);
  const attention = file.names.find((name) => name.endsWith('.attn2.to_k.weight'));
  return (
    signs.find(([pattern]) => file.names.some((name) => pattern.test(name)))?.[1] ??
    otherUnet(shape(`${unet}input_blocks.0.0.weight`)[1], attention && shape(attention)[1])
  );
}
