import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fc, test } from '@fast-check/vitest';
import { folderForAllTests } from '../disk/temporary.test.support.ts';
import {
  encodeSafetensors,
  FormatError,
  parseSafetensors,
  writeSafetensors,
} from '../formats/index.ts';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { CoreError } from '../errors.ts';
import { adapterOn } from '../kit.methods.test.support.ts';
import { slotOf, startTensorFlow } from '../kit.test.support.ts';
import { fileOfShapes } from '../shapes.test.support.ts';
import type { Slot } from '../slot.ts';
import { loadAdapter } from '../node/save-load.ts';
import type { AdapterFiles } from './encode.ts';
import { ownFile } from './own-file.ts';
import { packAdapter, unpackAdapter } from './pack.ts';

const folder = folderForAllTests();
let weights: Buffer;
/** Settings of the type that older versions wrote, with every field that our files may have. */
const settings: Record<string, unknown> = {
  peft_type: 'SINGLORA',
  method: 'singlora',
  r: 2,
  lora_alpha: 8,
  target_modules: ['query', 'up'],
  rank_pattern: {},
  ramp: { fraction: 0.01 },
  init: { dist: 'uniform', fan: 'width' },
  ramp_u: 0.5,
  layer_shapes: {
    query: { kind: 'linear', in: 4, out: 4 },
    up: { kind: 'linear', in: 4, out: 6 },
  },
};
/** Files in the current form: a LoRA, and the adapter itself beside it. */
let files: AdapterFiles;
let slots: Slot[];

beforeAll(async () => {
  await startTensorFlow();
  slots = [slotOf('query', 4, 4), slotOf('up', 4, 6)];
  const adapter = adapterOn(slots, { method: 'singlora', r: 2 });
  files = await packAdapter(adapter, { u: 0.5 });
  const path = join(folder, 'adapter_model.safetensors');
  const tensors = Object.entries(adapter.parameters).map(
    async ([name, tensor]) =>
      [
        `base_model.model.${name.replace('.A', '.singlora_A')}`,
        { dtype: 'F32', shape: tensor.shape, data: await tensor.data<'float32'>() },
      ] as const,
  );
  await writeSafetensors(path, Object.fromEntries(await Promise.all(tensors)));
  weights = await readFile(path);
});

let count = 0;
async function variant(bytes: Uint8Array, config: string): Promise<string> {
  const path = join(folder, String(count++));
  await mkdir(path);
  await writeFile(join(path, 'adapter_model.safetensors'), bytes);
  await writeFile(join(path, 'adapter_config.json'), config);
  return path;
}

/** Loads, or fails with one of our errors and leaks no tensor; it never crashes. */
async function loadsOrRefuses(from: string | AdapterFiles): Promise<boolean> {
  const before = tf.memory().numTensors;
  try {
    const { adapter } = await (typeof from === 'string'
      ? loadAdapter(from, slots)
      : unpackAdapter(from, slots));
    tf.dispose(adapter.parameters);
    return true;
  } catch (error) {
    expect(error instanceof CoreError || error instanceof FormatError, String(error)).toBe(true);
    return false;
  } finally {
    expect(tf.memory().numTensors).toBe(before);
  }
}

const text = () => JSON.stringify(settings);
const jsonValue = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom(1e308, -1, '(((', '__proto__', [], [''], { '': 1 }),
);

