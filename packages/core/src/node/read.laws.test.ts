import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FormatError } from '../formats/index.ts';
import {
  chance,
  damagedJson,
  damagedSafetensors,
  readsOrRefuses,
  type Files,
} from '../formats/damaged.test.support.ts';
import { beforeAll } from 'vitest';
import { CoreError } from '../errors.ts';
import { disposeArchive } from '../files/archive.ts';
import { startTensorFlow } from '../kit.test.support.ts';
import { fileOfShapes, type Shapes } from '../shapes.test.support.ts';
import { readAdapter } from './read.ts';

const [settings, tensors] = ['adapter_config.json', 'adapter_model.safetensors'];
const fixture = (...path: readonly string[]) =>
  readFileSync(join(import.meta.dirname, '..', 'fixtures', ...path));
/** Adapters as PEFT, ComfyUI's programs and this project write them: folders, and below them files. */
const folders = [
  ...['peft-bin/lora/safetensors', 'peft-bin/dora/safetensors', 'singlora-folders/singlora'],
  ...['singlora-folders/signed-singlora', 'singlora-folders/symlora'],
];
const files = ['comfyui/ai-toolkit-wan', 'comfyui/extracted-flux'];

const layerNames = ['encoder.0.query', 'encoder.1.query', 'encoder.0.value'];
const perLayer = (shapes: (layer: string) => Shapes): Shapes =>
  Object.assign({}, ...layerNames.map(shapes)) as Shapes;
const pairs = (prefix: string, a = 'lora_A.weight', b = 'lora_B.weight'): Shapes =>
  perLayer((layer) => ({ [`${prefix}${layer}.${a}`]: [2, 4], [`${prefix}${layer}.${b}`]: [6, 2] }));
const peftSettings = {
  peft_type: 'LORA',
  r: 2,
  lora_alpha: 4,
  target_modules: ['query', 'value'],
  rank_pattern: { 'encoder\\.7': 4 },
  alpha_pattern: { '^encoder.0': 4 },
};

/** Files in forms that are made up from their names alone: settings, where there are any, and the tensors' shapes. */
const forms: readonly { config?: object; shapes: Shapes }[] = [
  { config: peftSettings, shapes: pairs('base_model.model.') },
  {
    config: peftSettings,
    shapes: perLayer((layer) => ({
      [`base_model.model.${layer}.lora_A`]: [6, 2],
      [`base_model.model.${layer}.training_step_default`]: [1],
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
  { shapes: pairs('unet.') },
  { shapes: pairs('unet.', 'lora.down.weight', 'lora.up.weight') },
  {
    shapes: perLayer((layer) => {
      const key = `lora_unet_${layer.replaceAll('.', '_')}`;
      return { [`${key}.lora_down.weight`]: [2, 4], [`${key}.lora_up.weight`]: [6, 2] };
    }),
  },
  {
    shapes: {
      ...pairs('diffusion_model.', 'lora_down.weight', 'lora_up.weight'),
      ...perLayer((layer) => ({ [`diffusion_model.${layer}.dora_scale`]: [6, 1] })),
    },
  },
  { shapes: perLayer((layer) => ({ [`transformer.${layer}.lora_A`]: [6, 2] })) },
];

function filesOf({ config, shapes }: (typeof forms)[number]): Files {
  return {
    ...(config && { [settings]: JSON.stringify(config) }),
    [tensors]: fileOfShapes(shapes, () => 0.5),
  };
}

beforeAll(startTensorFlow);

readsOrRefuses('an adapter', {
  sound: [
    ...folders.map((name) => ({
      [settings]: fixture(name, settings),
      [tensors]: fixture(name, tensors),
    })),
    ...forms.map(filesOf),
    ...files.map((name) => ({ [tensors]: fixture(`${name}.safetensors`) })),
  ],
  damaged(draw, { [settings]: json, [tensors]: file = '' }) {
    const hurt = json !== undefined && chance(draw, 0.7);
    const config = hurt ? damagedJson(draw, JSON.parse(String(json)) as object) : json;
    return {
      ...(config !== undefined && { [settings]: config }),
      [tensors]: hurt && chance(draw, 0.8) ? file : damagedSafetensors(draw, Buffer.from(file)),
    };
  },
  async read(folder) {
    const path = existsSync(join(folder, settings)) ? folder : join(folder, tensors);
    const layerShape = () => ({ kind: 'linear', inFeatures: 4, outFeatures: 6 }) as const;
    disposeArchive(
      await readAdapter(path, {
        layerShape,
        layerNames,
        adapterOnly: true,
        alpha: 2,
        rampSteps: 9,
      }),
    );
  },
  refusals: [CoreError, FormatError],
});
