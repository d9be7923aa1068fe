import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSafetensors, writeSafetensors } from '@singlora/core/formats';
import { writePicture } from '@singlora/pictures';
import {
  dreamBoothRunConfig,
  glueRunConfig,
  knownWeights,
  paperProtocol,
  stableDiffusion,
  tasks,
  type TaskName,
} from '@singlora/records';
import { startBackend } from '@singlora/runtime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root, runHere, runsIn } from './testing/run-command.ts';
import { writeTinyModel } from './testing/tiny-model.ts';
import { writeTinyRows } from './testing/tiny-rows.ts';

/** Undoes the tests' declarations of known paper assets. */
const undo: (() => void)[] = [];
function declare<Known>(known: readonly Known[], ...more: Known[]) {
  const list = known as Known[];
  list.push(...more);
  undo.push(() => list.splice(-more.length));
}

const folder = mkdtempSync(join(tmpdir(), 'singlora-table-'));
const models = join(folder, 'models');
const data = join(folder, 'rows');
const subjects = join(folder, 'subjects');
const fixtures = join(root, 'lab/models/src/fixtures');
const hashOf = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex');
const json = (path: string, content: unknown) => writeFileSync(path, JSON.stringify(content));

/** A fixture's weights, some with other shapes, filled by repetition. */
async function resized(
  from: string,
  to: string,
  shapeOf: (name: string, own: number[]) => number[],
) {
  const file = await openSafetensors(join(fixtures, from));
  const tensors: Parameters<typeof writeSafetensors>[1] = {};
  for (const name of file.names) {
    const values = await file.readFloat32(name);
    const shape = shapeOf(name, [...file.info(name).shape]);
    const length = shape.reduce((product, side) => product * side, 1);
    const data = Float32Array.from({ length }, (_, i) => values[i % values.length] ?? 0);
    Object.assign(tensors, { [name]: { dtype: 'F32', shape, data } });
  }
  await file.close();
  await writeSafetensors(to, tensors);
}

/** A decoder with as many embeddings as its tokenizer and rows need, and that tokenizer. */
async function writeDecoder(fixture: string, place: string, tokenizer: string) {
  mkdirSync(place, { recursive: true });
  const text = readFileSync(join(tokenizer, 'tokenizer.json'), 'utf8');
  writeFileSync(join(place, 'tokenizer.json'), text);
  const words = Object.keys((JSON.parse(text) as { model: { vocab: object } }).model.vocab).length;
  const config = JSON.parse(readFileSync(join(fixtures, fixture, 'config.json'), 'utf8')) as object;
  const sizes = { vocab_size: words, n_positions: 128, max_position_embeddings: 128 };
  json(join(place, 'config.json'), { ...config, ...sizes });
  const weights = 'model.safetensors';
  await resized(join(fixture, weights), join(place, weights), (name, [rows = 0, ...rest]) => [
    /wte|embed_tokens/.test(name) ? words : /wpe/.test(name) ? 128 : rows,
    ...rest,
  ]);
}

const letters = [...'adfghkopstrn'];
const vocabulary = {
  ...Object.fromEntries(
    [...letters, ...letters.map((one) => `${one}</w>`)].map((word, i) => [word, i]),
  ),
  '<|startoftext|>': 38,
  '<|endoftext|>': 39,
};

