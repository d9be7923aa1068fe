import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { archiveAdapter, createAdapter, parseAdapterConfig, type Adapter } from '@singlora/core';
import { exportAdapter, saveAdapter } from '@singlora/core/node';
import { openPipeline } from '@singlora/dreambooth';
import { folderForAllTests } from '@singlora/core/disk/temporary';
import { saveUNet, type UNet } from '@singlora/models';
import { decodePicture } from '@singlora/pictures';
import type { DreamBoothRunConfig } from '@singlora/records';
import { randomStream, startBackend } from '@singlora/runtime';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { dreamBoothPresets } from '../../dreambooth/presets.ts';
import { resolveDreamBoothRun } from '../../dreambooth/run-config.ts';
import { writeTinySmallModel } from '../../testing/tiny-small-model.ts';
import { recordRun } from '../runs/runs.test.support.ts';
import { sampleCommand } from './command.ts';

const folder = folderForAllTests();
let model: string;
let unet: UNet;
/** The picture that the tiny model draws without an adapter. */
let base: Uint8Array;
const inFolder = (...names: string[]) => join(folder, ...names);

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the command, and asks it to stop once it prints `stopAt`. */
async function sample(argv: readonly string[], stopAt?: RegExp): Promise<Ended> {
  const controller = new AbortController();
  const out: string[] = [];
  const err: string[] = [];
  const code = await sampleCommand(argv, {
    print: (text) => {
      out.push(text);
      if (stopAt?.test(text)) controller.abort();
    },
    complain: (what) => err.push(String(what)),
    stop: { signal: controller.signal, exitCode: 130 },
  });
  return { code, out: out.join('\n'), err: err.join('\n') };
}

const few = ['--count=2', '--steps=2'];
let drawings = 0;
/** The tiny model's sheet for a robot, as pixels. */
async function drawn(...argv: string[]): Promise<Uint8Array> {
  const path = inFolder(`drawn-${drawings++}.png`);
  const named = argv.some((flag) => flag.startsWith('--prompt'));
  const prompt = named ? [] : ['--prompt=a robot'];
  const ended = await sample([...prompt, ...few, ...argv, `--out=${path}`]);
  expect(ended.err).toBe('');
  expect(ended.code).toBe(0);
  return (await decodePicture(readFileSync(path), path)).pixels;
}

/** The largest difference between two pictures' values. */
const difference = (one: Uint8Array, other: Uint8Array): number =>
  one.reduce((most, value, i) => Math.max(most, Math.abs(value - (other[i] as number))), 0);

/** An adapter with a visible effect, whose alpha differs from its rank. */
function adapterOn(slots: UNet['slots'], method = 'singlora'): Adapter {
  const config = parseAdapterConfig({
    method,
    r: 2,
    lora_alpha: 60,
    target_modules: ['to_q', 'to_k', 'to_v', 'to_out.0'],
  });
  return createAdapter(slots, config, randomStream(0, 'adapter'));
}

const settings = { ...dreamBoothPresets.laptop, methods: ['singlora'] };
const configOf = (method: string): DreamBoothRunConfig =>
  resolveDreamBoothRun({ ...settings, model }, 'laptop', {
    purpose: 'result',
    search: null,
    seed: 0,
    candidate: { name: 'robot 1', className: 'robot' },
    variant: { name: method, method, rank: ['none', 'full'].includes(method) ? null : 2 },
    learningRate: method === 'none' ? null : 1e-3,
  });

/** Records a run with a folder filled by `fill`; returns its id. */
const recorded = (
  config: Record<string, unknown>,
  fill?: (runFolder: string) => Promise<unknown>,
  experiment = 'dreambooth',
) => recordRun({ experiment, config }, {}, ({ folder }) => fill?.(folder));

beforeAll(async () => {
  await startBackend();
  vi.stubEnv('SINGLORA_TRACKING_URL', inFolder('runs.db'));
  vi.stubEnv('HF_HUB_OFFLINE', '1');
  vi.stubEnv('HF_HUB_CACHE', inFolder('no-cache'));
  model = await writeTinySmallModel(inFolder('tiny'));
  unet = await (await openPipeline(model)).denoiser();
  base = await drawn(`--model=${model}`);
});
afterAll(() => vi.unstubAllEnvs());

