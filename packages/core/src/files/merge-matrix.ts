import { elementBytes, narrowInto, widenInto, type TensorView } from '@singlora/formats/bytes';
import { mergeNotFinite } from '../errors.ts';
import { smallestSquare } from '../magnitude.ts';
import { addLowRank } from './add-low-rank.ts';
import { rowsOf, type ArchivedUpdate } from './archived-update.ts';

/** So many numbers fit a processor's cache with what is made of them. */
const numbersAtOnce = 1 << 16;

/**
 * Merges an update into a matrix that lies in bytes, by blocks of rows.
 * @param from the bytes of the matrix before
 * @param into where the result is written, in the type that it has there
 * @throws {CoreError} `ADAPTER_NOT_FINITE`
 */
export function mergeMatrix(update: ArchivedUpdate, from: TensorView, into: TensorView): void {
  const { p, columns, rank, isOutIn, name } = update;
  const rows = p.length / rank;
  // The norm of a column is of all rows.
  const step = update.magnitude && !isOutIn ? rows : Math.ceil(numbersAtOnce / columns);
  const floats = new Float32Array(Math.min(step, rows) * columns);
  for (let row = 0; row < rows; row += step) {
    const end = Math.min(row + step, rows);
    const own = rowsOf(update, row, end);
    const values = floats.subarray(0, (end - row) * columns);
    widenInto(values, partOf(from, row * columns, end * columns));
    addLowRank(values, own);
    if (own.magnitude) setNorms(values, own.magnitude, isOutIn);
    if (!areFinite(values)) throw mergeNotFinite(name, ['the adapter']);
    narrowInto(partOf(into, row * columns, end * columns).bytes, values, into.dtype);
  }
}

/** Some of a tensor's numbers, from one to before another. */
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

/** In a loop, which is several times as fast as `every`. */
function areFinite(values: Float32Array): boolean {
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i])) return false;
  return true;
}
