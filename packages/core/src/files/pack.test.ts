import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { folderForEachTest } from '../disk/temporary.test.support.ts';
import type { NamedTensors } from '../kernels/index.ts';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Adapter } from '../adapter.ts';
import { adapterOn, trainedALittle } from '../kit.methods.test.support.ts';
import { seeded, slotOf, startTensorFlow } from '../kit.test.support.ts';
import { saveAdapter } from '../node/save-load.ts';
import type { Slot } from '../slot.ts';
import { packAdapter, unpackAdapter, type SaveOptions } from './pack.ts';

let slots: Slot[];
let adapter: Adapter;
let saved: SaveOptions & { parameters: NamedTensors };
beforeAll(async () => {
  await startTensorFlow();
  slots = [slotOf('a.query', 6, 4), slotOf('a.value', 4, 4, seeded(2))];
  adapter = adapterOn(slots, { method: 'singlora', r: 2, target_modules: 'all-linear' });
  saved = { parameters: trainedALittle(adapter, 4), u: 0.5, baseModel: 'x/y' };
});

const folder = folderForEachTest();

describe('an adapter as bytes', () => {
  it('is what is written into a folder', async () => {
    const files = await packAdapter(adapter, saved);
    await saveAdapter(folder, adapter, saved);
    expect((await readdir(folder)).sort()).toEqual(Object.keys(files).sort());
    for (const [name, bytes] of Object.entries(files))
      expect(Buffer.from(bytes).equals(await readFile(join(folder, name)))).toBe(true);
  });

  it('has its ramp in the adapter, and says so where it is looked for beside it', async () => {
    const found = await unpackAdapter(await packAdapter(adapter, saved), slots);
    expect(Object.keys(found)).toEqual(['adapter', 'form']);
    expect(() => (found as { u?: unknown }).u).toThrow(/take "adapter\.u"/);
  });

  it('may have its tensors in a file of another name', async () => {
    const { 'adapter_model.safetensors': tensors, ...rest } = await packAdapter(adapter, saved);
    const { adapter: again } = await unpackAdapter(
      { ...rest, 'mine.safetensors': tensors! },
      slots,
    );
    expect(Object.keys(again.parameters)).toContain('a.query.A');
  });
});

describe('bytes that are no adapter', () => {
  it.each([
    [{}, /adapter_model\.safetensors is not among its files, none/],
    [
      { 'a.safetensors': new Uint8Array(8), 'b.safetensors': new Uint8Array(8) },
      /a\.safetensors, b\.safetensors/,
    ],
    [{ 'adapter_model.bin': Uint8Array.of(0x50, 0x4b, 3, 4) }, /npx singlora convert/],
    [Uint8Array.of(0x80, 2, 0, 0), /npx singlora convert/],
    [new Uint8Array(3), /not a sound safetensors file/],
  ])('are refused', async (files, message) => {
    await expect(unpackAdapter(files as never, slots)).rejects.toThrow(message);
  });
});
