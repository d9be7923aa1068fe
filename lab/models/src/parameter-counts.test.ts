import { countParameters, parseAdapterConfig, type NamedLayer } from '@singlora/core';
import { expect, it } from 'vitest';
import { describedBlueprint } from './blueprint.ts';
import { architectures } from './classification/architectures.ts';
import { fixture, readConfig } from './fixtures.test.support.ts';
import type { Module } from './module.ts';
import { readUNet } from './unet/unet.ts';
import { stableDiffusion } from './unet/unet-config.test.support.ts';

// From the models' own config.json: FacebookAI/roberta-base, openai-community/gpt2 and huggyllama/llama-7b.
const roberta = { hidden_size: 768, intermediate_size: 3072, num_hidden_layers: 12 };
const gpt2 = { n_embd: 768, n_layer: 12 };
const llama = {
  hidden_size: 4096,
  intermediate_size: 11_008,
  num_hidden_layers: 32,
  num_attention_heads: 32,
  num_key_value_heads: 32,
  head_dim: 128,
};

const layersOf = (modules: readonly Module[]) =>
  modules.filter((module): module is Module & NamedLayer => 'inFeatures' in module);
/** The layers of the model with these sizes; all other settings are a tiny model's. */
async function classifier(tiny: string, sizes: object): Promise<NamedLayer[]> {
  const config = { ...(await readConfig(fixture(tiny))), ...sizes };
  return layersOf(describedBlueprint(architectures, 'config.json', config).modules);
}
const unet = layersOf(readUNet('config.json', stableDiffusion).modules);

const rows: [
  model: string,
  layers: NamedLayer[],
  targets: string[],
  r: number,
  lora: number,
  singlora: number,
][] = [
  [
    'RoBERTa-base',
    await classifier('tiny-roberta', roberta),
    ['query', 'value'],
    8,
    294_912,
    147_456,
  ],
  [
    'GPT-2',
    await classifier('tiny-gpt2', gpt2),
    ['c_attn', 'c_proj', 'c_fc'],
    8,
    1_179_648,
    884_736,
  ],
  [
    'LLaMA-7B',
    await classifier('tiny-llama', llama),
    ['q_proj', 'k_proj', 'v_proj', 'o_proj', 'gate_proj', 'up_proj', 'down_proj'],
    8,
    19_988_480,
    12_648_448,
  ],
  ['SD 1.5 U-Net', unet, ['to_q', 'to_k'], 8, 797_184, 422_400],
  ['SD 1.5 U-Net', unet, ['to_q', 'to_k'], 16, 1_594_368, 844_800],
];

const count = (layers: NamedLayer[], method: string, target_modules: string[], r: number) =>
  countParameters(layers, parseAdapterConfig({ method, r, target_modules }));

it.each(rows)("are the paper's for %s", (_model, layers, targets, r, lora, singlora) => {
  expect(count(layers, 'lora', targets, r)).toBe(lora);
  expect(count(layers, 'singlora', targets, r)).toBe(singlora);
});
