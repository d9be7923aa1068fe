import { describe, expect, it } from 'vitest';
import { memoryLine } from './memory-line.ts';

const plan = (weights: number, activations: number) => ({
  weights,
  activations,
  training: 4e8,
  working: 1e9,
  total: weights + activations + 1.4e9,
});

describe('what is said of the memory that a step needs', () => {
  it('is nothing where it is little', () => {
    expect(memoryLine(plan(9e7, 1e8))).toBeUndefined();
  });

  it('names the parts and the settings that help where it is much', () => {
    const line = memoryLine(plan(27e9, 60e9));
    expect(line).toContain('about 88.4 GB: weights 27.0 GB');
    expect(line).toContain('activations 61.0 GB (--recompute=yes');
  });
});
