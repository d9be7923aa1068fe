import { createHash } from 'node:crypto';
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { folderForEachTest } from '@singlora/core/disk/temporary';
import { encodeSafetensors } from '@singlora/core/formats';
import { startBackend } from '@singlora/runtime';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { openCheckpoints } from './checkpoint.ts';
import type { TrainingConfig } from './config.ts';
import { fingerprintOf } from './fingerprint.ts';
import { classification, regression, type Objective } from './classification/objective.ts';
import { sequenceClassification } from './classification/task.ts';
import { tiny, tinyConfig, tinyExamples } from './classification/tiny.test.support.ts';
import { initialState, type TrainState } from './state.ts';

const folder = folderForEachTest();
beforeAll(() => startBackend());

const stateAt = (step: number, averageDecay?: number): TrainState => ({
  ...initialState(tiny().adapter, averageDecay === undefined ? {} : { averageDecay }),
  step,
  loss: 0.1 + step,
  seconds: 1 / 3,
});

const open = (at = folder, onNotice?: (line: string) => void) =>
  openCheckpoints(at, { fingerprint: 'f', totalSteps: 30, onNotice });
const savedIn = (at: string) =>
  readdirSync(at).toSorted((a, b) => parseInt(a.slice(6)) - parseInt(b.slice(6)));
const matching = (pattern: RegExp) => expect.stringMatching(pattern) as string;
const bytesIn = (name: string) => readFileSync(join(folder, name));

/** A checkpoint with the right hash, whatever it holds. */
function forge(step: number, metadata: Record<string, string>) {
  const data = Buffer.concat([...encodeSafetensors('', {}, metadata)]);
  const sha256 = createHash('sha256').update(data).digest('hex');
  writeFileSync(join(folder, `state-${step}-${sha256}.safetensors`), data);
}

describe('checkpoints', () => {
  test('come back bit for bit', async () => {
    const state = stateAt(5, 0.9);
    state.moments1['odd'] = tf.tensor([1e-45, -0, 3.4e38]);
    const store = open();
    await store.save(state);
    const loaded = (await store.load())!;
    expect([loaded.step, loaded.loss, loaded.seconds]).toEqual([5, 5.1, 1 / 3]);
    for (const kind of ['parameters', 'moments1', 'moments2', 'averages'] as const) {
      const [own, given] = [loaded[kind]!, state[kind]!];
      expect(Object.keys(own).toSorted()).toEqual(Object.keys(given).toSorted());
      for (const [name, tensor] of Object.entries(given)) {
        expect(own[name]!.shape).toEqual(tensor.shape);
        expect(own[name]!.dataSync()).toEqual(tensor.dataSync());
      }
    }
    await store.save(stateAt(6));
    expect(await store.load()).not.toHaveProperty('averages');
  });

  test('an empty folder, or none, has none', async () => {
    expect(await open().load()).toBeUndefined();
    expect(await open(join(folder, 'new')).load()).toBeUndefined();
  });

  test('the newest and the one before are kept, over several sittings too', async () => {
    const inNew = join(folder, 'new');
    const store = open(inNew);
    for (const step of [1, 2, 9, 10]) await store.save(stateAt(step));
    expect(savedIn(inNew)).toEqual([/^state-9-/, /^state-10-/].map(matching));
    const later = open(inNew);
    expect((await later.load())!.step).toBe(10);
    await later.save(stateAt(11));
    expect(savedIn(inNew)).toEqual([/^state-10-/, /^state-11-/].map(matching));
  });

  const damages: [string, RegExp, (path: string) => void][] = [
    ['cut off', /have the hash/, (path) => truncateSync(path, 100)],
    ['empty', /is empty/, (path) => truncateSync(path, 0)],
    ['a folder', /cannot be read/, (path) => (rmSync(path), mkdirSync(path))],
    [
      'changed in its step',
      /have the hash/,
      (path) => {
        const text = readFileSync(path, 'latin1');
        expect(text).toContain('\\"step\\":2,');
        writeFileSync(path, text.replace('\\"step\\":2,', '\\"step\\":3,'), 'latin1');
      },
    ],
  ];

  test.each(damages)('where the newest is %s, the one before is taken', async (_, why, spoil) => {
    const store = open();
    await store.save(stateAt(1));
    await store.save(stateAt(2));
    const [older, newest] = savedIn(folder) as [string, string];
    spoil(join(folder, newest));
    const notices: string[] = [];
    const later = open(folder, (line) => notices.push(line));
    expect((await later.load())!.step).toBe(1);
    expect(notices).toEqual([expect.stringMatching(/state-2-.*going on.*at step 1/)]);
    expect(notices[0]).toMatch(why);
    // The checkpoint that was resumed from stays until there is a newer complete one.
    rmSync(join(folder, newest), { recursive: true });
    await later.save(stateAt(2));
    expect(savedIn(folder)[0]).toBe(older);
    expect(savedIn(folder)).toHaveLength(2);
  });

  test('a damaged one goes once there is a newer', async () => {
    const store = open();
    for (const step of [1, 2]) await store.save(stateAt(step));
    truncateSync(join(folder, savedIn(folder)[1]!), 9);
    const later = open();
    await later.load();
    await later.save(stateAt(3));
    expect(savedIn(folder)).toEqual([/^state-1-/, /^state-3-/].map(matching));
  });

  test.each(damages)('both %s: an error that says how to start afresh', async (_, why, spoil) => {
    const store = open();
    await store.save(stateAt(2));
    for (const name of savedIn(folder)) spoil(join(folder, name));
    const before = tf.memory().numTensors;
    await expect(open().load()).rejects.toThrowError(
      expect.objectContaining({
        code: 'TRAINING_CHECKPOINT_CORRUPT',
        message: expect.stringMatching(/delete that folder/),
      }),
    );
    await expect(open().load()).rejects.toThrowError(why);
    expect(tf.memory().numTensors).toBe(before);
  });

  const facts = { step: 3, loss: 1, seconds: 1, fingerprint: 'f' };
  test.each<[string, unknown]>([
    ['a step past the end', { ...facts, step: 31 }],
    ['a step below 0', { ...facts, step: -5 }],
    ['a step between', { ...facts, step: 2.5 }],
    ['a text for a step', { ...facts, step: '3' }],
    ['a text for a loss', { ...facts, loss: 'low' }],
    ['no time', { ...facts, seconds: undefined }],
    ['no fingerprint', { ...facts, fingerprint: undefined }],
    ['a list', []],
    ['null', null],
  ])('%s is refused, whatever the hash says', async (_, wrong) => {
    forge(3, { facts: JSON.stringify(wrong) });
    await expect(open().load()).rejects.toThrowError(
      expect.objectContaining({ code: 'TRAINING_CHECKPOINT_CORRUPT' }),
    );
  });

  test.each<[string, Record<string, string>]>([
    ['no facts', {}],
    ['facts that are not JSON', { facts: '{' }],
  ])('%s: refused', async (_, metadata) => {
    forge(3, metadata);
    await expect(open().load()).rejects.toThrowError(
      expect.objectContaining({ code: 'TRAINING_CHECKPOINT_CORRUPT' }),
    );
  });

  test('those of the format before are refused, with what to do', async () => {
    writeFileSync(join(folder, 'state.json'), '{"step":3}');
    await expect(open().load()).rejects.toThrowError(/earlier format.*delete that folder/);
  });

  test.each([1, 9])('one of another run is refused, at step %i too', async (step) => {
    await open().save(stateAt(step));
    const other = openCheckpoints(folder, { fingerprint: 'g', totalSteps: 5 });
    await expect(other.load()).rejects.toThrowError(
      expect.objectContaining({ code: 'TRAINING_CHECKPOINT_MISMATCH' }),
    );
  });

  test('the same state gives the same file', async () => {
    const store = open();
    await store.save(stateAt(1));
    const [name] = savedIn(folder) as [string];
    const bytes = bytesIn(name);
    renameSync(join(folder, name), join(folder, 'other'));
    await store.save(stateAt(1));
    expect(bytesIn(name)).toEqual(bytes);
  });
});

