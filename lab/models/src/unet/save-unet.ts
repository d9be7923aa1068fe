import { saveModel, type SaveModelOptions } from '../save.ts';
import type { UNet } from './unet.ts';

/**
 * Writes a denoiser as diffusers does: `config.json` and `diffusion_pytorch_model.safetensors`, under the
 * checkpoint's names and in its shapes.
 * @throws {ModelError} `MODEL_WEIGHTS` for a value that half precision cannot represent
 */
export async function saveUNet(
  folder: string,
  model: UNet,
  options?: SaveModelOptions,
): Promise<void> {
  const { groups: _groups, levels: _levels, down: _down, up: _up, ...fields } = model.config;
  const config = { _class_name: model.architecture, ...fields };
  await saveModel(folder, { config, file: 'diffusion_pytorch_model.safetensors' }, model, options);
}