describe('what is drawn', () => {
  test('pictures of each prompt and their sheet, in a folder that was free', async () => {
    writeFileSync(inFolder('prompts.txt'), 'a cup\n\na ball\n');
    const argv = ['--prompt=a robot', `--prompts=${inFolder('prompts.txt')}`, ...few];
    const { code, out, err } = await sample([
      ...argv,
      `--model=${model}`,
      `--out=${inFolder('a')}`,
    ]);
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/3\/6 {2}a cup\n/);
    expect(out).toMatch(/Adapter {2}none/);
    expect(out).toContain(`6 pictures and their sheet: ${inFolder('a')}`);
    const names = [1, 2, 3].flatMap((prompt) =>
      [1, 2].map((i) => `prompt-${prompt}-picture-${i}.png`),
    );
    expect(readdirSync(inFolder('a')).sort()).toEqual([...names, 'sheet.png']);
    const sheet = await decodePicture(readFileSync(inFolder('a', 'sheet.png')), 'The sheet');
    expect([sheet.width, sheet.height]).toEqual([2 * 50 + 2, 3 * 50 + 2]);

    const again = await sample([...argv, `--model=${model}`, `--out=${inFolder('a')}`]);
    expect(again.out).toContain(`sheet: ${inFolder('a-2')}`);
    const file = (folder: string) => readFileSync(inFolder(folder, 'prompt-2-picture-1.png'));
    expect(file('a-2').equals(file('a'))).toBe(true);
  });

  test('by a file of options, which flags change', async () => {
    const file = inFolder('options.json');
    writeFileSync(file, JSON.stringify({ prompt: ['a robot'], model, seed: 1, guidance: 1 }));
    const byHand = await drawn(`--model=${model}`, '--seed=2', '--guidance=1');
    expect(difference(byHand, await drawn(`--config=${file}`, '--seed=2'))).toBe(0);
    writeFileSync(file, JSON.stringify({ promt: 'a robot' }));
    const refused = await sample([`--config=${file}`]);
    expect(refused).toMatchObject({ code: 2, err: expect.stringMatching(/promt/) as string });
  });

  test('follows the seed, the guidance, the sampler and the size', async () => {
    expect(difference(base, await drawn(`--model=${model}`))).toBe(0);
    for (const flag of ['--seed=1', '--guidance=1', '--sampler=euler'])
      expect(difference(base, await drawn(`--model=${model}`, flag)), flag).toBeGreaterThan(3);
    const larger = await drawn(`--model=${model}`, '--size=60');
    expect(larger.length).toBe(3 * (2 * 62 + 2) * 64);
  });

  test('an adapter in each layout, at any strength', async () => {
    const adapter = adapterOn(unet.slots);
    const archive = archiveAdapter(adapter, adapter.parameters, 0.5);
    const u = { u: 0.5 };
    await saveAdapter(inFolder('own'), adapter, u);
    await saveAdapter(inFolder('peft'), adapter, u);
    await rm(join(inFolder('peft'), 'adapter.singlora')); // a plain LoRA remains
    await exportAdapter(inFolder('diffusers.safetensors'), archive, 'diffusers');
    await exportAdapter(inFolder('kohya.safetensors'), archive, 'kohya');
    const own = await drawn(`--model=${model}`, `--adapter=${inFolder('own')}`);
    expect(difference(own, base)).toBeGreaterThan(10);
    for (const name of ['peft', 'diffusers.safetensors', 'kohya.safetensors']) {
      const found = await drawn(`--model=${model}`, `--adapter=${inFolder(name)}`);
      expect(difference(found, own), name).toBeLessThanOrEqual(1);
    }
    const at = (scale: number) =>
      drawn(`--model=${model}`, `--adapter=${inFolder('own')}`, `--scale=${scale}`);
    expect(difference(await at(0), base)).toBeLessThanOrEqual(1); // a different graph, so different rounding
    const [half, full] = [await at(0.5), await at(1)];
    expect(difference(full, own)).toBe(0);
    expect(difference(half, base)).toBeGreaterThan(3);
    expect(difference(half, own)).toBeGreaterThan(3);
  });

  test('what a run learned, with its model and its prompt', async () => {
    const adapter = adapterOn(unet.slots);
    const id = await recorded(configOf('singlora'), (runFolder) =>
      saveAdapter(join(runFolder, 'adapter'), adapter),
    );
    await saveAdapter(inFolder('same'), adapter);
    const prompt = '--prompt=a photo of a sks robot';
    const byHand = await drawn(`--model=${model}`, `--adapter=${inFolder('same')}`, prompt);
    const path = inFolder('run.png');
    const ended = await sample([`--adapter=${id.slice(0, -1)}`, ...few, `--out=${path}`]);
    expect(ended).toMatchObject({ code: 0, err: '' });
    expect(ended.out).toMatch(/1\/2 {2}a photo of a sks robot/);
    expect(ended.out).toMatch(`run ${id} (singlora of rank 2 on 32 layers`);
    expect(difference((await decodePicture(readFileSync(path), path)).pixels, byHand)).toBe(0);
  });

  test('all weights of a run that trained all', async () => {
    const weights = Object.fromEntries(
      Object.entries(unet.weights).map(([name, value]) => [name, tf.mul(value, 1.2)]),
    );
    const id = await recorded(configOf('full'), (runFolder) =>
      saveUNet(join(runFolder, 'unet'), unet, { weights }),
    );
    expect(difference(await drawn(`--adapter=${id}`), base)).toBeGreaterThan(10);
    const scaled = await sample([`--adapter=${id}`, '--scale=0.5']);
    expect(scaled).toMatchObject({ code: 2, err: expect.stringMatching(/--scale/) as string });
  });

  test('until it is stopped: what is done is kept', async () => {
    const out = inFolder('stopped');
    const argv = ['--prompt=a robot', `--model=${model}`, '--steps=2', `--out=${out}`];
    // More than one batch.
    const stopped = await sample([...argv, '--count=20'], /^1\/20/);
    expect(stopped).toMatchObject({ code: 130, err: '' });
    expect(stopped.out).toMatch(`16 of 20 pictures are in ${out}`);
    expect(readdirSync(out)).toHaveLength(16);
    const early = await sample([...argv.slice(0, -1), `--out=${out}-early`], /^Adapter/);
    expect(early).toMatchObject({ code: 130, err: '' });
    expect(readdirSync(folder)).not.toContain('stopped-early');
  });
});

