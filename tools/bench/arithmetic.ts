/** The sizes that a step's arithmetic follows from. */
export interface StepShape {
  readonly width: number;
  readonly depth: number;
  /** of the feed-forward */
  readonly inner: number;
  readonly length: number;
  readonly batch: number;
  readonly rank: number;
  /** of keys and values, where heads share them; by default the width */
  readonly keyWidth?: number;
  /** a feed-forward of three weights */
  readonly gated?: boolean;
  readonly pass?: 'train' | 'forward';
  /** what goes through the last layer past its keys and values: the token that is read of each row, or all */
  readonly lastLayer?: 'first' | 'all';
}

/**
 * Arithmetic of one step of a transformer with LoRA on query and value, in GFLOP (a multiplication
 * and an addition count as two): what the formulas need, without work that is only moving numbers.
 * Backward passes no frozen weight's gradient and nothing below the first adapter. Causal attention
 * counts whole.
 */
export function stepGflop(shape: StepShape): number {
  const { width, depth, inner, length, batch, rank } = shape;
  const { keyWidth = width, gated = false, pass = 'train', lastLayer = 'first' } = shape;
  const tokens = batch * length;
  const product = (rows: number, into: number, out: number) => 2 * rows * into * out;
  const keysAndValues = 2 * product(tokens, width, keyWidth);
  /** Of a layer past its keys and values, for so many rows of queries. */
  const weights = (rows: number) =>
    2 * product(rows, width, width) + (gated ? 3 : 2) * product(rows, width, inner);
  const attention = (rows: number) => 2 * product(rows, width, length);
  const training = pass === 'train';
  // Forward and backward through each weight cost the same; attention's backward costs twice its forward.
  const layer = (rows: number) =>
    (training ? 2 : 1) * (keysAndValues + weights(rows)) + (training ? 3 : 1) * attention(rows);
  const last = layer(lastLayer === 'all' ? tokens : batch);
  // x Q and h Pᵀ forward; dP, dQ and both factors' input gradients backward.
  const adapter = (out: number) => product(tokens, width, rank) + product(tokens, rank, out);
  const updates = depth * (training ? 3 : 1) * (adapter(width) + adapter(keyWidth));
  const belowFirst = training ? product(tokens, width, width) + keysAndValues : 0;
  return ((depth - 1) * layer(tokens) + last + updates - belowFirst) / 1e9;
}

interface TransformerConfig {
  readonly hidden_size: number;
  readonly num_hidden_layers: number;
  readonly intermediate_size: number;
  readonly num_attention_heads: number;
  readonly num_key_value_heads?: number;
  readonly hidden_act: string;
}

/** A model's part of {@link StepShape}, from its config.json's content. */
export function modelShape(config: TransformerConfig) {
  const { hidden_size: width, num_attention_heads: heads } = config;
  return {
    width,
    depth: config.num_hidden_layers,
    inner: config.intermediate_size,
    keyWidth: (width / heads) * (config.num_key_value_heads ?? heads),
    gated: config.hidden_act === 'silu',
  };
}
