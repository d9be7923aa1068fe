import { bitsOf, elementBytes, type Dtype } from './dtype.ts';
import { notNarrowed } from './errors.ts';

/** Writes numbers as the elements of a type; both have the same count, and the bytes start at a multiple of an element. */
type Narrow = (floats: Float32Array, bytes: Uint8Array) => void;

/** F32 is copied, F64 is exact, F16 and BF16 are rounded to the nearest, halfway to the even one, as PyTorch does. */
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

/** Whether {@link narrowInto} can write numbers of this type. */
export const isFloat = (dtype: Dtype): boolean => dtype in narrowings;

/**
 * Writes numbers as elements of a type, into as many bytes as they take.
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

/** Numbers in half precision, as the 16 bits of each. Those of 65,520 and more become infinite. */
export function toFloat16(floats: Float32Array): Uint16Array<ArrayBuffer> {
  const halves = new Uint16Array(floats.length);
  roundToFloat16(floats, halves);
  return halves;
}

/** 2⁻¹⁴, the smallest half precision number with all its digits, as a float's bits. */
const smallestNormal = 0x38800000;
/** 65,520, from which on numbers are nearer to 65,536, which there is no half for. */
const tooLarge = 0x477ff000;
const infinity = 0x7f800000;

function roundToFloat16(floats: Float32Array, halves: Uint16Array): void {
  const bits = bitsOf(floats);
  for (let i = 0; i < bits.length; i++) {
    const all = bits[i] as number;
    const sign = (all >>> 16) & 0x8000;
    const size = all & 0x7fffffff;
    if (size > infinity) halves[i] = sign | 0x7e00;
    else if (size >= tooLarge) halves[i] = sign | 0x7c00;
    else if (size < smallestNormal) {
      // The last digit of a float32 from 0.5 on is 2⁻²⁴, that of a half this small.
      halves[i] = sign | ((Math.fround(Math.abs(floats[i] as number) + 0.5) - 0.5) * 2 ** 24);
    } else {
      // 13 of the fraction's bits go; what is carried over goes to the exponent, as it should.
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