/** Writes Stable Diffusion in diffusers' layout, a DINO and a CLIP, all tiny. */
async function writePictureModels() {
  const place = (name: string) => join(models, name);
  const copy = (fixture: string, to: string) =>
    cpSync(join(fixtures, fixture), to, {
      recursive: true,
      filter: (path) => !/(expected|gradients|adapters)\.safetensors$/.test(path),
    });
  const tokenizer = (to: string, files: object = {}) => {
    mkdirSync(to, { recursive: true });
    json(join(to, 'vocab.json'), vocabulary);
    writeFileSync(join(to, 'merges.txt'), '#version: 0.2\n');
    json(join(to, 'tokenizer_config.json'), { model_max_length: 9, pad_token: '<|endoftext|>' });
    for (const [name, content] of Object.entries(files)) json(join(to, name), content);
  };
  const sd = place('stable-diffusion-v1-5/stable-diffusion-v1-5');
  copy('tiny-vae', join(sd, 'vae'));
  copy('tiny-clip-text', join(sd, 'text_encoder'));
  tokenizer(join(sd, 'tokenizer'));
  mkdirSync(join(sd, 'unet'));
  mkdirSync(join(sd, 'scheduler'));
  json(join(sd, 'model_index.json'), { _class_name: 'StableDiffusionPipeline' });
  json(join(sd, 'scheduler/scheduler_config.json'), {
    _class_name: 'DDIMScheduler',
    beta_schedule: 'scaled_linear',
  });
  const text = readFileSync(join(fixtures, 'tiny-unet/config.json'), 'utf8');
  const config = { ...(JSON.parse(text) as object), cross_attention_dim: 16 };
  json(join(sd, 'unet/config.json'), config);
  const file = 'diffusion_pytorch_model.safetensors';
  const weights = join(sd, 'unet', file);
  await resized(join('tiny-unet', file), weights, (name, own) =>
    /attn2\.to_[kv]/.test(name) ? [own[0] ?? 0, 16] : own,
  );
  const others = ['vae/diffusion_pytorch_model.safetensors', 'text_encoder/model.safetensors'];
  declare(stableDiffusion.weights, hashOf(weights));
  declare(stableDiffusion.others, ...others.map((name) => hashOf(join(sd, name))));
  const processor = { image_processor_type: 'CLIPImageProcessor', size: { shortest_edge: 12 } };
  const files = { 'preprocessor_config.json': { ...processor, crop_size: 12 } };
  copy('tiny-vit', place('facebook/dino-vits16'));
  json(join(place('facebook/dino-vits16'), 'preprocessor_config.json'), processor);
  copy('tiny-clip', place('openai/clip-vit-base-patch32'));
  tokenizer(place('openai/clip-vit-base-patch32'), files);
}

/** Writes a subject in the layout of google/dreambooth. */
async function writeSubjects() {
  const prompts =
    "'a {0} {1}'.format(unique_token, class_token),\n'a {0} {1} on sand'.format(unique_token, class_token),";
  const lists = ['Object Prompts', 'Live Subject Prompts']
    .map((title) => `${title}\n\nprompt_list = [\n${prompts}\n]\n`)
    .join('\n');
  mkdirSync(subjects);
  writeFileSync(
    join(subjects, 'prompts_and_classes.txt'),
    `Classes\n\nsubject_name,class\ndog,dog\n\nPrompts\n\n${lists}`,
  );
  mkdirSync(join(subjects, 'dog'));
  for (const i of [0, 1])
    await writePicture(join(subjects, 'dog', `0${i}.png`), {
      width: 24,
      height: 24,
      pixels: Uint8Array.from({ length: 24 * 24 * 3 }, (_, j) => (j * (5 + 3 * i)) % 256),
    });
}

const table = (n: number, name: string, ...args: string[]) =>
  runHere(`table-${n}`, [`--models=${models}`, ...args], join(folder, name));