describe('what cannot be drawn is told without a stack', () => {
  const refused = async (...argv: string[]) => {
    const { code, err } = await sample(argv);
    expect(err).not.toMatch(/\n {4}at /);
    return { code, err };
  };
  const usage = (pattern: RegExp) => ({ code: 2, err: expect.stringMatching(pattern) as string });

  test.each([
    [[], /--prompt is missing/],
    [['--prompt='], /--prompt: it is empty/],
    [['--prompts=nowhere.txt'], /nowhere\.txt cannot be read/],
    [['--prompt=x', '--sampler=eulr'], /--sampler: say ddim, euler.*did you mean euler/],
    [['--prompt=x', '--count=1e9'], /--count.*at most 10000/],
    [['--prompt=x', '--size=600000'], /--size.*at most 10000/],
    [['--prompt=x', '--adapter='], /--adapter.*empty/],
    [['--prompt=x', '--model='], /--model.*empty/],
    [['--prompt=x', '--out='], /--out.*empty/],
    [['--prompt=x', '--adapter=a', '--adapter=b'], /--adapter: only one can be used/],
    [['--prompt=x', '--count=0'], /--count.*whole number above 0/],
    [['--prompt=x', '--guidance=0'], /--guidance: say at least 1, not 0/],
    [['--prompt=x', '--scale=x'], /--scale: say a number, not x/],
    [['--prompt=x', '--adapter=./gone'], /--adapter: there is no \.\/gone/],
    [['--prompt=x', '--adapter=deadbeef'], /neither a file or folder deadbeef nor a run/],
  ])('%j', async (argv, pattern) => {
    expect(await refused(...argv)).toEqual(usage(pattern));
  });

  test('a strength without an adapter, a size that does not divide, more steps than there are', async () => {
    const draw = (flag: string) => refused('--prompt=x', `--model=${model}`, flag);
    expect(await draw('--scale=2')).toEqual(usage(/none is used here/));
    expect(await draw('--size=50')).toEqual(usage(/multiple of 6 pixels/));
    expect((await draw('--steps=2000')).err).toMatch(/2000/);
  });

  test('a sheet that is too large for WebP, before it is drawn', async () => {
    const argv = ['--prompt=x', `--model=${model}`, '--count=400', '--steps=1'];
    const sheet = await refused(...argv, `--out=${inFolder('wide.webp')}`);
    expect(sheet).toEqual(usage(/20002 × 52 pixels is too large for WebP.*16383/));
  });

  test('runs that learned nothing, and files that are gone', async () => {
    const none = await recorded(configOf('none'));
    expect(await refused(`--adapter=${none}`)).toEqual(
      usage(/baseline "none", which learned noth/),
    );
    const gone = await recorded(configOf('lora'));
    expect(await refused(`--adapter=${gone}`)).toEqual(
      usage(/finished, and there is no .*adapter/),
    );
    const other = await recorded({ method: 'lora' }, undefined, 'mnli');
    expect(await refused(`--adapter=${other}`)).toEqual(usage(/experiments:mnli, which does not/));
    const old = await recorded({ ...configOf('singlora'), version: 4 });
    expect(await refused(`--adapter=${old}`)).toEqual(usage(/version: 4, and only 5 is read/));
    const untold = await recorded({ ...configOf('dora'), className: null }, async (runFolder) => {
      await mkdir(join(runFolder, 'adapter'));
    });
    expect(await refused(`--adapter=${untold}`)).toEqual(usage(/does not say what robot 1 is/));
  });

  test('an adapter of another model: the first layer that does not fit', async () => {
    const other = unet.slots.map((slot) => ({
      ...slot,
      weight: tf.zeros([2 * slot.outFeatures, slot.inFeatures]),
      outFeatures: 2 * slot.outFeatures,
      bias: undefined,
      kind: 'linear' as const,
    }));
    const wide = other.map(({ bias: _, ...slot }) => slot);
    await saveAdapter(inFolder('wide'), adapterOn(wide, 'lora'));
    const draw = (name: string) =>
      refused('--prompt=x', `--model=${model}`, `--adapter=${inFolder(name)}`);
    expect(await draw('wide')).toEqual(
      usage(/cannot be put on the model .*attn1\.to_q \(out, in\).*\[16, 8\], expected \[8, 8\]/),
    );
    const named = wide.map((slot) => ({ ...slot, name: `bert.${slot.name}` }));
    await saveAdapter(inFolder('named'), adapterOn(named, 'lora'));
    expect(await draw('named')).toEqual(usage(/no place: bert\.down_blocks/));
  });

  test('a place that cannot be written', async () => {
    writeFileSync(inFolder('taken'), '');
    const at = (out: string) => refused('--prompt=x', `--model=${model}`, `--out=${inFolder(out)}`);
    expect(await at('taken/a')).toEqual(usage(/--out: cannot write to .*taken\/a/));
    expect(await at('taken/a.png')).toEqual(usage(/--out: cannot write to .*taken\/a\.png/));
  });

  test.runIf(process.platform === 'linux')('a place that takes no folders', async () => {
    for (const out of ['/proc/none/a.png', '/proc/none/a/b'])
      expect(await refused('--prompt=x', `--model=${model}`, `--out=${out}`)).toEqual(
        usage(/--out: cannot write to \/proc\/none\/a.*ENOENT/),
      );
  });

  test('a model that is not there, without a network: where it was looked for', async () => {
    const { code, err } = await sample(['--prompt=x', '--model=nobody/nothing']);
    expect(code).toBe(1);
    expect(err).toMatch(/nobody\/nothing/);
    expect(err).not.toMatch(/\n {4}at /);
  });
});
