/** Draws a uniform number in [0, 1). */
export type Uniform = () => number;

/**
 * A seeded sequence of uniform numbers of 32 bits (the splitmix32 generator): enough to draw
 * resamples by, so that the same records give the same page.
 */
export function seededUniform(seed: number): Uniform {
  let state = seed | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let z = state ^ (state >>> 16);
    z = Math.imul(z, 0x21f0aaad);
    z ^= z >>> 15;
    z = Math.imul(z, 0x735a2d97);
    z ^= z >>> 15;
    return (z >>> 0) / 2 ** 32;
  };
}
