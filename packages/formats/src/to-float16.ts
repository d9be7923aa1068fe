/** 2⁻¹⁴, the smallest half precision number with all its digits, as a float's bits. */
const smallestNormal = 0x38800000;
/** 65,520, from which on numbers are nearer to 65,536, which there is no half for. */
const tooLarge = 0x477ff000;
const infinity = 0x7f800000;

/**
 * Numbers in half precision, as the 16 bits of each: rounded to the nearest, halfway to the even one, as
 * PyTorch does. Numbers of 65,520 and more become infinite.
 */
export function toFloat16(floats: Float32Array): Uint16Array {
  const bits = new Uint32Array(floats.buffer, floats.byteOffset, floats.length);
  return Uint16Array.from(floats, (value, i) => {
    const all = bits[i] as number;
    const sign = (all >>> 16) & 0x8000;
    const size = all & 0x7fffffff;
    if (size > infinity) return sign | 0x7e00;
    if (size >= tooLarge) return sign | 0x7c00;
    if (size < smallestNormal) return sign | roundToEven(Math.abs(value) * 2 ** 24);
    // 13 of the fraction's bits go; what is carried over goes to the exponent, as it should.
    const odd = (size >>> 13) & 1;
    return sign | ((size - ((127 - 15) << 23) + 0xfff + odd) >>> 13);
  });
}

function roundToEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  return below + Number(rest > 0.5 || (rest === 0.5 && below % 2 === 1));
}
