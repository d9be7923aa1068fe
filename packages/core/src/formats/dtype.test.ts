import { describe, expect, it } from 'vitest';
import { toFloat32, type Dtype } from './dtype.ts';

function view(dtype: Dtype, words: ArrayBufferView) {
  const bytes = new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
  return { dtype, shape: [], bytes };
}

describe('toFloat32', () => {
  it.each<[Dtype, ArrayBufferView, number[]]>([
    ['F32', Float32Array.of(1, -2), [1, -2]],
    ['F16', Uint16Array.of(0x3c00, 0xc000), [1, -2]],
    ['BF16', Uint16Array.of(0x3f80, 0xc000), [1, -2]],
    ['F64', Float64Array.of(1, -2), [1, -2]],
  ])('reads %s anywhere in a Buffer', (dtype, words, numbers) => {
    for (const offset of [1, 2, 3, 4, 5]) {
      const whole = Buffer.alloc(offset + words.byteLength);
      whole.set(new Uint8Array(words.buffer), offset);
      const { buffer, byteOffset } = whole.subarray(offset);
      const bytes = Buffer.from(buffer, byteOffset, words.byteLength);
      expect([...toFloat32({ dtype, shape: [2], bytes })]).toEqual(numbers);
    }
  });

  it('views aligned F32 in place', () => {
    const floats = Float32Array.of(1, 2, 3);
    expect(toFloat32(view('F32', floats.subarray(1))).buffer).toBe(floats.buffer);
  });

  it('copies F32 that starts at an odd byte', () => {
    const bytes = new Uint8Array(9);
    new DataView(bytes.buffer).setFloat32(1, -1.5, true);
    expect([...toFloat32(view('F32', bytes.subarray(1)))]).toEqual([-1.5, 0]);
  });

  it.each([
    [0x3c00, 1],
    [0xc500, -5],
    [0x7bff, 65504],
    [0x0400, 2 ** -14],
    [0x0001, 2 ** -24],
    [0x83ff, -1023 * 2 ** -24],
    [0x8000, -0],
    [0x7c00, Infinity],
    [0xfc00, -Infinity],
    [0x7e00, NaN],
  ])('widens the half 0x%s', (half, float) => {
    expect([...toFloat32(view('F16', Uint16Array.of(half)))]).toEqual([float]);
  });

  it('widens BF16 bit by bit', () => {
    const floats = toFloat32(view('BF16', Uint16Array.of(0x3f80, 0xc000, 0x7fc1)));
    expect([...new Uint32Array(floats.buffer)]).toEqual([0x3f800000, 0xc0000000, 0x7fc10000]);
  });

  it('keeps the payload of a NaN', () => {
    const floats = toFloat32(view('F16', Uint16Array.of(0xfe01)));
    expect(new Uint32Array(floats.buffer)[0]).toBe(0xffc02000);
  });

  it('widens what starts at an odd byte', () => {
    const bytes = Uint8Array.of(0, 0x80, 0x3f, 0, 0x3c).subarray(1);
    const at = (dtype: Dtype) => [...toFloat32({ dtype, shape: [2], bytes })];
    expect(at('BF16')[0]).toBe(1);
    expect(at('F16')[1]).toBe(1);
  });

  it('rounds F64', () => {
    expect([...toFloat32(view('F64', Float64Array.of(0.1, 1e300)))]).toEqual([
      Math.fround(0.1),
      Infinity,
    ]);
  });

  it('refuses what holds no floats', () => {
    expect(() => toFloat32(view('I32', Int32Array.of(1)))).toThrow(
      /type I32 cannot be read as 32-bit floats/,
    );
  });
});