describe('fingerprintOf', () => {
  const rowsOf = (seed: number, label = 0) =>
    tinyExamples(5, seed).map((example) => ({ ...example, label }));
  const fingerprint = ({
    config = tinyConfig(),
    objective = regression as Objective,
    method = 'lora',
    train = rowsOf(1),
  } = {}) => {
    const { model, adapter } = tiny({ method, outputs: 1 });
    return fingerprintOf(config, sequenceClassification({ model, objective, train }), adapter);
  };

  test.each([
    ['the configuration', { config: tinyConfig({ batchSize: 9 }) }],
    ['the averages', { config: tinyConfig({ averageDecay: 0.9 }) }],
    ['the objective', { objective: classification }],
    ['the adapter', { method: 'singlora' }],
    ['the rows', { train: rowsOf(2) }],
    ['a fraction of a label', { train: rowsOf(1, 0.1) }],
  ])('changes with %s', (_, changes) => {
    expect(fingerprint(changes)).not.toBe(fingerprint());
  });

  test('changes with the settings of what is trained, and with how the optimiser treats it', () => {
    const { model, adapter } = tiny();
    const task = sequenceClassification({ model, objective: classification, train: rowsOf(1) });
    const of = (changes: object) => fingerprintOf(tinyConfig(), task, { ...adapter, ...changes });
    const groups = Object.fromEntries(
      Object.entries(adapter.groups).map(([name, group]) => [name, { ...group, lrScale: 2 }]),
    );
    const config = { ...adapter.config, lora_alpha: 99 };
    expect(new Set([of({}), of({ groups }), of({ config })]).size).toBe(3);
  });

  test('does not depend on the order of keys, nor on how often a run is evaluated', () => {
    const reversed = Object.entries({ ...tinyConfig(), evaluateEvery: 3 }).toReversed();
    const config = Object.fromEntries(reversed) as unknown as TrainingConfig;
    expect(fingerprint({ config })).toBe(fingerprint());
  });
});
