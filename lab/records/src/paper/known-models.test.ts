import { describe, expect, it } from 'vitest';
import { paperModelOfShape, paperModelOfWeights } from './known-models.ts';
import { paper } from './paper.ts';

const sizes = { vocabularySize: 50_257, hiddenSize: 768, layers: 12, heads: 12 };
const gpt2 = { ...sizes, intermediateSize: 3072 };

describe('the paper’s models', () => {
  it('are known by their weights, whatever the files are called', () => {
    const sha256 = {
      'config.json': 'ab'.repeat(32),
      'weights.safetensors': '248dfc3911869ec493c76e65bf2fcf7f615828b0254c12b473182f0f81d3a707',
    };
    expect(paperModelOfWeights(sha256)).toBe('gpt2');
    expect(paperModelOfWeights({ 'model.safetensors': 'ab'.repeat(32) })).toBeUndefined();
  });

  it('are like others in shape, which says less', () => {
    expect(paperModelOfShape(gpt2)).toBe('gpt2');
    expect(paperModelOfShape({ ...gpt2, layers: 6 })).toBeUndefined();
  });

  it('have the layers and widths of the printed projections', () => {
    const { layers, projections } = paper.models.gpt2;
    expect([gpt2.layers, gpt2.hiddenSize]).toEqual([layers, projections[0]?.[0]]);
    expect(projections).toContainEqual([gpt2.hiddenSize, gpt2.intermediateSize]);
    const llama = paper.models['llama-7b'];
    const shape = { vocabularySize: 32_000, heads: 32, intermediateSize: 11_008 };
    expect(
      paperModelOfShape({ ...shape, layers: llama.layers, hiddenSize: llama.projections[0]![0] }),
    ).toBe('llama-7b');
  });
});
