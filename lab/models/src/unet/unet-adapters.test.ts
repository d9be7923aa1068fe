import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { folderForAllTests } from '@singlora/core/disk/temporary';
import type { Adapter } from '@singlora/core';
import { loadAdapter, readAdapter } from '@singlora/core/node';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  filesIn,
  fixture,
  onTensorFlow,
  readTensors,
  relativeError,
} from '../fixtures.test.support.ts';
import {
  adapterOf,
  exportCase,
  exportCases,
  folderCases,
  saveCase,
  sd15Cases,
  textCases,
} from './exported.test.support.ts';
import { loadPromptEncoder } from '../clip/load.ts';
import { tinyUNet } from './tiny.test.support.ts';
import type { NoisyBatch, UNet } from './unet.ts';

const python = process.env['SINGLORA_PYTHON'];

/** The predictions of diffusers with an adapter, by name; see tools/fixtures/unet_adapters.py. */
let expected: (name: string) => tf.Tensor;
let hashes: Record<string, string>;
let batch: NoisyBatch;
let model: UNet;
const folder = folderForAllTests();

beforeAll(async () => {
  hashes = JSON.parse(await readFile(fixture('unet-adapters/ours.json'), 'utf8')) as typeof hashes;
});

function errorOf(adapter: Adapter, u: number, name: string): number {
  return tf.tidy(() => {
    const apply = adapter.apply(adapter.parameters, tf.scalar(u));
    return relativeError(model.predict(batch, { apply }), expected(name));
  });
}

onTensorFlow('an adapter on a denoiser, as diffusers runs it', () => {
  beforeAll(async () => {
    expected = await readTensors(fixture('unet-adapters/expected.safetensors'));
    ({ model, batch } = await tinyUNet());
  });
  afterAll(() => model.dispose());

  // The other form's files are of the same adapters.
  it.each(exportCases.filter(({ form }) => form === 'diffusers'))(
    '$name predicts what the file that we write makes diffusers predict',
    (one) => {
      const adapter = adapterOf(model, one);
      expect(errorOf(adapter, one.u, one.name)).toBeLessThan(1e-5);
      expect(errorOf(adapter, one.u / 2, `${one.name}.half`)).toBeLessThan(1e-5);
      tf.dispose(adapter.parameters);
    },
  );

  it.each(exportCases)(
    '$name is written as the file that diffusers loaded, and read back with the same prediction',
    async (one) => {
      const path = await exportCase(folder, model, one);
      const written = createHash('sha256')
        .update(await readFile(path))
        .digest('hex');
      expect(written).toBe(hashes[one.name]);
      const { adapter } = await loadAdapter(path, model.slots);
      expect(errorOf(adapter, adapter.u, one.name)).toBeLessThan(1e-5);
      tf.dispose(adapter.parameters);
    },
  );

  it.each(folderCases)('$name has that file in its folder', async (one) => {
    const path = await saveCase(join(folder, 'folders'), model, one, 'unet');
    const written = await readFile(join(path, 'pytorch_lora_weights.safetensors'));
    expect(createHash('sha256').update(written).digest('hex')).toBe(hashes[one.name]);
    // PEFT has no name for LoRA+, whose files are a LoRA's.
    expect((await readAdapter(path)).config.method).toBe(one.method.replace('+', ''));
  });

  it.each([
    ['lora.safetensors', 'diffusers'],
    ['lora-plain.safetensors', 'diffusers'],
    ['lora-text.safetensors', 'diffusers'],
    ['lora-unet.safetensors', 'diffusers'],
    ['lora-old.safetensors', 'diffusers'],
    ['dora.safetensors', 'diffusers'],
    ['dora-convolutions.safetensors', 'diffusers'],
    ['lora-filters.safetensors', 'diffusers'],
    ['lora-filters-plain.safetensors', 'diffusers'],
    ['dora-filters.safetensors', 'diffusers'],
    ['kohya.safetensors', 'kohya'],
    ['kohya-filters.safetensors', 'kohya'],
    ['kohya-negative.safetensors', 'kohya'],
    ['lycoris-dora.safetensors', 'kohya'],
    ['lora-negative.safetensors', 'diffusers'],
    ['peft-lora', 'PEFT'],
    ['peft-dora', 'PEFT'],
  ])('reads theirs with their prediction: %s', async (name, form) => {
    const path = fixture(`unet-adapters/theirs/${name}`);
    const notices: string[] = [];
    const options = { component: 'unet', onNotice: (line: string) => notices.push(line) };
    const loaded = await loadAdapter(path, model.slots, options);
    expect(loaded.form).toBe(form);
    const prediction = `theirs-${name.replace('.safetensors', '')}`;
    expect(errorOf(loaded.adapter, loaded.adapter.u, prediction)).toBeLessThan(1e-5);
    expect(notices.join()).toMatch(name === 'lora-text.safetensors' ? /text_encoder/ : /^$/);
    tf.dispose(loaded.adapter.parameters);
  });
});

