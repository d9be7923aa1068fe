/**
 * The output of a model's first layers for some examples. Where nothing in these layers is trained or drops out, it is the same in
 * every step, seed and method, and need be computed only once.
 */
export interface Prefix {
  /** the layer, counted from 0, that it enters */
  readonly layer: number;
  /** numbers a token: the model's hidden size */
  readonly width: number;
  /** Writes what enters that layer for an example, `[tokens, width]`, to the beginning of `states`. */
  read(example: number, states: Float32Array): void;
}
