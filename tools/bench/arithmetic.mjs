/**
 * Arithmetic of one training step of an encoder with LoRA on query and value, in GFLOP (a
 * multiplication and an addition count as two): what the formulas need, without work that is only
 * moving numbers. Backward passes no frozen weight's gradient, nothing below the first adapter, and
 * the last layer runs past its keys and values for one token a row.
 *
 * @param {{ width: number, depth: number, inner: number, length: number, batch: number, rank: number }} shape
 */
export function stepGflop({ width, depth, inner, length, batch, rank }) {
  const tokens = batch * length;
  const product = (rows, into, out) => 2 * rows * into * out;
  const square = (rows) => product(rows, width, width);
  const feedForward = (rows) => product(rows, width, inner) + product(rows, inner, width);
  const attention = (queries) => 2 * product(queries, width, length);
  const adapters = (rows) => 2 * product(rows, width, rank);
  // Forward and backward through each weight cost the same; attention's backward costs twice its forward.
  const whole = 2 * (4 * square(tokens) + feedForward(tokens)) + 3 * attention(tokens);
  const last =
    2 * (2 * square(tokens) + 2 * square(batch) + feedForward(batch)) + 3 * attention(batch);
  // x Q and h Pᵀ forward; dP, dQ and both factors' input gradients backward: query and value.
  const updates = depth * 2 * 3 * adapters(tokens);
  const belowFirst = 3 * square(tokens);
  return ((depth - 1) * whole + last + updates - belowFirst) / 1e9;
}
