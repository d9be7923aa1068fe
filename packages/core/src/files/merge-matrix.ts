import {
  areFinite,
  elementBytes,
  narrowInto,
  widenInto,
  type TensorView,
} from '../formats/bytes.ts';
import { mergeNotFinite } from '../errors.ts';
import { smallestSquare } from '../magnitude.ts';
import { addLowRank, type MatrixUpdate } from './add-low-rank.mjs';
import { updateRows, type ArchivedUpdate } from './archived-update.ts';

/** How many values are processed at once: with the results they fit a processor's last-level cache. */
const numbersAtOnce = 1 << 20;

/** Adds an update to a matrix and returns the matrix; until then nobody else may use it. */
export type AddLowRank = (
  matrix: Float32Array<ArrayBuffer>,
  update: MatrixUpdate,
) => Float32Array<ArrayBuffer> | Promise<Float32Array<ArrayBuffer>>;

/**
 * Merges an update into a matrix given as bytes, by blocks of rows.
 * @param from the bytes of the matrix before
 * @param into receives the result, in its own type
 * @param add as {@link addLowRank}, which another thread may do
 * @throws {CoreError} `ADAPTER_NOT_FINITE`
 */
export async function mergeMatrix(
  update: ArchivedUpdate,
  from: TensorView,
  into: TensorView,
  add: AddLowRank = addLowRank,
): Promise<void> {
  const { p, columns, rank, isOutIn, name } = update;
  const rows = p.length / rank;
  // The norm of a column needs all rows.
  const step = update.magnitude && !isOutIn ? rows : Math.ceil(numbersAtOnce / columns);
  const mergeRows = async (start: number, end: number): Promise<void> => {
    const own = updateRows(update, start, end);
    const before = new Float32Array((end - start) * columns);
    widenInto(before, partOf(from, start * columns, end * columns));
    const values = await add(before, own);
    if (own.magnitude) setNorms(values, own.magnitude, isOutIn);
    if (!areFinite(values, into.dtype)) throw mergeNotFinite(name, ['the adapter']);
    narrowInto(partOf(into, start * columns, end * columns).bytes, values, into.dtype);
  };
  const blocks = Array.from({ length: Math.ceil(rows / step) }, (_, block) => block * step);
  await Promise.all(blocks.map((start) => mergeRows(start, Math.min(start + step, rows))));
}

/** A tensor's values from `start` up to, not including, `end`. */
export function partOf(view: TensorView, start: number, end: number): TensorView {
  const size = elementBytes[view.dtype];
  return { ...view, bytes: view.bytes.subarray(start * size, end * size) };
}

/** DoRA's `m ∘ V / ‖V‖` in place of V, by the norm of each output. */
function setNorms(v: Float32Array, magnitude: Float32Array, isOutIn: boolean): void {
  const outputs = magnitude.length;
  const columns = isOutIn ? v.length / outputs : outputs;
  const squares = new Float64Array(outputs);
  for (let start = 0; start < v.length; start += columns)
    for (let column = 0; column < columns; column++) {
      const output = isOutIn ? start / columns : column;
      squares[output] = (squares[output] as number) + (v[start + column] as number) ** 2;
    }
  const gains = squares.map(
    (square, i) => (magnitude[i] as number) / Math.sqrt(Math.max(square, smallestSquare)),
  );
  for (let start = 0; start < v.length; start += columns)
    for (let column = 0; column < columns; column++) {
      const gain = gains[isOutIn ? start / columns : column] as number;
      v[start + column] = (v[start + column] as number) * gain;
    }
}
