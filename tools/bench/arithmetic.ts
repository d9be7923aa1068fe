/** The values that determine a step's arithmetic. */
export interface Step {
  readonly batch: number;
  readonly length: number;
  readonly rank: number;
  readonly pass: 'train' | 'forward';
  /** The tokens that go through the last layer after its keys and values: only the token that is read in each row, or all. */
  readonly tokensThroughLastLayer: 'first' | 'all';
}

/** The fields of a transformer's config.json. */
export interface TransformerConfig {
  readonly hidden_size: number;
  readonly num_hidden_layers: number;
  readonly intermediate_size: number;
  readonly num_attention_heads: number;
  readonly num_key_value_heads?: number;
  readonly hidden_act: string;
}

/**
 * Arithmetic of one step of a transformer with LoRA on query and value, in GFLOP (multiplication
 * and addition count separately): what the formulas need, without pure data movement. The backward
 * pass computes no gradient of frozen weights and stops at the first adapter. Causal attention
 * counts in full.
 */
export function stepGflop(config: TransformerConfig, step: Step): number {
  const { hidden_size: width, num_hidden_layers: depth, num_attention_heads: heads } = config;
  const keyWidth = (width / heads) * (config.num_key_value_heads ?? heads);
  const { batch, length, rank, pass, tokensThroughLastLayer } = step;
  const tokens = batch * length;
  const product = (rows: number, into: number, out: number) => 2 * rows * into * out;
  const keysAndValues = 2 * product(tokens, width, keyWidth);
  // A gated feed-forward has three weights.
  const feedForward = config.hidden_act === 'silu' ? 3 : 2;
  /** The operations of a layer's weights after its keys and values, for this many rows of queries. */
  const weights = (rows: number) =>
    2 * product(rows, width, width) + feedForward * product(rows, width, config.intermediate_size);
  const attention = (rows: number) => 2 * product(rows, width, length);
  const training = pass === 'train';
  // Forward and backward cost the same through each weight; attention's backward costs twice its forward.
  const layer = (rows: number) =>
    (training ? 2 : 1) * (keysAndValues + weights(rows)) + (training ? 3 : 1) * attention(rows);
  const last = layer(tokensThroughLastLayer === 'all' ? tokens : batch);
  // x Q and h Pᵀ forward; dP, dQ and both factors' input gradients backward.
  const adapter = (out: number) => product(tokens, width, rank) + product(tokens, rank, out);
  const updates = depth * (training ? 3 : 1) * (adapter(width) + adapter(keyWidth));
  const belowFirst = training ? product(tokens, width, width) + keysAndValues : 0;
  return ((depth - 1) * layer(tokens) + last + updates - belowFirst) / 1e9;
}
