import { randomStream } from '@singlora/runtime';
import { rotation } from './change.ts';
import { grid, frobeniusNorm, addRows, multiplyRows, transposeRows, type Rows } from './rows.ts';
import { samples, type InvarianceCase } from './update-difference.ts';

/** Inputs `[samples, in]` and targets `[samples, out]` of one layer. */
interface Data {
  readonly x: Rows;
  readonly y: Rows;
}

/**
 * Measures like `updateDifferences` for SingLoRA, gradient descent and a rotation, but in double precision
 * and with a hand-written gradient (theorems 2 and 3 of the paper). Rounding then shrinks by nine orders; a
 * real difference would not. The frozen weight is zero here; another would only shift the targets.
 */
export function doubleDifferences({
  shape: [out, inputs],
  rank,
  firstStep,
  steps,
  seed,
}: Omit<InvarianceCase, 'method' | 'optimiser'>): number[] {
  const random = randomStream(seed, 'double');
  const draw = (rows: number, cols: number, std = 1) =>
    grid(rows, cols, () => std * random.normal());
  const data = { x: draw(samples, inputs), y: draw(samples, out) };
  const width = Math.max(out, inputs);
  const a = draw(width, rank, 1 / Math.sqrt(width));
  const rate = (firstStep * frobeniusNorm(a)) / frobeniusNorm(gradientOf(data, a));
  const start = updateOf(data, a);
  let one: Rows = a;
  let other: Rows = multiplyRows(a, rotation(rank, random).matrix);
  return Array.from({ length: steps }, () => {
    one = addRows(one, gradientOf(data, one), -rate);
    other = addRows(other, gradientOf(data, other), -rate);
    const now = updateOf(data, one);
    return (
      frobeniusNorm(addRows(now, updateOf(data, other), -1)) /
      frobeniusNorm(addRows(now, start, -1))
    );
  });
}

/** A's rows for the outputs and for the inputs: all rows for the longer side, the first ones for the shorter. */
const sides = ({ x, y }: Data, a: Rows) =>
  [a.slice(0, y[0]?.length), a.slice(0, x[0]?.length)] as const;

/** ΔW = A A*ᵀ, or A* Aᵀ, `[out, in]`. */
function updateOf(data: Data, a: Rows): Rows {
  const [forOut, forIn] = sides(data, a);
  return multiplyRows(forOut, transposeRows(forIn));
}

/** f(x) − y = x ΔWᵀ − y, `[samples, out]`. */
const errorOf = (data: Data, a: Rows): Rows =>
  addRows(multiplyRows(data.x, transposeRows(updateOf(data, a))), data.y, -1);

/** ½‖f(x) − y‖², summed over outputs and averaged over samples. */
export const lossOf = (data: Data, a: Rows) =>
  (0.5 * frobeniusNorm(errorOf(data, a)) ** 2) / data.x.length;

/**
 * ∂loss/∂A `[max(out, in), r]` from G = ∂loss/∂ΔW `[out, in]`. The rows for the outputs get G times A's rows for the
 * inputs; the rows for the inputs get Gᵀ times those for the outputs. On a square weight this is (G + Gᵀ) A.
 */
export function gradientOf(data: Data, a: Rows): Rows {
  const [forOut, forIn] = sides(data, a);
  const g = multiplyRows(transposeRows(errorOf(data, a)), data.x);
  const [left, right] = [multiplyRows(g, forIn), multiplyRows(transposeRows(g), forOut)];
  return a.map((row, i) =>
    row.map((_, j) => ((left[i]?.[j] ?? 0) + (right[i]?.[j] ?? 0)) / data.x.length),
  );
}
