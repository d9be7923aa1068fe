import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBackend } from '@singlora/runtime';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openCheckpoints } from './checkpoint.ts';
import type { TrainingConfig } from './config.ts';
import { fingerprintOf } from './fingerprint.ts';
import { classification, regression } from './objective.ts';
import { initialState, type TrainState } from './state.ts';
import { tiny, tinyConfig, tinyExamples } from './tiny.test.support.ts';

let folder: string;
beforeAll(() => startBackend());
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'checkpoint-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const stateAt = (step: number): TrainState => ({
  ...initialState(tiny().adapter),
  step,
  loss: 0.1 + step,
  seconds: 1 / 3,
});

describe('checkpoints', () => {
  test('come back bit for bit', async () => {
    const state = stateAt(5);
    state.moments1['odd'] = tf.tensor([1e-45, -0, 3.4e38]);
    const store = openCheckpoints(folder, 'f');
    await store.save(state);
    const loaded = (await store.load())!;
    expect([loaded.step, loaded.loss, loaded.seconds]).toEqual([5, 5.1, 1 / 3]);
    for (const kind of ['parameters', 'moments1', 'moments2'] as const) {
      expect(Object.keys(loaded[kind]).toSorted()).toEqual(Object.keys(state[kind]).toSorted());
      for (const [name, tensor] of Object.entries(state[kind])) {
        expect(loaded[kind][name]!.shape).toEqual(tensor.shape);
        expect(loaded[kind][name]!.dataSync()).toEqual(tensor.dataSync());
      }
    }
  });

  test('an empty folder, or none, has none', async () => {
    expect(await openCheckpoints(folder, 'f').load()).toBeUndefined();
    expect(await openCheckpoints(join(folder, 'new'), 'f').load()).toBeUndefined();
  });

  test('only the newest is kept', async () => {
    const store = openCheckpoints(join(folder, 'new'), 'f');
    await store.save(stateAt(1));
    await store.save(stateAt(2));
    expect(readdirSync(join(folder, 'new')).toSorted()).toEqual([
      'state-2.safetensors',
      'state.json',
    ]);
  });

  test('a death between tensors and index leaves the older pair whole', async () => {
    const store = openCheckpoints(folder, 'f');
    await store.save(stateAt(1));
    const kept = new Map(readdirSync(folder).map((f) => [f, readFileSync(join(folder, f))]));
    await store.save(stateAt(2));
    kept.forEach((bytes, name) => writeFileSync(join(folder, name), bytes));
    expect((await store.load())!.step).toBe(1);
  });

  test.each<[string, (path: (name: string) => string) => void]>([
    ['truncated tensors', (path) => truncateSync(path('state-1.safetensors'), 100)],
    ['missing tensors', (path) => rmSync(path('state-1.safetensors'))],
    ['a broken index', (path) => truncateSync(path('state.json'), 20)],
    ['an index of null', (path) => writeFileSync(path('state.json'), 'null')],
    [
      'an index that points outside',
      (path) => {
        const index = JSON.parse(readFileSync(path('state.json'), 'utf8')) as object;
        const outside = { ...index, tensors: '../state-1.safetensors' };
        writeFileSync(path('state.json'), JSON.stringify(outside));
      },
    ],
  ])('%s: an error that says how to start afresh', async (_, spoil) => {
    const store = openCheckpoints(folder, 'f');
    await store.save(stateAt(1));
    spoil((name) => join(folder, name));
    const before = tf.memory().numTensors;
    await expect(store.load()).rejects.toThrowError(
      expect.objectContaining({
        code: 'TRAINING_CHECKPOINT_CORRUPT',
        message: expect.stringContaining(`${folder} cannot be read`),
      }),
    );
    expect(tf.memory().numTensors).toBe(before);
  });

  test('one of another run is refused', async () => {
    await openCheckpoints(folder, 'f').save(stateAt(1));
    await expect(openCheckpoints(folder, 'g').load()).rejects.toThrowError(
      expect.objectContaining({ code: 'TRAINING_CHECKPOINT_MISMATCH' }),
    );
  });
});

describe('fingerprintOf', () => {
  const base = () => fingerprintOf(tinyConfig(), classification, tiny().adapter, tinyExamples(5));

  test.each([
    ['the configuration', { config: tinyConfig({ batchSize: 9 }) }],
    ['the objective', { objective: regression }],
    ['the adapter', { method: 'singlora' }],
    ['the rows', { rows: tinyExamples(5, 2) }],
    [
      'a fraction of a label',
      { rows: tinyExamples(5).map((row) => ({ ...row, label: row.label + 0.1 })) },
    ],
  ])('changes with %s', (_, changes) => {
    const { config, objective, method, rows } = {
      ...{ config: tinyConfig(), objective: classification, method: 'lora', rows: tinyExamples(5) },
      ...changes,
    };
    expect(fingerprintOf(config, objective, tiny({ method }).adapter, rows)).not.toBe(base());
  });

  test('does not depend on the order of keys, nor on how often a run is saved', () => {
    const reversed = Object.entries({ ...tinyConfig(), checkpointEvery: 3 }).toReversed();
    const config = Object.fromEntries(reversed) as unknown as TrainingConfig;
    expect(fingerprintOf(config, classification, tiny().adapter, tinyExamples(5))).toBe(base());
  });
});
