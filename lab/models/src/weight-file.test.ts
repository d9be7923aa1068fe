import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { folderForEachTest } from '@singlora/core/disk/temporary';
import * as tf from '@tensorflow/tfjs-core';
import { openSafetensors, writeSafetensors, type TensorData } from '@singlora/core/formats';
import { resolveCheckpoint } from '@singlora/hub';
import { beforeEach, expect, it } from 'vitest';
import { fixture, readConfig as readJson } from './fixtures.test.support.ts';
import { loadSequenceClassifier } from './classification/load.ts';

const original = fixture('tiny-llama');
const random = { uniform: () => 0.5, normal: () => 0 };
const load = async (path: string) =>
  loadSequenceClassifier(await resolveCheckpoint(path), { outputs: 3, random });

const folder = folderForEachTest();
beforeEach(async () => {
  await tf.setBackend('cpu');
  await writeFile(join(folder, 'config.json'), JSON.stringify(await readJson(original)));
  await writeFile(join(folder, 'tokenizer.json'), '{}');
});

it('reads a sharded checkpoint as it reads a whole one', async () => {
  const file = await openSafetensors(join(original, 'model.safetensors'));
  const shards: Record<string, TensorData>[] = [{}, {}, {}];
  const weight_map: Record<string, string> = {};
  for (const [i, name] of file.names.entries()) {
    const { dtype, shape, bytes } = await file.read(name);
    (shards[i % 3] ??= {})[name] = { dtype, shape, data: bytes };
    weight_map[name] = `shard-${i % 3}.safetensors`;
  }
  await file.close();
  for (const [i, shard] of shards.entries())
    await writeSafetensors(join(folder, `shard-${i}.safetensors`), shard);
  await writeFile(join(folder, 'model.safetensors.index.json'), JSON.stringify({ weight_map }));

  const sharded = await load(folder);
  await rm(join(folder, 'model.safetensors.index.json'));
  await writeSafetensors(
    join(folder, 'model.safetensors'),
    Object.assign({}, ...shards) as Record<string, TensorData>,
  );
  const whole = await load(folder);
  expect(sharded.slots.map(({ name }) => name)).toEqual(whole.slots.map(({ name }) => name));
  sharded.slots.forEach(({ name, weight }, i) => {
    expect(weight.dataSync(), name).toEqual(whole.slots[i]?.weight.dataSync());
  });
  sharded.dispose();
  whole.dispose();
});
