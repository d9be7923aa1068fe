import { folderForEachTest } from '@singlora/core/disk/temporary';
import { writeSafetensors } from '@singlora/core/formats';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { fakeHub } from '../fake-hub.test.helper.ts';
import { pipelineFiles, resolvePipeline, type PipelineOptions } from './pipeline.ts';

const folder = folderForEachTest();
let notices: string[];
let options: PipelineOptions & { env: NodeJS.ProcessEnv };
beforeEach(() => {
  notices = [];
  options = {
    env: {
      HF_HUB_CACHE: join(folder, 'hub'),
      XDG_CACHE_HOME: join(folder, 'own'),
      HF_HUB_OFFLINE: '1',
    },
    onNotice: (line) => notices.push(line),
  };
});

const small: Readonly<Record<string, string>> = {
  'model_index.json': '{"_class_name": "StableDiffusionPipeline"}',
  'unet/config.json': '{"in_channels": 4, "cross_attention_dim": 768}',
  'vae/config.json': '{}',
  'text_encoder/config.json': '{}',
  'scheduler/scheduler_config.json': '{}',
  'tokenizer/vocab.json': '{}',
  'tokenizer/merges.txt': '',
};
const plain = {
  unet: 'unet/diffusion_pytorch_model.safetensors',
  vae: 'vae/diffusion_pytorch_model.safetensors',
  text_encoder: 'text_encoder/model.safetensors',
};
const names = [...Object.keys(small), ...Object.values(plain)];
const other = ['README.md', 'safety_checker/model.safetensors'];

async function put(
  files: readonly string[],
  contents: Readonly<Record<string, string>> = small,
  root = join(folder, 'sd'),
): Promise<string> {
  for (const file of files) {
    await mkdir(dirname(join(root, file)), { recursive: true });
    await writeFile(join(root, file), contents[file] ?? small[file] ?? 'weights');
  }
  return root;
}

const weightsOf = async (path: string, variant?: string) => {
  const assets = await resolvePipeline(path, { ...options, ...(variant && { variant }) });
  const { parts } = pipelineFiles(assets)!;
  return [parts.unet, parts.vae, parts.text_encoder].map(({ weights }) => weights.name);
};
const half = names.map((name) => name.replace(/\.safetensors$/, '.fp16.safetensors'));
const pickled = [...names.slice(0, -1), 'text_encoder/model.bin'].map((name) =>
  name.replace(/\.safetensors$/, '.bin').replace('/model.bin', '/pytorch_model.bin'),
);

