/**
 * The output of a model's first layers for some examples. If these layers have no trained parameters and no dropout, it is the
 * same for every step, seed and method, and is computed only once.
 */
export interface Prefix {
  /** the layer, counted from 0, whose input it is */
  readonly layer: number;
  /** the values per token: the model's hidden size */
  readonly width: number;
  /** Writes that layer's input for an example, `[tokens, width]`, to the beginning of `states`. */
  read(example: number, states: Float32Array): void;
}
