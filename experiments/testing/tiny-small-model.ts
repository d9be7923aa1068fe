import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  fitLinearCodec,
  initialUNet,
  renderedPicture,
  saveSmallModel,
  smallSchedulerConfig,
  smallUNetConfig,
} from '@singlora/dreambooth';
import { writeTinyModel } from './tiny-model.ts';

const channels = 4;
const textSize = 16;

/** A small text-to-image model with few random weights and a text encoder that tokenises by letters, for pictures of 48 pixels a side. */
export async function writeTinySmallModel(folder: string): Promise<string> {
  const encoder = await writeTinyModel(join(folder, 'encoder'), textSize);
  const weights = await readFile(join(encoder, 'model.safetensors'));
  const unet = initialUNet(
    {
      ...smallUNetConfig,
      in_channels: channels,
      out_channels: channels,
      // One level: halves the number of operations to record.
      block_out_channels: [8],
      down_block_types: ['CrossAttnDownBlock2D'],
      up_block_types: ['CrossAttnUpBlock2D'],
      cross_attention_dim: textSize,
      attention_head_dim: [2],
      norm_num_groups: 4,
    },
    0,
  );
  const pictures = Array.from(
    { length: 20 },
    (_, i) => renderedPicture(0, 'picture', i, 48).picture,
  );
  const model = join(folder, 'model');
  await saveSmallModel(model, {
    unet,
    weights: unet.weights,
    schedulerConfig: smallSchedulerConfig,
    codec: fitLinearCodec(pictures, { block: 6, channels }),
    textEncoder: {
      model: encoder,
      sha256: createHash('sha256').update(weights).digest('hex'),
      tokens: 16,
    },
  });
  unet.dispose();
  return model;
}
