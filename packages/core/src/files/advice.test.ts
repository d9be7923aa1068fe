import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fileOfShapes } from '../shapes.test.support.ts';
import { newPaths, run } from './kit.test.support.ts';

const newPath = newPaths();
const fileOf = async (shapes: Record<string, number[]>) => {
  const path = newPath();
  await writeFile(path, fileOfShapes(shapes));
  return path;
};
const lora = { 'unet.net.q.lora_A.weight': [2, 4], 'unet.net.q.lora_B.weight': [6, 2] };

describe('a base that is quantised', () => {
  it.each([
    ['GPTQ and AWQ', 'net.q.qweight', 'net.q.qzeros'],
    ['compressed-tensors', 'net.q.weight_packed', 'net.q.weight_scale'],
  ])('is named, without the weight: %s', async (_, ...names) => {
    const base = await fileOf(Object.fromEntries(names.map((name) => [name, [6, 4]])));
    const merge = run('merge', await fileOf(lora), '--base', base, '--out', newPath());
    await expect(merge).rejects.toThrow(new RegExp(`${names[0]}\\).*before it was quantised`));
  });

  it.each(['net.q.weight_scale', 'net.q.weight_scale_inv', 'net.q.weight.absmax'])(
    'is named, with a weight of floats beside %s',
    async (name) => {
      const base = await fileOf({ 'net.q.weight': [6, 4], [name]: [1] });
      const merge = run('merge', await fileOf(lora), '--base', base, '--out', newPath());
      await expect(merge).rejects.toThrow(new RegExp(`${name}\\).*before it was quantised`));
    },
  );
});

describe("other programs' adapters", () => {
  it.each([
    ['AdapterHub', 'bert.layer.0.query.loras.mine.lora_', /AdapterHub.*merge_adapter/],
    [
      'LitGPT',
      'transformer.h.0.attn.qkv.lora_',
      /loralib or LitGPT.*merge_lora.*convert_from_litgpt/,
    ],
  ])('are named, with what to do: %s', async (_, start, message) => {
    const path = await fileOf({ [`${start}A`]: [2, 4], [`${start}B`]: [6, 2] });
    await expect(run('inspect', path)).rejects.toThrow(message);
  });

  it.each([
    ['lora_unet_net_q.lora_A.0', /DyLoRA/],
    ['lora_unet_net_q.up_list.0', /DyLoRA/],
    ['bert.layer.0.query.loras.mine.vera_D', /AdapterHub/],
    ['prompt_tuning.prompt_tunings.mine.prompt_embedding.weight', /AdapterHub.*cannot be merged/],
    ['bert.layer.0.reft_layer.refts.mine.units.0.learned_source.bias', /AdapterHub/],
    ['double_blocks.0.img_attn.norm.query_norm.scale', /control LoRA of Black Forest Labs/],
  ])('are named by one of their tensors: %s', async (name, message) => {
    await expect(run('inspect', await fileOf({ [name]: [2] }))).rejects.toThrow(message);
  });

  it.each([
    // The reader looks at a file's first bytes, not at its name.
    ['pytorch_adapter.bin', 'bert.layer.0.query.loras.mine.lora_', /AdapterHub/],
    ['adapter.safetensors', 'bert.layer.0.query.loras.mine.lora_', /AdapterHub/],
    ['lit_model.pth.lora', 'transformer.h.0.attn.qkv.lora_', /LitGPT/],
  ])('in a folder are looked at themselves: %s', async (file, start, message) => {
    const path = newPath('');
    await mkdir(path);
    await writeFile(join(path, 'adapter_config.json'), '{"config": {"r": 8}, "hidden_size": 8}');
    const shapes = { [`${start}A`]: [2, 4], [`${start}B`]: [6, 2] };
    await writeFile(join(path, file), fileOfShapes(shapes));
    await expect(run('inspect', path)).rejects.toThrow(message);
  });
});

it("leaves out the embeddings that kohya's scripts bundle, and says so", async () => {
  const path = await fileOf({
    'lora_unet_mid_block_proj_in.lora_down.weight': [2, 4],
    'lora_unet_mid_block_proj_in.lora_up.weight': [4, 2],
    'bundle_emb.mine.clip_l': [1, 4],
    'bundle_emb.mine.clip_g': [1, 4],
  });
  expect(await run('inspect', path)).toEqual([
    expect.stringMatching(/embeddings of the tokens mine, which/),
  ]);
});