onTensorFlow('an adapter on a text encoder, as diffusers runs it', () => {
  it.each(textCases)('$name', async (one) => {
    expected = await readTensors(fixture('unet-adapters/expected.safetensors'));
    const ids = (await readTensors(fixture('tiny-clip-text/expected.safetensors')))('input_ids');
    const encoder = await loadPromptEncoder(filesIn(fixture('tiny-clip-text')));
    const path = await saveCase(join(folder, 'text'), encoder, one, 'text_encoder');
    for (const file of ['', 'pytorch_lora_weights.safetensors']) {
      const { adapter } = await loadAdapter(join(path, file), encoder.slots);
      const apply = adapter.apply(adapter.parameters, tf.scalar(adapter.u));
      const found = encoder.hiddenStates(ids as tf.Tensor2D, { apply });
      expect(relativeError(found, expected(one.name))).toBeLessThan(1e-5);
    }
    encoder.dispose();
  });
});

onTensorFlow("an adapter on Stable Diffusion 1.5's layers, as diffusers and PEFT run it", () => {
  let errorOf15: (adapter: Adapter, name: string) => number;
  let model15: UNet;
  beforeAll(async () => {
    const tiny = await tinyUNet('tiny-unet-sd15');
    model15 = tiny.model;
    expected = await readTensors(fixture('unet-adapters/expected.safetensors'));
    errorOf15 = ({ apply, parameters, u }, name) =>
      tf.tidy(() => {
        const pass = { apply: apply(parameters, tf.scalar(u)) };
        return relativeError(model15.predict(tiny.batch, pass), expected(name));
      });
  });
  afterAll(() => model15.dispose());

  it.each(sd15Cases)(
    '$name is saved as the folder that both loaded, and read back',
    async (one) => {
      const path = await saveCase(join(folder, 'sd15'), model15, one, 'unet');
      const file = join(path, 'pytorch_lora_weights.safetensors');
      const written = createHash('sha256')
        .update(await readFile(file))
        .digest('hex');
      expect(written).toBe(hashes[one.name]);
      for (const each of [path, file]) {
        const { adapter } = await loadAdapter(each, model15.slots);
        // 16 transformers, each with 8 layers in its two attentions and 4 beside them.
        expect(adapter.targets).toHaveLength(16 * 12);
        expect(errorOf15(adapter, one.name)).toBeLessThan(1e-5);
        tf.dispose(adapter.parameters);
      }
    },
  );

  it("is read from the file of diffusers' DreamBooth script, for the U-Net and the text encoder", async () => {
    const path = fixture('unet-adapters/theirs/sd15.safetensors');
    const { adapter } = await loadAdapter(path, model15.slots, { component: 'unet' });
    expect(errorOf15(adapter, 'theirs-sd15')).toBeLessThan(1e-5);
    const encoder = await loadPromptEncoder(filesIn(fixture('tiny-clip-text')));
    const text = await loadAdapter(path, encoder.slots, { component: 'text_encoder' });
    const ids = (await readTensors(fixture('tiny-clip-text/expected.safetensors')))('input_ids');
    const apply = text.adapter.apply(text.adapter.parameters, tf.scalar(text.adapter.u));
    const found = encoder.hiddenStates(ids as tf.Tensor2D, { apply });
    expect(relativeError(found, expected('theirs-sd15-text'))).toBeLessThan(1e-5);
    tf.dispose([adapter.parameters, text.adapter.parameters]);
    encoder.dispose();
  });
});

describe.skipIf(!python)('with Python', () => {
  it('makes the committed fixture again', async () => {
    const script = new URL('../../../../tools/fixtures/unet_adapters.py', import.meta.url).pathname;
    execFileSync(python!, [script, folder], { stdio: ['ignore', 'ignore', 'inherit'] });
    const again = JSON.parse(await readFile(join(folder, 'ours.json'), 'utf8')) as typeof hashes;
    expect(again).toEqual(hashes);
    const fresh = await readTensors(join(folder, 'expected.safetensors'));
    const committed = await readTensors(fixture('unet-adapters/expected.safetensors'));
    for (const name of Object.keys(hashes))
      expect(relativeError(fresh(name), committed(name))).toBeLessThan(1e-6);
  });
});
