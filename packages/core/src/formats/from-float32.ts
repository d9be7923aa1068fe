import { bitsOf, elementBytes, type Dtype } from './dtype.ts';
import { notNarrowed } from './errors.ts';

/** Writes floats as elements of a type; counts match, and the bytes start at a multiple of the element size. */
type Narrow = (floats: Float32Array, bytes: Uint8Array) => void;

/** F32 is copied, F64 is exact, F16 and BF16 are rounded to the nearest, ties to even, as in PyTorch. */
const narrowings: Readonly<Partial<Record<Dtype, Narrow>>> = {
  F32: ({ buffer, byteOffset, byteLength }, bytes) =>
    bytes.set(new Uint8Array(buffer, byteOffset, byteLength)),
  F64: (floats, { buffer, byteOffset }) =>
    new Float64Array(buffer, byteOffset, floats.length).set(floats),
  F16: (floats, { buffer, byteOffset }) =>
    roundToFloat16(floats, new Uint16Array(buffer, byteOffset, floats.length)),
  BF16: (floats, { buffer, byteOffset }) =>
    roundToBfloat16(floats, new Uint16Array(buffer, byteOffset, floats.length)),
};

/** Whether {@link narrowInto} can write this type. */
export const isFloat = (dtype: Dtype): boolean => dtype in narrowings;

/**
 * Writes floats as elements of a type into bytes of the matching size.
 * @throws FormatError where not {@link isFloat}
 */
export function narrowInto(bytes: Uint8Array, floats: Float32Array, dtype: Dtype): void {
  const narrow = narrowings[dtype];
  if (!narrow) throw notNarrowed(dtype);
  narrow(floats, bytes);
}

/** Like {@link narrowInto}, into new bytes. */
export function fromFloat32(floats: Float32Array, dtype: Dtype): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(floats.length * elementBytes[dtype]);
  narrowInto(bytes, floats, dtype);
  return bytes;
}

/** Floats in half precision, as the 16 bits of each. Those from 65,520 become infinite. */
export function toFloat16(floats: Float32Array): Uint16Array<ArrayBuffer> {
  const halves = new Uint16Array(floats.length);
  roundToFloat16(floats, halves);
  return halves;
}

/** 2⁻¹⁴, the smallest normal half-precision number, as a float's bits. */
const smallestNormal = 0x38800000;
/** 65,520: from here on numbers round to 65,536, which half precision cannot represent. */
const tooLarge = 0x477ff000;
const infinity = 0x7f800000;

/** The bits of the smallest float that becomes infinite as an element of a type, where infinity is not the first. */
const infiniteFrom: Readonly<Partial<Record<Dtype, number>>> = { F16: tooLarge, BF16: 0x7f7f8000 };

/**
 * Whether all floats are finite, and stay so as elements of a type. A loop over bits is many times as fast as `every`: the
 * bits of larger numbers are larger.
 */
export function areFinite(floats: Float32Array, dtype: Dtype = 'F32'): boolean {
  const [bits, end] = [bitsOf(floats), infiniteFrom[dtype] ?? infinity];
  for (let i = 0; i < bits.length; i++) if (((bits[i] as number) & 0x7fffffff) >= end) return false;
  return true;
}

function roundToFloat16(floats: Float32Array, halves: Uint16Array): void {
  const bits = bitsOf(floats);
  for (let i = 0; i < bits.length; i++) {
    const all = bits[i] as number;
    const sign = (all >>> 16) & 0x8000;
    const size = all & 0x7fffffff;
    if (size > infinity) halves[i] = sign | 0x7e00;
    else if (size >= tooLarge) halves[i] = sign | 0x7c00;
    else if (size < smallestNormal) {
      // From 0.5 on, a float32's last bit is 2⁻²⁴, like that of a half this small.
      halves[i] = sign | ((Math.fround(Math.abs(floats[i] as number) + 0.5) - 0.5) * 2 ** 24);
    } else {
      // 13 bits of the fraction are dropped; a carry goes into the exponent, as it should.
      halves[i] = sign | ((size - ((127 - 15) << 23) + 0xfff + ((size >>> 13) & 1)) >>> 13);
    }
  }
}

/** The upper halves of floats, rounded; a NaN stays one. */
function roundToBfloat16(floats: Float32Array, uppers: Uint16Array): void {
  const bits = bitsOf(floats);
  for (let i = 0; i < bits.length; i++) {
    const all = bits[i] as number;
    const isNaN = (all & 0x7fffffff) > infinity;
    uppers[i] = isNaN ? (all >>> 16) | 0x40 : (all + 0x7fff + ((all >>> 16) & 1)) >>> 16;
  }
}
