import type { Assets } from '@singlora/hub';
import { describe, expect, it } from 'vitest';
import { modelLine, modelRecord } from './records.ts';

const llama = {
  vocabularySize: 32_000,
  hiddenSize: 4096,
  layers: 32,
  heads: 32,
  intermediateSize: 11_008,
};
const small = { ...llama, hiddenSize: 64, layers: 2 };

const modelOf = (id: string, sha256: string): Assets => ({
  kind: 'model',
  id,
  revision: 'local',
  source: 'folder',
  origin: id,
  files: { 'model.safetensors': { name: 'model.safetensors', path: id, bytes: 1, sha256 } },
});
const unknown = 'ab'.repeat(32);

describe('a run’s model', () => {
  it('is the paper’s by the hash of its weights, whatever it is called', () => {
    const gpt2 = '248dfc3911869ec493c76e65bf2fcf7f615828b0254c12b473182f0f81d3a707';
    const record = modelRecord(modelOf('/somewhere', gpt2), small, 'roberta-base');
    expect(record.standIn).toBeUndefined();
    expect(modelLine(record)).toMatch(/the paper's own GPT-2, by the SHA-256/);
  });

  it('stands in for it by any other weights, even under its name', () => {
    const record = modelRecord(modelOf('/models/llama-7b', unknown), small, 'llama-7b');
    expect(record.standIn).toBe("/models/llama-7b stands in for the paper's LLaMA-7B.");
    expect(modelLine(record)).toBe(record.standIn);
  });

  it('is said to be quantised where its weights are', () => {
    const record = modelRecord(modelOf('/models/tiny', unknown), small, 'llama-7b', 'Q4_K');
    expect(record.quantised).toBe('Q4_K');
    expect(modelLine(record)).toMatch(/LLaMA-7B\. Its weights are quantised to Q4_K\.$/);
  });

  it('is said to have the paper’s shape where its weights are not known', () => {
    const { standIn } = modelRecord(modelOf('/models/mine', unknown), llama, 'llama-7b');
    expect(standIn).toMatch(/has the shape of the paper's LLaMA-7B; .* is not verified/);
  });
});
