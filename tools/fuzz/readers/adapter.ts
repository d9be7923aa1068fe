import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CoreError, disposeArchive } from '@singlora/core';
import { readAdapter } from '@singlora/core/node';
import { FormatError } from '@singlora/formats';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { damagedJson } from '../damage-json.ts';
import { chance, pick, type Draw } from '../draw.ts';
import type { Reader } from '../reader.ts';
import { makeSafetensors } from './safetensors.ts';

type Shapes = Record<string, readonly number[]>;

const peft = 'base_model.model.';
const layers = ['encoder.0.query', 'encoder.1.query', 'encoder.0.value'];
const common = {
  r: 2,
  lora_alpha: 4,
  target_modules: ['query', 'value'],
  base_model_name_or_path: 'x/y',
};
const patterns = { rank_pattern: { 'encoder\\.7': 4 }, alpha_pattern: { '^encoder.0': 4 } };

const perLayer = (shapes: (layer: string) => Shapes): Shapes =>
  Object.assign({}, ...layers.map(shapes)) as Shapes;
const lora = (prefix: string, a = 'lora_A.weight', b = 'lora_B.weight'): Shapes =>
  perLayer((layer) => ({ [`${prefix}${layer}.${a}`]: [2, 4], [`${prefix}${layer}.${b}`]: [6, 2] }));

/** A file in each known form: settings, where there are any, and the tensors' shapes. */
const forms: readonly { settings?: object; shapes: Shapes }[] = [
  { settings: { peft_type: 'LORA', ...common, ...patterns }, shapes: lora(peft) },
  {
    settings: {
      peft_type: 'SINGLORA',
      method: 'singlora',
      ...common,
      ramp_u: 0.5,
      ramp: { steps: 10 },
      layer_shapes: Object.fromEntries(
        layers.map((layer) => [layer, { kind: 'linear', in: 4, out: 6 }]),
      ),
    },
    shapes: perLayer((layer) => ({ [`${peft}${layer}.singlora_A`]: [6, 2] })),
  },
  {
    settings: { peft_type: 'LORA', ...common },
    shapes: perLayer((layer) => ({
      [`${peft}${layer}.lora_A`]: [6, 2],
      [`${peft}${layer}.training_step_default`]: [1],
    })),
  },
  {
    shapes: perLayer((layer) => ({
      [`${layer}.A`]: [6, 2],
      [`${layer}.training_step`]: [],
      [`${layer}.original_layer.weight`]: [6, 4],
      [`${layer}.original_layer.bias`]: [6],
    })),
  },
  { shapes: lora('unet.') },
  {
    shapes: perLayer((layer) => {
      const key = `lora_unet_${layer.replaceAll('.', '_')}`;
      return {
        [`${key}.lora_down.weight`]: [2, 4],
        [`${key}.lora_up.weight`]: [6, 2],
        [`${key}.alpha`]: [],
      };
    }),
  },
  { shapes: lora('unet.', 'lora.down.weight', 'lora.up.weight') },
  {
    shapes: {
      ...lora('diffusion_model.', 'lora_down.weight', 'lora_up.weight'),
      ...perLayer((layer) => ({ [`diffusion_model.${layer}.dora_scale`]: [6, 1] })),
    },
  },
  {
    shapes: perLayer((layer) => ({
      [`transformer.${layer}.lora_A`]: [6, 2],
      [`transformer.${layer}.alpha`]: [],
    })),
  },
];

/** The settings' length, the settings, the tensors; a length of 0: no settings. */
function make(draw: Draw, damage: boolean): Buffer {
  const { settings, shapes } = pick(draw, forms);
  const hurt = damage && chance(draw, 0.7);
  const json = settings ? (hurt ? damagedJson(draw, settings) : JSON.stringify(settings)) : '';
  const tensors = makeSafetensors(draw, damage && (!hurt || chance(draw, 0.2)), shapes);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(Buffer.byteLength(json));
  return Buffer.concat([length, Buffer.from(json), tensors]);
}

/** `adapter_config.json` and `adapter_model.safetensors`, in every dialect. */
export const adapter: Reader = {
  make,
  read: async (input, folder) => {
    const bytes = Buffer.from(input.buffer, input.byteOffset, input.byteLength);
    const end = Math.min(bytes.length, 4 + (bytes.length < 4 ? 0 : bytes.readUInt32LE(0)));
    writeFileSync(join(folder, 'adapter_config.json'), end > 4 ? bytes.subarray(4, end) : '{}');
    writeFileSync(join(folder, 'adapter_model.safetensors'), bytes.subarray(end));
    await tf.setBackend('cpu');
    const layerShape = () => ({ kind: 'linear', inFeatures: 4, outFeatures: 6 }) as const;
    disposeArchive(
      await readAdapter(folder, {
        layerShape,
        layerNames: layers,
        adapterOnly: true,
        alpha: 2,
        rampSteps: 9,
      }),
    );
  },
  refuses: (error) => error instanceof CoreError || error instanceof FormatError,
};
