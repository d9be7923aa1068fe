import type { Dialect } from '../dialect.ts';
import { readPipelineFile } from './pipeline-file.ts';

/** CompVis's names of a U-Net's blocks. */
const blocks = /^diffusion_model\.(?:(?:in|out)put_blocks|middle_block)\./;
const start = /^(?:diffusion_model|text_encoders\.([^.]+)\.transformer)\./;

/** Text encoders that diffusers knows by other names. */
const textEncoders: Readonly<Record<string, string>> = {
  clip_l: 'text_encoder',
  clip_h: 'text_encoder',
  clip_g: 'text_encoder_2',
};

/**
 * ComfyUI's names: keys `diffusion_model.<layer>.lora_up.weight` or `.lora_B.weight`, and
 * `text_encoders.clip_l.transformer.<layer>.…`. The layers are those of the checkpoint that ComfyUI loads: CompVis's for
 * a U-Net, the original code's for a transformer. ComfyUI, ai-toolkit, diffusion-pipe and others write such files.
 */
export const comfyui: Dialect = {
  name: 'ComfyUI',
  recognises: ({ file }) => file.names.length > 0 && file.names.every((name) => start.test(name)),
  read(source, options) {
    const isUnet = source.file.names.some((name) => blocks.test(name));
    return readPipelineFile(source, options, (name) => {
      const [prefix = '', text] = start.exec(name) ?? [];
      const model = isUnet ? 'unet' : 'transformer';
      return { prefix, component: text === undefined ? model : (textEncoders[text] ?? text) };
    });
  },
};
