import { notFloats } from './errors.ts';

/** Bytes of one element, by the safetensors name of its type. */
export const elementBytes = {
  F32: 4,
  F16: 2,
  BF16: 2,
  F64: 8,
  I64: 8,
  I32: 4,
  I16: 2,
  I8: 1,
  U8: 1,
  BOOL: 1,
} as const;

export type Dtype = keyof typeof elementBytes;

export function isDtype(value: unknown): value is Dtype {
  return typeof value === 'string' && Object.hasOwn(elementBytes, value);
}

/** A tensor's bytes, little-endian, row-major. */
export interface TensorView {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

/** IEEE half precision: 1 sign, 5 exponent and 10 fraction bits. */
function halfToFloat(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0x1f) return fraction ? NaN : sign * Infinity;
  return exponent === 0
    ? sign * fraction * 2 ** -24
    : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/**
 * The tensor's numbers as 32-bit floats. F32 at a 4-byte boundary is viewed in place, not copied;
 * F16 and BF16 are widened exactly, F64 is rounded.
 *
 * @throws FormatError for integer and boolean tensors.
 */
export function toFloat32(view: TensorView): Float32Array {
  const { bytes, dtype } = view;
  const count = bytes.byteLength / elementBytes[dtype];
  if (dtype === 'F32') {
    return bytes.byteOffset % 4 === 0
      ? new Float32Array(bytes.buffer, bytes.byteOffset, count)
      : new Float32Array(bytes.slice().buffer);
  }
  const data = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const floats = new Float32Array(count);
  if (dtype === 'F16') {
    for (let i = 0; i < count; i++) floats[i] = halfToFloat(data.getUint16(2 * i, true));
  } else if (dtype === 'BF16') {
    // A bfloat16 is the upper half of a float: moving the bits keeps the payload of NaNs too.
    const bits = new Uint32Array(floats.buffer);
    for (let i = 0; i < count; i++) bits[i] = data.getUint16(2 * i, true) << 16;
  } else if (dtype === 'F64') {
    for (let i = 0; i < count; i++) floats[i] = data.getFloat64(8 * i, true);
  } else {
    throw notFloats(dtype);
  }
  return floats;
}