describe('the paper’s tables, on tiny checkpoints that are declared as known', () => {
  beforeAll(async () => {
    await startBackend();
    const roberta = join(models, 'FacebookAI/roberta-base');
    await writeTinyModel(roberta, 16, 'roberta');
    const decoders = {
      gpt2: ['tiny-gpt2', 'openai-community/gpt2'],
      'llama-7b': ['tiny-llama', 'elinas/llama-7b-hf-transformers-4.29'],
    } as const;
    declare(knownWeights['roberta-base'], [hashOf(join(roberta, 'model.safetensors'))]);
    for (const name of ['gpt2', 'llama-7b'] as const) {
      const [fixture, id] = decoders[name];
      await writeDecoder(fixture, join(models, id), roberta);
      declare(knownWeights[name], [hashOf(join(models, id, 'model.safetensors'))]);
    }
    for (const name of ['qqp', 'qnli', 'mnli'] satisfies TaskName[])
      await writeTinyRows(join(data, name), tasks[name]);
    await writePictureModels();
    await writeSubjects();
  });
  afterAll(() => {
    for (const one of undo) one();
    rmSync(folder, { recursive: true, force: true });
  });

  it('table 1 runs both models on their tasks at the paper’s rates, and goes on where it was', async () => {
    const plans = '--plans=table-1-roberta-base,table-1-gpt2';
    const args = ['--preset=smoke', plans, `--data=${data}`, '--shard=2/5'];
    const { code, output } = await table(1, 'one', ...args);
    expect(output).toMatch(/Needs +.*roberta-base: here, the paper’s own by SHA-256/);
    expect([code, output]).toEqual([
      0,
      expect.stringContaining('4 runs made, 0 had finished before'),
    ]);
    const runs = await runsIn(join(folder, 'one'));
    const configs = runs.map(({ config }) => glueRunConfig.parse(config));
    expect(new Set(runs.map(({ experiment }) => experiment))).toEqual(new Set(['glue']));
    for (const { model, task, adapter, learningRate, search } of configs) {
      const name = model.endsWith('gpt2') ? 'gpt2' : 'roberta-base';
      const { rate } = paperProtocol(name, task).learningRates[adapter.method]!;
      expect([learningRate, search]).toEqual([rate, null]);
    }
    expect(new Set(configs.map(({ model }) => model)).size).toBe(2);
    const again = await table(1, 'one', ...args);
    expect(again.output).toContain('0 runs made, 4 had finished before');
  });

  it('table 2 runs a LLaMA, whose runs a plan names but does not count: its rows are too few', async () => {
    const { code, output } = await table(2, 'two', `--data=${data}`);
    expect(output).toMatch(/Time +about .* at most for 56 runs/);
    expect(output).toMatch(/MNLI’s rows .*: here, not the paper’s own by SHA-256/);
    expect(code).toBe(1);
    expect(output).toMatch(/Missing:\n- all of MNLI’s rows .*: 96 of GLUE's 392,702 training rows/);
    const smoke = await table(2, 'two', '--preset=smoke', '--shard=1/4', `--data=${data}`);
    expect([smoke.code, smoke.output]).toEqual([0, expect.stringContaining('2 runs made, 0 had')]);
  });

  it('table 3 teaches subjects at the paper’s rate', async () => {
    const { code, output } = await table(3, 'three', '--preset=smoke', `--data=${subjects}`);
    expect([code, output]).toEqual([0, expect.stringContaining('2 runs made, 0 had')]);
    const runs = await runsIn(join(folder, 'three'));
    expect(new Set(runs.map(({ experiment }) => experiment))).toEqual(new Set(['dreambooth']));
    const rates = runs.map(
      ({ config }) => dreamBoothRunConfig.parse(config).training?.learningRate,
    );
    expect(new Set(rates)).toEqual(new Set([undefined, 1e-3]));
  });

  it('table 4 teaches faces', async () => {
    const args = ['--preset=smoke', `--data=${subjects}`, '--shard=2/3'];
    const { code, output } = await table(4, 'four', ...args);
    expect([code, output]).toEqual([0, expect.stringContaining('1 run made, 0 had')]);
    expect(await runsIn(join(folder, 'four'))).toMatchObject([{ experiment: 'faces' }]);
  });

  it.each([1, 2, 3, 4])(
    'table %s says all at once what is missing, and runs nothing',
    async (n) => {
      const { code, output } = await runHere(`table-${n}`, [], join(folder, `none-${n}`));
      expect(code).toBe(1);
      const [, missing = ''] = output.split('Missing:\n');
      expect(missing.match(/^- .*HF_HUB_OFFLINE/gm)?.length).toBe([5, 2, 4, 3][n - 1]);
      expect(missing.includes('Pictures of 40 people')).toBe(n === 4);
      expect(missing).toMatch(/- a GPU .*--anyway begins without/);
      expect(output).toMatch(/Plan +.*seeds, margin/);
      expect(await runsIn(join(folder, `none-${n}`))).toEqual([]);
    },
  );

  it('plans without running', async () => {
    const { code, output } = await runHere('table-3', ['--dry-run'], join(folder, 'dry'));
    expect(code).toBe(0);
    const all = 30 * 5 * (1 + 5);
    expect(output).toMatch(new RegExp(`^${new Intl.NumberFormat('en').format(all)} runs$`, 'm'));
    expect(output.split('\n').length).toBeLessThan(100);
  });
});
