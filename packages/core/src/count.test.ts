import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { gpt2Layers, llamaLayers, robertaLayers, unetLayers } from './architectures.ts';
import { countParameters, trainableLine } from './count.ts';
import { parseAdapterConfig } from './adapter-config.ts';
import type { NamedLayer } from './slot.ts';

// From the models' own config.json: FacebookAI/roberta-base, openai-community/gpt2, huggyllama/llama-7b and the U-Net of
// stable-diffusion-v1-5.
const roberta = { hidden_size: 768, intermediate_size: 3072, num_hidden_layers: 12 };
const gpt2 = { n_embd: 768, n_layer: 12 };
const llama = { hidden_size: 4096, intermediate_size: 11008, num_hidden_layers: 32 };
const unet = {
  block_out_channels: [320, 640, 1280, 1280],
  layers_per_block: 2,
  cross_attention_dim: 768,
  down_block_types: [
    'CrossAttnDownBlock2D',
    'CrossAttnDownBlock2D',
    'CrossAttnDownBlock2D',
    'DownBlock2D',
  ],
  up_block_types: ['UpBlock2D', 'CrossAttnUpBlock2D', 'CrossAttnUpBlock2D', 'CrossAttnUpBlock2D'],
};

const rows: [
  model: string,
  layers: NamedLayer[],
  targets: string[],
  r: number,
  lora: number,
  singlora: number,
][] = [
  ['RoBERTa-base', robertaLayers(roberta), ['query', 'value'], 8, 294_912, 147_456],
  ['GPT-2', gpt2Layers(gpt2), ['c_attn', 'c_proj', 'c_fc'], 8, 1_179_648, 884_736],
  [
    'LLaMA-7B',
    llamaLayers(llama),
    ['q_proj', 'k_proj', 'v_proj', 'o_proj', 'gate_proj', 'up_proj', 'down_proj'],
    8,
    19_988_480,
    12_648_448,
  ],
  ['SD 1.5 U-Net', unetLayers(unet), ['to_q', 'to_k'], 8, 797_184, 422_400],
  ['SD 1.5 U-Net', unetLayers(unet), ['to_q', 'to_k'], 16, 1_594_368, 844_800],
];

const count = (layers: NamedLayer[], method: string, target_modules: string[], r: number) =>
  countParameters(layers, parseAdapterConfig({ method, r, target_modules }));

describe("the paper's parameter counts", () => {
  it.each(rows)('%s', (_model, layers, targets, r, lora, singlora) => {
    expect(count(layers, 'lora', targets, r)).toBe(lora);
    expect(count(layers, 'singlora', targets, r)).toBe(singlora);
  });

  it('are the table in docs/parameter-counts.md', async () => {
    const methods = ['lora', 'dora', 'singlora', 'symlora'];
    const lines = rows.map(([model, layers, targets, r]) => {
      const counts = methods.map((method) => count(layers, method, targets, r));
      const saved = 100 * (1 - counts[2]! / counts[0]!);
      return [
        model,
        targets.join(', '),
        r,
        ...counts.map((n) => n.toLocaleString('en')),
        `${saved.toFixed(1)} %`,
      ].join(' | ');
    });
    const file = await readFile(new URL('../docs/parameter-counts.md', import.meta.url), 'utf8');
    const body = file
      .split('\n')
      .filter((line) => line.startsWith('|'))
      .slice(2)
      .map((line) =>
        line
          .split('|')
          .slice(1, -1)
          .map((cell) => cell.trim())
          .join(' | '),
      );
    expect(body).toEqual(lines);
  });
});

describe('countParameters', () => {
  it('knows what a method cannot serve', () => {
    const table = [{ name: 'table', kind: 'embedding', inFeatures: 9, outFeatures: 4 } as const];
    expect(count([...table], 'lora', ['table'], 2)).toBe(26);
    expect(() => count([...table], 'singlora', ['table'], 2)).toThrow(/not defined for table/);
  });

  it('prints the one line', () => {
    expect(trainableLine(294_912, 124_645_632)).toBe(
      'trainable params: 294,912 || all params: 124,940,544 || trainable%: 0.2360',
    );
  });
});