describe('a hostile adapter', () => {
  test.prop([fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), fc.nat(255)], {
    numRuns: 60,
  })(
    'with a byte changed of the adapter beside its LoRA loads or is refused',
    async (at, value) => {
      const own = Uint8Array.from(files[ownFile]!);
      own[Math.floor(at * own.length)] = value;
      await loadsOrRefuses({ ...files, [ownFile]: own });
    },
  );

  test.prop([fc.constantFrom('config', 'u', 'layers', 'r', 'init'), jsonValue], { numRuns: 60 })(
    'with any setting replaced of the adapter beside its LoRA loads or is refused',
    async (key, value) => {
      const { metadata, ...file } = await parseSafetensors(files[ownFile]!, ownFile);
      const said = JSON.parse(metadata['adapter']!) as { config: object };
      const changed =
        key in said
          ? { ...said, [key]: value }
          : { ...said, config: { ...said.config, [key]: value } };
      const names = file.names.map(async (name) => [name, await file.read(name)] as const);
      const tensors = (await Promise.all(names)).map(
        ([name, { bytes, ...rest }]) => [name, { ...rest, data: bytes }] as const,
      );
      const pieces = encodeSafetensors('x', Object.fromEntries(tensors), {
        adapter: JSON.stringify(changed) ?? '',
      });
      await loadsOrRefuses({ ...files, [ownFile]: Uint8Array.from(Buffer.concat(pieces)) });
    },
  );

  test.prop([fc.nat(30), jsonValue], { numRuns: 80 })(
    'with any setting replaced by anything loads or is refused',
    async (which, value) => {
      const keys = Object.keys(settings);
      const changed = { ...settings, [keys[which % keys.length]!]: value };
      await loadsOrRefuses(await variant(weights, JSON.stringify(changed)));
    },
  );

  it.each([
    ['nothing', ''],
    ['no JSON', '{'],
    ['a list', '[]'],
    ['null', 'null'],
    ['too much', `{"a":"${'x'.repeat(5 << 20)}"}`],
    ['nesting without end', `{"a":${'['.repeat(1e4)}${']'.repeat(1e4)}}`],
    ['names without end', `{${Array.from({ length: 3e5 }, (_, i) => `"${i}":0`).join()}}`],
    [
      'patterns without end',
      () => {
        const patterns = Array.from({ length: 5000 }, (_, i) => [`layer${i}`, 4]);
        return JSON.stringify({
          ...settings,
          rank_pattern: Object.fromEntries(patterns) as object,
        });
      },
    ],
    ['a ramp beyond 1', () => JSON.stringify({ ...settings, ramp_u: 2 })],
    ['shapes that are none', () => JSON.stringify({ ...settings, layer_shapes: { up: null } })],
    [
      'shapes beyond reason',
      () =>
        JSON.stringify({
          ...settings,
          layer_shapes: {
            query: { kind: 'linear', in: 2 ** 50, out: 2 ** 50 },
            up: { kind: 'linear', in: 4, out: 6 },
          },
        }),
    ],
  ])('with a configuration that holds %s is refused', async (_what, config) => {
    const path = await variant(weights, typeof config === 'string' ? config : config());
    expect(await loadsOrRefuses(path)).toBe(false);
  });

  it.each([Number.NaN, Infinity])(
    'with %s among its numbers is refused by position',
    async (value) => {
      const bytes = Buffer.from(weights);
      bytes.writeFloatLE(value, bytes.length - 8);
      await expect(loadAdapter(await variant(bytes, text()), slots)).rejects.toThrow(
        /singlora_A holds (NaN|Infinity) at position \d+/,
      );
    },
  );

  it('whose configuration states a setting twice is told which', async () => {
    const path = await variant(weights, text().replace('"r":2', '"r":2,"r":4'));
    await expect(loadAdapter(path, slots)).rejects.toThrow(
      /adapter_config\.json: it holds the name "r" twice/,
    );
  });

  it('with integers for weights, or two names for one tensor, is refused', async () => {
    const prefix = 'base_model.model.';
    const int = { dtype: 'I32', shape: [4, 2], data: new Int32Array(8) } as const;
    const float = { dtype: 'F32', shape: [6, 2], data: new Float32Array(12) } as const;
    const path = await variant(new Uint8Array(), text());
    const file = join(path, 'adapter_model.safetensors');
    await writeSafetensors(file, {
      [`${prefix}query.singlora_A`]: int,
      [`${prefix}up.singlora_A`]: float,
    });
    await expect(loadAdapter(path, slots)).rejects.toThrow(/type I32/);
    const unet = join(folder, 'twice.safetensors');
    await writeSafetensors(unet, {
      'unet.up.lora_A.weight': float,
      'unet.up.lora.down.weight': float,
    });
    await expect(loadAdapter(unet, slots)).rejects.toThrow(/are the same tensor/);
  });

  it.each([
    [
      'a model’s whole state',
      'lora_A.default.weight',
      [2, 4],
      /names the adapter within the model/,
    ],
    ['weights that were shared out', 'lora_A.weight', [0], /is empty, like weights that DeepSpeed/],
  ])('of PEFT with %s is told how to be saved', async (_, key, shape, message) => {
    const path = await mkdtemp(join(folder, 'peft-'));
    const config = { peft_type: 'LORA', r: 2, lora_alpha: 4, target_modules: ['query'] };
    await writeFile(join(path, 'adapter_config.json'), JSON.stringify(config));
    const tensors = fileOfShapes({
      [`base_model.model.query.${key}`]: shape,
      [`base_model.model.query.${key.replace('_A', '_B')}`]: shape.toReversed(),
    });
    await writeFile(join(path, 'adapter_model.safetensors'), tensors);
    await expect(loadAdapter(path, slots)).rejects.toThrow(message);
  });

  it('that is not there, or empty, is refused', async () => {
    await expect(loadAdapter(join(folder, 'nowhere'), slots)).rejects.toThrow(/nowhere/);
    const empty = join(folder, 'empty.safetensors');
    await writeSafetensors(empty, {});
    await expect(loadAdapter(empty, slots)).rejects.toThrow(/known form.*holds nothing/s);
  });
});
