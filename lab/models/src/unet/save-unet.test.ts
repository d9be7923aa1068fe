import { join } from 'node:path';
import { folderForAllTests } from '@singlora/core/disk/temporary';
import * as tf from '@tensorflow/tfjs-core';
import { openSafetensors } from '@singlora/core/formats';
import { beforeAll, expect, test } from 'vitest';
import { fixture, hasTensorflow } from '../fixtures.test.support.ts';
import { saveUNet } from './save-unet.ts';
import { createUNet, loadUNet } from './unet.ts';

const filesOf = (folder: string) => ({
  config: { path: `${folder}/config.json` },
  weights: { path: `${folder}/diffusion_pytorch_model.safetensors` },
});

const folder = folderForAllTests();
beforeAll(async () => {
  await tf.setBackend(hasTensorflow ? 'tensorflow' : 'cpu');
});

const numbersOf = (tensors: Readonly<Record<string, tf.Tensor>>) =>
  Object.fromEntries(Object.entries(tensors).map(([name, t]) => [name, [...t.dataSync()]]));

test.each(['tiny-unet', 'tiny-unet-linear', 'tiny-unet-single'])(
  '%s is the same once saved and loaded, with the tensors of the file it came from',
  async (name) => {
    const model = await loadUNet(filesOf(fixture(name)));
    const before = tf.memory().numTensors;
    await saveUNet(join(folder, name), model);
    expect(tf.memory().numTensors).toBe(before);
    const again = await loadUNet(filesOf(join(folder, name)));
    expect(again.config).toEqual(model.config);
    expect(numbersOf(again.weights)).toEqual(numbersOf(model.weights));
    const [saved, original] = await Promise.all(
      [join(folder, name), fixture(name)].map((at) => openSafetensors(filesOf(at).weights.path)),
    );
    expect(new Set(saved!.names)).toEqual(new Set(original!.names));
    for (const tensor of original!.names) {
      expect((await saved!.read(tensor)).bytes).toEqual((await original!.read(tensor)).bytes);
    }
    await Promise.all([saved!.close(), original!.close()]);
    tf.dispose([model.weights, again.weights]);
  },
);

const config = {
  _class_name: 'UNet2DConditionModel',
  block_out_channels: [4],
  layers_per_block: 1,
  down_block_types: ['DownBlock2D'],
  up_block_types: ['UpBlock2D'],
  cross_attention_dim: 3,
  norm_num_groups: 2,
  attention_head_dim: 2,
};

test('others of its tensors may be saved, in half precision, and are then the nearest halves', async () => {
  const model = createUNet(config, (_, shape) => tf.ones(shape));
  const weights = Object.fromEntries(
    Object.entries(model.weights).map(([name, { shape }]) => [name, tf.fill(shape, 1 / 3)]),
  );
  const at = join(folder, 'half');
  await saveUNet(at, model, { weights, half: true });
  const again = await loadUNet(filesOf(at));
  const values = Object.values(numbersOf(again.weights)).flat();
  expect(new Set(values)).toEqual(new Set([0.333251953125]));
  tf.dispose([model.weights, weights, again.weights]);
});

test('a number beyond half precision is refused by name, and nothing is written', async () => {
  const model = createUNet(config, (name, shape) =>
    name === 'conv_out.bias' ? tf.fill(shape, -70000) : tf.ones(shape),
  );
  const at = join(folder, 'large');
  await expect(saveUNet(at, model, { half: true })).rejects.toMatchObject({
    code: 'MODEL_WEIGHTS',
    message: expect.stringContaining('conv_out.bias'),
  });
  await expect(openSafetensors(filesOf(at).weights.path)).rejects.toThrow();
  model.dispose();
});
