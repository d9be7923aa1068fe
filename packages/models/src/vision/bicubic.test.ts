import { describe, expect, it } from 'vitest';
import { bicubicMatrix } from './bicubic.ts';

describe('bicubicMatrix', () => {
  const apply = (values: readonly number[], to: number): number[] => {
    const matrix = bicubicMatrix(values.length, to);
    return Array.from({ length: to }, (_, row) =>
      values.reduce((sum, x, i) => sum + (matrix[row * values.length + i] ?? 0) * x, 0),
    );
  };

  it('leaves a grid of the same size as it is', () => {
    expect(apply([3, -1, 2, 7], 4)).toEqual([3, -1, 2, 7]);
  });

  it.each([1, 3, 5, 8, 20])('keeps what is constant, at %d places', (to) => {
    for (const value of apply([2, 2, 2, 2, 2], to)) expect(value).toBeCloseTo(2, 6);
  });

  // torch.nn.functional.interpolate(torch.tensor([[[[1., 4., 2., 8.]]]]), size=(1, 7), mode="bicubic")
  it('gives what PyTorch gives', () => {
    const expected = [0.702351, 2.145226, 3.920736, 2.71875, 2.250914, 5.832543, 8.595299];
    apply([1, 4, 2, 8], 7).forEach((value, i) => expect(value).toBeCloseTo(expected[i] ?? NaN, 5));
  });
});
