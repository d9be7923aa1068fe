import { toFloat32, type Dtype } from '@singlora/formats';
import { describe, expect, it } from 'vitest';
import { fromFloat32 } from './narrow.ts';

const back = (dtype: Dtype, data: ArrayBufferView, n: number) =>
  toFloat32({
    dtype,
    shape: [n],
    bytes: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
  });

describe('fromFloat32', () => {
  it.each(['F16', 'BF16'] as const)('gives every number of %s back as it was', (dtype) => {
    const all = Uint16Array.from({ length: 65536 }, (_, i) => i);
    const values = back(dtype, all, 65536);
    const narrowed = new Uint16Array(fromFloat32(values, dtype).buffer);
    for (let i = 0; i < 65536; i++) {
      if (Number.isNaN(values[i])) continue;
      if (narrowed[i] !== i) expect.fail(`${i} (${values[i]}) became ${narrowed[i]}`);
    }
  });

  it('rounds to nearest, ties to even, and to infinity beyond the largest', () => {
    const of = (dtype: Dtype, ...values: number[]) => [
      ...back(dtype, fromFloat32(Float32Array.from(values), dtype), values.length),
    ];
    expect(of('F16', 1 + 2 ** -11, 1 + 3 * 2 ** -11, 65519, 65520, 2 ** -25, 3 * 2 ** -25)).toEqual(
      [1, 1 + 2 ** -9, 65504, Infinity, 0, 2 ** -23],
    );
    expect(of('BF16', 1 + 2 ** -8, 1 + 3 * 2 ** -8, Infinity)).toEqual([1, 1 + 2 ** -6, Infinity]);
    expect(of('F16', Number.NaN).concat(of('BF16', Number.NaN))).toEqual([Number.NaN, Number.NaN]);
    expect(of('F64', 0.5)).toEqual([0.5]);
  });
});
