import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { tensorsOf } from '../fixture.test.support.ts';
import { adapterOn, trainedALittle, updatesOf } from '../kit.methods.test.support.ts';
import { difference, slotOf, startTensorFlow } from '../kit.test.support.ts';
import { readAdapter } from '../node/read.ts';
import { archiveAdapter, disposeArchive, type AdapterArchive } from './archive.ts';
import { combine, type Combination } from './combine.ts';

/** Made by tools/fixtures/peft_combined.py. */
const fixture = (name: string) =>
  fileURLToPath(new URL(`../fixtures/peft-combined/${name}`, import.meta.url));
const settings: Partial<Record<Combination, object>> = { svd: { rank: 2 }, ties: { density: 0.5 } };

beforeAll(startTensorFlow);

describe('combine', () => {
  it.each<Combination>(['cat', 'svd', 'linear', 'ties'])('adds as PEFT does: %s', async (way) => {
    const weights = { one: 0.75, two: -0.5, negative: 0.25 };
    const parts = await Promise.all(
      Object.entries(weights).map(async ([name, weight]) => ({
        adapter: await readAdapter(fixture(name)),
        weight,
      })),
    );
    const before = tf.memory().numTensors;
    const combined = await combine(parts, way, settings[way]);
    expect(tf.memory().numTensors - before).toBe(2 * combined.layers.length);
    const expected = await tensorsOf(fixture('expected.safetensors'));
    for (const [name, update] of updatesOf(combined))
      expect(difference(update, expected.get(`${way}.${name}`)!), name).toBeLessThan(1e-5);
    for (const archive of [...parts.map(({ adapter }) => adapter), combined])
      disposeArchive(archive);
  });

  const slots = () => [slotOf('query', 5, 5), slotOf('up', 5, 7)];
  const archiveOf = (method: string, r: number, u: number, extra: object = {}) => {
    const adapter = adapterOn(slots(), { method, r, ...extra }, r);
    return archiveAdapter(adapter, trainedALittle(adapter, r), u);
  };

  it('is exact for SingLoRAs of any ranks, each at its own ramp', async () => {
    const [one, two] = [archiveOf('singlora', 2, 0.5), archiveOf('signed-singlora', 3, 1)];
    const combined = await combine([
      { adapter: one, weight: 2 },
      { adapter: two, weight: 0.25 },
    ]);
    expect(combined.config).toMatchObject({ method: 'lora', r: 5 });
    const [updates, first, second] = [combined, one, two].map(updatesOf);
    for (const [name, update] of updates!) {
      const sum = tf.add(tf.mul(first!.get(name)!, 2), tf.mul(second!.get(name)!, 0.25));
      expect(difference(update, sum)).toBeLessThan(1e-5);
    }
  });

  it('takes the highest rank of any layer for svd', async () => {
    const [one, two] = [3, 2].map((r) => archiveOf('lora', r, 1, { rank_pattern: { up: 1 } }));
    const parts = [one!, two!].map((adapter) => ({ adapter, weight: 1 }));
    const [all, sum] = [await combine(parts, 'svd'), await combine(parts)].map(updatesOf);
    // Two layers of rank 1 fit into 3.
    expect(difference(all!.get('up')!, sum!.get('up')!)).toBeLessThan(1e-5);
  });

  it('says what cannot be combined', async () => {
    const both = (one: AdapterArchive, way?: Combination) =>
      combine(
        [
          { adapter: one, weight: 1 },
          { adapter: archiveOf('lora', 2, 1), weight: 1 },
        ],
        way,
      );
    await expect(both(archiveOf('dora', 2, 1))).rejects.toThrow(/query has a magnitude/);
    await expect(both(archiveOf('lora', 3, 1), 'linear')).rejects.toThrow(/query has ranks 3, 2/);
    const headed = archiveOf('lora', 2, 1, { target_modules: ['up'], modules_to_save: ['query'] });
    await expect(both(headed)).rejects.toThrow(/query\.weight is a whole tensor/);
  });

  it('is exact for rsLoRAs', async () => {
    const [one, two] = [archiveOf('rslora', 2, 1), archiveOf('rslora', 3, 1)];
    const combined = await combine([one!, two!].map((adapter) => ({ adapter, weight: 2 })));
    const [updates, first, second] = [combined, one, two].map(updatesOf);
    for (const [name, update] of updates!) {
      const sum = tf.mul(tf.add(first!.get(name)!, second!.get(name)!), 2);
      expect(difference(update, sum)).toBeLessThan(1e-5);
    }
  });

  it.each<[string, number, unknown, object]>([
    ['no adapters; it takes one or more', 0, 'cat', {}],
    ['the way "mean"; it takes cat, svd', 1, 'mean', {}],
    ['the rank 0;', 1, 'svd', { rank: 0 }],
    ['the density 2;', 1, 'ties', { density: 2 }],
    ['the weight NaN for adapter 1;', NaN, 'cat', {}],
  ])('refuses %s', async (message, weight, way, options) => {
    const parts = weight === 0 ? [] : [{ adapter: archiveOf('lora', 2, 1), weight }];
    await expect(combine(parts, way as Combination, options)).rejects.toThrow(
      `combine was given ${message}`,
    );
  });

  it('keeps what stands for itself where all hold the same', async () => {
    const held = (r: number, value: number) => {
      const adapter = archiveOf('lora', r, 1);
      return { weight: 1, adapter: { ...adapter, whole: { 'up.weight': tf.fill([7, 5], value) } } };
    };
    const combined = await combine([held(2, 3), held(3, 3)]);
    expect([...combined.whole['up.weight']!.dataSync()]).toEqual(Array(35).fill(3));
    await expect(combine([held(2, 3), held(3, 4)])).rejects.toThrow(/up\.weight is a whole tensor/);
  });
});
