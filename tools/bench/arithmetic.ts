/** The sizes that a step's arithmetic follows from. */
export interface StepShape {
  readonly width: number;
  readonly depth: number;
  /** of the feed-forward */
  readonly inner: number;
  readonly length: number;
  readonly batch: number;
  readonly rank: number;
}

/**
 * Arithmetic of one training step of an encoder with LoRA on query and value, in GFLOP (a
 * multiplication and an addition count as two): what the formulas need, without work that is only
 * moving numbers. Backward passes no frozen weight's gradient, nothing below the first adapter, and
 * the last layer runs past its keys and values for one token a row.
 */
export function stepGflop({ width, depth, inner, length, batch, rank }: StepShape): number {
  const tokens = batch * length;
  const product = (rows: number, into: number, out: number) => 2 * rows * into * out;
  const square = (rows: number) => product(rows, width, width);
  const feedForward = (rows: number) => product(rows, width, inner) + product(rows, inner, width);
  const attention = (queries: number) => 2 * product(queries, width, length);
  const adapters = (rows: number) => 2 * product(rows, width, rank);
  // Forward and backward through each weight cost the same; attention's backward costs twice its forward.
  const whole = 2 * (4 * square(tokens) + feedForward(tokens)) + 3 * attention(tokens);
  const last =
    2 * (2 * square(tokens) + 2 * square(batch) + feedForward(batch)) + 3 * attention(batch);
  // x Q and h Pᵀ forward; dP, dQ and both factors' input gradients backward: query and value.
  const updates = depth * 2 * 3 * adapters(tokens);
  const belowFirst = 3 * square(tokens);
  return ((depth - 1) * whole + last + updates - belowFirst) / 1e9;
}
