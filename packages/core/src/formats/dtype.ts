import { notFloats } from './errors.ts';
import { halfAsBits } from './half.ts';

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
  U16: 2,
  U32: 4,
  U64: 8,
  F8_E4M3: 1,
  F8_E5M2: 1,
  F8_E8M0: 1,
  F8_E4M3FNUZ: 1,
  F8_E5M2FNUZ: 1,
  C64: 8,
} as const;

/** A type of elements by its safetensors name, such as `F32`. */
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

/** Decodes bytes (whole elements or blocks, little-endian) to floats. */
export type Widen = (bytes: Uint8Array, floats: Float32Array) => void;

/** The bytes, aligned for a typed array of such elements; a Buffer's own `slice` would not copy. */
function aligned(bytes: Uint8Array, elementSize: number): Uint8Array {
  return bytes.byteOffset % elementSize === 0 ? bytes : new Uint8Array(bytes);
}

/** The 32 bits of each float; both arrays share the memory. */
export function bitsOf({ buffer, byteOffset, length }: Float32Array): Uint32Array {
  return new Uint32Array(buffer, byteOffset, length);
}

function words(bytes: Uint8Array): Uint16Array {
  const { buffer, byteOffset, byteLength } = aligned(bytes, 2);
  return new Uint16Array(buffer, byteOffset, byteLength / 2);
}

/** Widens half-precision values, given as 16 bits each, exactly; as many as `floats` holds. */
export function fromFloat16(halves: Uint16Array, floats: Float32Array): void {
  const bits = bitsOf(floats);
  for (let i = 0; i < bits.length; i++) bits[i] = halfAsBits[halves[i] as number] as number;
}

/** The value of each byte of E4M3 (arXiv 2209.05433): there is no infinity, and one NaN of either sign. */
const fromE4M3 = Float32Array.from({ length: 256 }, (_, byte) => {
  const [exponent, mantissa] = [(byte >> 3) & 15, byte & 7];
  const sign = byte < 128 ? 1 : -1;
  if ((byte & 127) === 127) return NaN;
  return sign * (exponent === 0 ? mantissa * 2 ** -9 : (8 + mantissa) * 2 ** (exponent - 10));
});

/**
 * The widening to float32, by type: F32 is copied, F16, BF16 and the types of eight bits are widened exactly, F64 is
 * rounded.
 */
export const widenings: Readonly<Partial<Record<Dtype, Widen>>> = {
  F32: (bytes, floats) => {
    new Uint8Array(floats.buffer, floats.byteOffset, floats.byteLength).set(bytes);
  },
  F16: (bytes, floats) => fromFloat16(words(bytes), floats),
  BF16: (bytes, floats) => {
    // A bfloat16 is the upper half of a float: moving the bits keeps the payload of NaNs too.
    const [uppers, bits] = [words(bytes), bitsOf(floats)];
    for (let i = 0; i < bits.length; i++) bits[i] = (uppers[i] as number) << 16;
  },
  F8_E4M3: (bytes, floats) => {
    for (let i = 0; i < floats.length; i++) floats[i] = fromE4M3[bytes[i] as number] as number;
  },
  // The upper half of a half-precision value.
  F8_E5M2: (bytes, floats) =>
    fromFloat16(
      Uint16Array.from(bytes, (byte) => byte << 8),
      floats,
    ),
  F64: (bytes, floats) => {
    const { buffer, byteOffset } = aligned(bytes, 8);
    floats.set(new Float64Array(buffer, byteOffset, floats.length));
  },
};

/**
 * The tensor's values as 32-bit floats. F32 at a 4-byte boundary is viewed in place, not copied;
 * F16, BF16 and the types of eight bits are widened exactly, F64 is rounded.
 *
 * @throws FormatError for integer and boolean tensors.
 */
export function toFloat32(view: TensorView): Float32Array {
  const { bytes, dtype } = view;
  const count = bytes.byteLength / elementBytes[dtype];
  if (dtype === 'F32' && bytes.byteOffset % 4 === 0) {
    return new Float32Array(bytes.buffer, bytes.byteOffset, count);
  }
  const floats = new Float32Array(count);
  widenInto(floats, view);
  return floats;
}

/** Fills an array with a tensor's values, as {@link toFloat32} does. @throws FormatError as that */
export function widenInto(floats: Float32Array, { bytes, dtype }: TensorView): void {
  const widen = widenings[dtype];
  if (!widen) throw notFloats(dtype);
  widen(bytes, floats);
}