describe('of a folder', () => {
  it('are the parts, and none beside them', async () => {
    const assets = await resolvePipeline(await put([...names, ...other]), options);
    expect(Object.keys(assets.files).sort()).toEqual([...names].sort());
    const files = pipelineFiles(assets)!;
    expect(files.parts.vae.config.name).toBe('vae/config.json');
    expect(files.scheduler.name).toBe('scheduler/scheduler_config.json');
    expect(files.tokenizer).toBe(join(folder, 'sd', 'tokenizer'));
  });

  it('are of the variant asked for', async () => {
    const path = await put([...names, ...half]);
    expect(await weightsOf(path)).toEqual(Object.values(plain));
    expect(await weightsOf(path, 'fp16')).toEqual(half.slice(-3));
    await expect(weightsOf(path, 'bf16')).rejects.toThrow(
      /no weights of unet of the variant bf16\. It has fp16: name one of these/,
    );
  });

  it('are of the only variant, which is told', async () => {
    expect(await weightsOf(await put(half))).toEqual(half.slice(-3));
    expect(notices[0]).toMatch(
      /has the weights of unet only as fp16: unet\/diffusion_pytorch_model/,
    );
    expect(notices).toHaveLength(3);
  });

  it('are pickles where there is nothing else', async () => {
    expect(await weightsOf(await put(pickled))).toEqual(pickled.slice(-3));
    expect(await weightsOf(await put(names))).toEqual(Object.values(plain));
  });

  it.each([
    'diffusion_pytorch_model.safetensors.index.json',
    'diffusion_pytorch_model.safetensors.index.fp16.json',
    'diffusion_pytorch_model.fp16.safetensors.index.json',
  ])('are shards by %s', async (index) => {
    const shards = ['a-00001-of-00002.safetensors', 'a-00002-of-00002.safetensors'];
    const weight_map = JSON.stringify({ weight_map: { x: shards[0], y: shards[1] } });
    const rest = names.filter((name) => name !== plain.unet);
    const files = [...rest, `unet/${index}`, ...shards.map((name) => `unet/${name}`)];
    const path = await put(files, { [`unet/${index}`]: weight_map });
    const assets = await resolvePipeline(path, options);
    expect(Object.keys(assets.files)).toEqual(expect.arrayContaining(files));
    expect(pipelineFiles(assets)!.parts.unet.weights.name).toBe(`unet/${index}`);
  });

  it.each<[string, Record<string, string>, RegExp]>([
    [
      'SDXL',
      { 'model_index.json': '{"_class_name": "StableDiffusionXLPipeline"}' },
      /is of Stable Diffusion XL\./,
    ],
    [
      'SD 3',
      { 'model_index.json': '{"_class_name": "StableDiffusion3Pipeline"}' },
      /is of Stable Diffusion 3\./,
    ],
    ['Flux', { 'model_index.json': '{"_class_name": "FluxPipeline"}' }, /is of FLUX\./],
    [
      'another',
      { 'model_index.json': '{"_class_name": "WanPipeline"}' },
      /is of a pipeline of class "WanPipeline"/,
    ],
    [
      'SD 2',
      { 'unet/config.json': '{"in_channels": 4, "cross_attention_dim": 1024}' },
      /Stable Diffusion 2\.x/,
    ],
    [
      'inpainting',
      { 'unet/config.json': '{"in_channels": 9}' },
      /for inpainting \(9 input channels\)/,
    ],
  ])('is refused with %s, before its weights are looked for', async (_, contents, message) => {
    const work = resolvePipeline(await put(Object.keys(small), contents), options);
    await expect(work).rejects.toMatchObject({ code: 'HUB_OTHER_MODEL' });
    await expect(work).rejects.toThrow(message);
  });

  it.each<[string, string, string, RegExp]>([
    ['an index', 'model_index.json', 'HUB_NOT_FOUND', /lacks model_index\.json/],
    ['a configuration', 'vae/config.json', 'HUB_NOT_FOUND', /lacks vae\/config\.json/],
    ['weights', plain.vae, 'HUB_WEIGHTS', /has no weights of vae without a variant/],
    ['merges', 'tokenizer/merges.txt', 'HUB_NOT_FOUND', /lacks tokenizer\/vocab\.json/],
  ])('is refused without %s', async (_, missing, code, message) => {
    const work = resolvePipeline(await put(names.filter((name) => name !== missing)), options);
    await expect(work).rejects.toMatchObject({ code });
    await expect(work).rejects.toThrow(message);
  });

  it('is refused where it holds single files, which are named', async () => {
    const work = resolvePipeline(await put(['v1-5.ckpt', 'v1-5.safetensors']), options);
    await expect(work).rejects.toMatchObject({ code: 'HUB_WEIGHTS' });
    await expect(work).rejects.toThrow(
      /whole checkpoints \(v1-5\.ckpt, v1-5\.safetensors\)\. Give/,
    );
  });

  it.each(['[]', '{"_class_name": 5}', '{', '{"_class_name": "Stable'])(
    'is refused with the index %s',
    async (json) => {
      const work = resolvePipeline(await put(names, { 'model_index.json': json }), options);
      await expect(work).rejects.toMatchObject({ code: 'HUB_PIPELINE' });
    },
  );
});

it('comes from the Hub with what is wanted of it, then from the cache', async () => {
  const files = [...names, ...half, ...other];
  const content = (name: string) => Buffer.from(small[name] ?? 'weights');
  const hub = await fakeHub(
    Object.fromEntries(files.map((name) => [`org/sd/${name}`, { content: content(name) }])),
  );
  try {
    const env = { ...options.env, HF_ENDPOINT: hub.url, HF_HUB_OFFLINE: '' };
    const assets = await resolvePipeline('org/sd', { ...options, env, variant: 'fp16' });
    expect(assets.source).toBe('hub');
    expect(Object.keys(assets.files).sort()).toEqual([...half].sort());
    expect(hub.requests.some((request) => request.includes(plain.unet))).toBe(false);
    const again = await resolvePipeline('org/sd', { ...options, variant: 'fp16' });
    expect([again.source, Object.keys(again.files).length]).toEqual(['cache', half.length]);
    expect(await readFile(again.files['unet/config.json']!.path, 'utf8')).toBe(
      small['unet/config.json'],
    );
  } finally {
    await hub.close();
  }
});

describe('of a single file', () => {
  const tensor = { dtype: 'F32', shape: [1], data: new Float32Array(1) } as const;
  const parts = [
    'model.diffusion_model.out.2.bias',
    'first_stage_model.quant_conv.bias',
    'cond_stage_model.transformer.text_model.final_layer_norm.bias',
  ];

  it('is that file', async () => {
    const path = join(folder, 'sd.safetensors');
    await writeSafetensors(path, Object.fromEntries(parts.map((name) => [name, tensor])));
    const assets = await resolvePipeline(path, options);
    expect(Object.keys(assets.files)).toEqual(['sd.safetensors']);
    expect(pipelineFiles(assets)).toBeUndefined();
  });

  it('is refused where it is of another model or none', async () => {
    const path = join(folder, 'xl.safetensors');
    await writeSafetensors(path, { 'conditioner.embedders.1.model.ln_final.bias': tensor });
    await expect(resolvePipeline(path, options)).rejects.toThrow(/is of Stable Diffusion XL/);
    const text = join(folder, 'sd.txt');
    await writeFile(text, '');
    await expect(resolvePipeline(text, options)).rejects.toThrow(
      /is a file that cannot be used alone/,
    );
  });
});
