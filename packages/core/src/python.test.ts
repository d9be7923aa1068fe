import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadAdapter, saveAdapter } from './node/save-load.ts';
import { asInTfjs, committedFixture, readFixture, tensorsOf } from './fixture.test.support.ts';
import { adapterOn, trainedALittle } from './kit.methods.test.support.ts';
import { startTensorFlow } from './kit.test.support.ts';
import { methods } from './registry.ts';
import type { ApplySlot, Slot } from './slot.ts';

const python = process.env['SINGLORA_PYTHON'];
const title = python ? 'with Python' : 'with Python (skipped: SINGLORA_PYTHON names none)';

const run = (script: string, ...args: string[]): string =>
  execFileSync(
    python!,
    [fileURLToPath(new URL(`../../../tools/fixtures/${script}`, import.meta.url)), ...args],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
  );

describe.skipIf(!python)(title, () => {
  let folder: string;
  let expected: Record<string, number[]>;
  let slots: Slot[];
  let ids: tf.Tensor1D;

  beforeAll(async () => {
    await startTensorFlow();
    folder = mkdtempSync(join(tmpdir(), 'singlora-'));
    expected = JSON.parse(run('core_round_trip.py', 'make', folder)) as typeof expected;
    slots = await tinyModel(join(folder, 'base.safetensors'));
    ids = tf.tensor1d(
      JSON.parse(readFileSync(join(folder, 'ids.json'), 'utf8')) as number[],
      'int32',
    );
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const logits = (apply: ApplySlot): number[] => {
    const x = tf.tanh(apply('query', apply('table', ids)));
    const y = apply('conv', tf.reshape(apply('down', tf.tanh(apply('up', x))), [1, 6, 1, 5]));
    const z = apply('window', y);
    return [...apply('head', tf.tanh(tf.reshape(z, [6, 4]))).dataSync()];
  };
  const expectClose = (found: readonly number[], wanted: readonly number[], tolerance = 1e-4) => {
    expect(found.length).toBe(wanted.length);
    found.forEach((value, i) => expect(Math.abs(value - wanted[i]!)).toBeLessThan(tolerance));
  };

  it('makes the committed fixture again', () => {
    const path = join(folder, 'methods.json');
    run('core_methods.py', path);
    const [fresh, committed] = [readFixture(path), committedFixture()];
    expect(fresh.cases.length).toBe(committed.cases.length);
    const flat = (value: unknown): unknown[] =>
      typeof value === 'object' && value !== null ? Object.values(value).flatMap(flat) : [value];
    const [found, wanted] = [flat(fresh), flat(committed)];
    expect(found.length).toBe(wanted.length);
    found.forEach((value, i) => {
      if (typeof value !== 'number') expect(value).toBe(wanted[i]);
      else expect(Math.abs(value - (wanted[i] as number))).toBeLessThan(1e-5);
    });
  });

  it.each(['lora', 'dora', 'rslora'])(
    'loads what peft saved, with its logits: %s',
    async (name) => {
      const { adapter } = await loadAdapter(join(folder, 'peft', name), slots);
      expectClose(logits(adapter.apply(adapter.parameters, tf.scalar(adapter.u))), expected[name]!);
    },
  );

  it('is loaded by peft and by diffusers with the same logits, whatever the method', async () => {
    const wanted: Record<string, number[]> = {};
    const fresh = [...methods.keys()].map((method) => [method, { method }] as const);
    const starts = [
      ['pissa', { method: 'lora', init_lora_weights: 'pissa' }],
      ['olora-dora', { method: 'dora', init_lora_weights: 'olora' }],
      ['principal', { method: 'singlora', init: { dist: 'principal' } }],
      ['subtracted', { method: 'singlora', init: { dist: 'subtracted' } }],
    ] as const;
    for (const [name, settings] of [...fresh, ...starts]) {
      const { kinds, peft } = methods.get(settings.method)!;
      const target_modules = ['query', 'up', 'down', 'conv', 'window'];
      if (kinds.includes('embedding')) target_modules.push('table');
      const adapter = adapterOn(slots, {
        ...settings,
        r: 2,
        lora_alpha: 3,
        target_modules,
        rank_pattern: { up: 3 },
        modules_to_save: ['head'],
      });
      const parameters = trainedALittle(adapter, 2);
      const u = peft.type === 'LORA' ? 1 : 0.3;
      await saveAdapter(join(folder, 'adapters', name), adapter, { parameters, u });
      wanted[name] = logits(adapter.apply(parameters, tf.scalar(u)));
    }
    interface Loaded {
      peft: number[];
      diffusers: number[];
      guessed: string;
      warned: string[];
    }
    const found = JSON.parse(run('core_round_trip.py', 'load', folder)) as Record<string, Loaded>;
    expect(Object.keys(found).sort()).toEqual(Object.keys(wanted).sort());
    for (const [name, { peft, diffusers, guessed, warned }] of Object.entries(found)) {
      const tolerance = methods.get(name)?.peft.type === 'SINGLORA' ? 1e-6 : 5e-6;
      for (const values of [peft, diffusers]) expectClose(values, wanted[name]!, tolerance);
      expect(guessed).toBe('adapter_model.safetensors');
      // PEFT warns of a model with both kinds of matrices, for its own files, too.
      expect(warned.filter((line) => !line.includes('fan_in_fan_out'))).toEqual([]);
    }
  });
});

/** The layers of the Tiny model of tools/fixtures/core_round_trip.py. */
async function tinyModel(path: string): Promise<Slot[]> {
  const tensors = await tensorsOf(path);
  const held = (name: string) => {
    const bias = tensors.get(`${name}.bias`) as tf.Tensor1D | undefined;
    return { name, weight: tensors.get(`${name}.weight`)!, ...(bias && { bias }) };
  };
  const layers = [
    ['table', 'embedding', 9, 5],
    ['query', 'linear', 5, 5],
    ['up', 'conv1d', 5, 7],
    ['down', 'linear', 7, 5],
    ['conv', 'conv1x1', 5, 4],
    ['head', 'linear', 4, 3],
  ] as const;
  const { weight, ...window } = held('window');
  const sizes = { inFeatures: 36, outFeatures: 4, kernel: [3, 3], moves: { padding: 1 } };
  return [
    ...layers.map(([name, kind, inFeatures, outFeatures]) => ({
      ...held(name),
      kind,
      inFeatures,
      outFeatures,
    })),
    { ...window, kind: 'convolution', ...sizes, weight: asInTfjs(weight) },
  ];
}
