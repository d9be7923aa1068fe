import type { Dtype } from '@singlora/formats/bytes';

/** Whether numbers can be written so, by {@link fromFloat32}. */
export const isFloat = (dtype: Dtype): boolean => ['F32', 'F16', 'BF16', 'F64'].includes(dtype);

/** Float32 numbers in a narrower type, rounded to nearest, ties to even. */
export function fromFloat32(values: Float32Array, dtype: Dtype): ArrayBufferView {
  if (dtype === 'BF16') return Uint16Array.from(bits(values), toBf16);
  if (dtype === 'F16') return Uint16Array.from(bits(values), toF16);
  if (dtype === 'F64') return Float64Array.from(values);
  return values;
}

const bits = ({ buffer, byteOffset, length }: Float32Array): Uint32Array =>
  new Uint32Array(buffer, byteOffset, length);

function toBf16(x: number): number {
  if ((x & 0x7fffffff) > 0x7f800000) return (x >>> 16) | 0x40; // NaN stays NaN
  return (x + 0x7fff + ((x >>> 16) & 1)) >>> 16;
}

function toF16(x: number): number {
  const sign = (x >>> 16) & 0x8000;
  const magnitude = x & 0x7fffffff;
  if (magnitude > 0x7f800000) return sign | 0x7e00;
  if (magnitude >= 0x477ff000) return sign | 0x7c00; // rounds beyond 65504
  // Below 2⁻¹⁴ the exponent stays and the mantissa, with its hidden bit, moves right.
  const exponent = magnitude >>> 23;
  const shift = exponent < 113 ? Math.min(126 - exponent, 31) : 13;
  const kept = exponent < 113 ? (magnitude & 0x7fffff) | 0x800000 : magnitude - (112 << 23);
  const half = kept >>> shift;
  const rest = kept - half * 2 ** shift;
  const tie = 2 ** (shift - 1);
  const up = rest > tie || (rest === tie && (half & 1) === 1);
  return sign | (half + (up ? 1 : 0));
}
