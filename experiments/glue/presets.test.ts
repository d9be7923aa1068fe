import { describe, expect, it } from 'vitest';
import llama from '../llama-mnli.experiment.ts';
import mnli from '../mnli.experiment.ts';

describe('the paper’s presets', () => {
  const { paper, 'paper-gpt2': gpt2 } = mnli.presets;
  const own = [paper, gpt2, llama.presets['paper']];

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
    expect(own.map((settings) => settings?.head)).toEqual(['output', 'whole', 'whole']);
  });

  it('search LLaMA’s rates where the paper’s figure has them, with a B as fast as LoRA+’s', () => {
    const { lr, search, adapter } = llama.presets['paper']!;
    expect(lr).toBe('search');
    expect(search.rates).toEqual([5e-5, 1e-4, 2e-4]);
    expect(1e-4 * Number(adapter['loraplus_lr_ratio'])).toBeCloseTo(4e-4, 12);
  });
});

it('smaller presets stay as they are: grouped batches, and the whole of a head', () => {
  for (const { presets } of [mnli, llama]) {
    for (const name of ['laptop', 'smoke']) {
      expect(presets[name]).toMatchObject({
        batches: 'grouped',
        head: 'whole',
        dropout: 0,
        precision: 'float32',
        adapter: { loraplus_lr_ratio: 16 },
      });
    }
  }
});
