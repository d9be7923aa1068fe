import { paperProtocol } from '@singlora/records';
import { describe, expect, it } from 'vitest';
import llama from '../llama-mnli.experiment.ts';
import mnli from '../mnli.experiment.ts';
import sst2 from '../sst2.experiment.ts';
import { paperSettings } from './presets.ts';

describe('the paper’s settings', () => {
  const own = (['roberta-base', 'gpt2', 'llama-7b'] as const).map((model) =>
    paperSettings(paperProtocol(model, 'mnli')),
  );

  it('train as LoRA+’s code does, where the paper states nothing', () => {
    for (const settings of own) {
      expect(settings).toMatchObject({
        batches: 'shuffled',
        dropout: 'model',
        adapter: { lora_dropout: 0.1 },
        optimiser: { weightDecay: 0 },
        maxGradNorm: 1,
        precision: 'bfloat16',
      });
    }
    expect(own.map((settings) => settings.head)).toEqual(['output', 'whole', 'whole']);
  });

  it('search where the paper states no rates, with a B as fast as LoRA+’s', () => {
    const { lr, adapter } = own[2]!;
    expect(lr).toBe('search');
    expect(1e-4 * Number(adapter['loraplus_lr_ratio'])).toBeCloseTo(4e-4, 12);
    expect(own[0]?.adapter['loraplus_lr_ratio']).toBeCloseTo(80, 9);
  });

  it('are a preset of tasks that no plan of the paper’s tables has', () => {
    expect(sst2.presets).toHaveProperty('paper.epochs', 10);
    for (const { presets } of [mnli, llama]) expect(presets).not.toHaveProperty('paper');
  });
});

it('smaller presets have grouped batches and the whole of a head, the smallest float32', () => {
  for (const { presets } of [mnli, llama]) {
    for (const [name, precision] of [
      ['laptop', 'bfloat16'],
      ['smoke', 'float32'],
    ] as const) {
      expect(presets[name]).toMatchObject({
        batches: 'grouped',
        head: 'whole',
        dropout: 0,
        precision,
        adapter: { loraplus_lr_ratio: 16 },
      });
    }
  }
});
