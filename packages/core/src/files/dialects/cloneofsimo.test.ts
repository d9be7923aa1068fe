import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { folderForAllTests } from '../../disk/temporary.test.support.ts';
import { openSafetensors, writeSafetensors, type TensorData } from '../../formats/index.ts';
import { beforeAll, describe, expect, it } from 'vitest';
import { scaling } from '../../config.ts';
import { updatesOf } from '../../kit.methods.test.support.ts';
import { difference, startTensorFlow } from '../../kit.test.support.ts';
import { exportAdapter } from '../../node/export.ts';
import { readAdapter } from '../../node/read.ts';
import { configForLayer } from '../../targets.ts';
import { disposeArchive } from '../archive.ts';
import type { ReadOptions } from '../dialect.ts';

/** Made by tools/fixtures/cloneofsimo.py. */
const fixture = (name: string) =>
  fileURLToPath(new URL(`../../fixtures/cloneofsimo/${name}`, import.meta.url));
const files = [
  ['older', 'unet'],
  ['older', 'text_encoder'],
  ['newer', 'unet'],
] as const;

const folder = folderForAllTests();
beforeAll(() => startTensorFlow());

type Component = (typeof files)[number][1];
const namesIn = async (name: string, component: Component) =>
  (JSON.parse(await readFile(fixture(`${name}.json`), 'utf8')) as Record<Component, string[]>)[
    component
  ];
const read = (name: string, options: ReadOptions) =>
  readAdapter(fixture(`${name}.safetensors`), options);

describe.each(files)('a file of cloneofsimo/lora, %s: %s', (name, component) => {
  it.each(['without the base', 'with its layers in any order'])(
    'names its layers %s',
    async (way) => {
      const names = await namesIn(name, component);
      const layerNames = way === 'without the base' ? {} : { layerNames: names.toSorted() };
      const archive = await read(name, { component, ...layerNames });
      expect(archive.layers.map((layer) => layer.name)).toEqual(names);
      const file = await openSafetensors(fixture(`${name}.safetensors`));
      for (const [i, { name: layer, parameters }] of archive.layers.entries()) {
        expect(scaling(configForLayer(archive.config, layer))).toBe(1);
        for (const [side, key] of [
          ['up', 'lora_B'],
          ['down', 'lora_A'],
        ] as const) {
          const numbers = await file.readFloat32(`${component}:${i}:${side}`);
          expect(parameters[key]?.dataSync()).toEqual(numbers);
        }
      }
      await file.close();
      disposeArchive(archive);
    },
  );

  it.each(['kohya', 'diffusers'] as const)('becomes a file of %s', async (form) => {
    const archive = await read(name, { component });
    const path = join(folder, `${name}-${component}-${form}.safetensors`);
    await exportAdapter(path, archive, form, component);
    const again = await readAdapter(path);
    const updates = updatesOf(again);
    for (const [layer, update] of updatesOf(archive))
      expect(difference(update, updates.get(layer)!)).toBeLessThan(1e-6);
    expect(updates.size).toBe(archive.layers.length);
  });
});

describe('a file of cloneofsimo/lora that cannot be read', () => {
  const half: TensorData = { dtype: 'F32', shape: [4, 1], data: new Float32Array(4) };
  const other: TensorData = { dtype: 'F32', shape: [1, 4], data: new Float32Array(4) };
  const reading = async (
    tensors: Record<string, TensorData>,
    metadata: Record<string, string>,
    options: ReadOptions = {},
  ) => {
    const path = join(folder, 'odd.safetensors');
    await writeSafetensors(path, tensors, metadata);
    return readAdapter(path, options);
  };
  const pairs = (count: number) =>
    Object.fromEntries(
      Array.from({ length: count }, (_, i) => [
        [`text_encoder:${i}:up`, half],
        [`text_encoder:${i}:down`, other],
      ]).flat() as [string, TensorData][],
    );
  const clip = { text_encoder: '["CLIPAttention"]' };

  it('says which number is missing, and that the metadata is', async () => {
    const { 'text_encoder:1:down': _, ...lacking } = pairs(4);
    await expect(reading(lacking, clip)).rejects.toThrow(/lacks text_encoder:1:down/);
    await expect(reading(pairs(4), {})).rejects.toThrow(/metadata of text_encoder is missing/);
    await expect(reading(pairs(4), { text_encoder: '{' })).rejects.toThrow(/metadata/);
    await expect(reading(pairs(4), { text_encoder: '3' })).rejects.toThrow(/no.* list of classes/);
  });

  it('names modules that are not read, such as of convolutions', async () => {
    const unet = { 'unet:0:up': half, 'unet:0:down': other };
    const metadata = { unet: '["ResnetBlock2D", "GEGLU"]' };
    await expect(reading(unet, metadata)).rejects.toThrow(
      /layers of ResnetBlock2D, but only those of/,
    );
  });

  it('says that the model is another, by the number of layers and by their shapes', async () => {
    await expect(reading(pairs(3), clip)).rejects.toThrow(/3 of them where 4 are expected.*--base/);
    const layerNames = ['encoder.layers.0.self_attn.k_proj'];
    await expect(reading(pairs(8), clip, { layerNames })).rejects.toThrow(/8 of them where 4/);
    const layerShape = () => ({ kind: 'linear', inFeatures: 5, outFeatures: 5 }) as const;
    await expect(reading(pairs(4), clip, { layerShape })).rejects.toThrow(
      /number 0 does not have the shape of text_model\.encoder\.layers\.0\.self_attn\.k_proj/,
    );
  });
});

it('tells of the tokens that it leaves out', async () => {
  const notices: string[] = [];
  const onNotice = (line: string) => notices.push(line);
  disposeArchive(await read('older', { component: 'unet', onNotice }));
  expect(notices).toEqual([
    expect.stringMatching(/embeddings of the tokens <s1>, <s2>, which are left out/),
    expect.stringMatching(/layers of text_encoder, which are left out/),
  ]);
});
