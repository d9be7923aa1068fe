/** PyTorch's parameter of the cubic kernel (Keys 1981). */
const a = -0.75;

/** The kernel at a distance. */
function cubic(x: number): number {
  const t = Math.abs(x);
  if (t < 1) return ((a + 2) * t - (a + 3)) * t * t + 1;
  if (t < 2) return ((a * t - 5 * a) * t + 8 * a) * t - 4 * a;
  return 0;
}

/**
 * The matrix `[to · from]`, row by row, that interpolates `from` values along an axis to `to`: bicubic, as PyTorch's
 * `interpolate` with `align_corners=False`, with the outermost values repeated beyond the edge.
 */
export function bicubicMatrix(from: number, to: number): Float32Array {
  const matrix = new Float32Array(to * from);
  for (let row = 0; row < to; row++) {
    const centre = ((row + 0.5) * from) / to - 0.5;
    const first = Math.floor(centre) - 1;
    for (let i = first; i < first + 4; i++) {
      const at = row * from + Math.min(Math.max(i, 0), from - 1);
      matrix[at] = (matrix[at] ?? 0) + cubic(centre - i);
    }
  }
  return matrix;
}
