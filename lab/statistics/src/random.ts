/** A source of random integers, such as a random stream of @singlora/runtime. */
export interface RandomIntegers {
  /** An integer in [0, below), uniformly. */
  integer(below: number): number;
}

/**
 * A seeded source of uniform 32-bit numbers (the splitmix32 generator): good enough for resampling,
 * so that the same records give the same page.
 */
export function seededRandom(seed: number): RandomIntegers & {
  /** A number in [0, 1), uniform over the multiples of 2⁻³². */
  uniform(): number;
} {
  let state = seed | 0;
  const uniform = () => {
    state = (state + 0x9e3779b9) | 0;
    let z = state ^ (state >>> 16);
    z = Math.imul(z, 0x21f0aaad);
    z ^= z >>> 15;
    z = Math.imul(z, 0x735a2d97);
    z ^= z >>> 15;
    return (z >>> 0) / 2 ** 32;
  };
  return { uniform, integer: (below) => Math.floor(uniform() * below) };
}
