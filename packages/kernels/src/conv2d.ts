import * as tf from '@tensorflow/tfjs-core';
import { differentiable, type NamedTensors } from './differentiable.ts';
import { filterGradient } from './filter-gradient.ts';
import { addBias, flat } from './product.ts';

/** Zeros around a picture: as many on each side, or `[[top, bottom], [left, right]]`. */
export type Padding =
  | number
  | readonly [readonly [top: number, bottom: number], readonly [left: number, right: number]];
type Sides = readonly [before: number, after: number];

/** How the filter moves, and whether it is trained. */
export interface Conv2dOptions {
  /** How far the filter moves along both axes; 1 unless given. */
  stride?: number;
  /** None unless given. */
  padding?: Padding;
  /**
   * The filter and bias are constants: no gradient reaches them, and x need not be kept for one.
   * Otherwise they have a gradient, computed only if asked for.
   */
  frozen?: boolean;
}

/**
 * A convolution as in PyTorch (a cross-correlation), channels last: x `[batch, height, width, in]`,
 * filter `[filterHeight, filterWidth, in, out]`, bias `[out]`; y `[batch, height′, width′, out]`
 * with `height′ = ⌊(height + padding − filterHeight) / stride⌋ + 1`.
 *
 * TensorFlow's op pads by itself only what keeps the size at stride 1; other zeros are put around x
 * before it.
 *
 * `dx` is the transposed convolution of dy, `dfilter[i, j] = Σ xᵀ dy` over the places where the
 * filter's number (i, j) meets x (filter-gradient.ts), `dbias = Σ dy`.
 */
export function conv2d(
  x: tf.Tensor4D,
  filter: tf.Tensor4D,
  bias?: tf.Tensor1D,
  { stride = 1, padding = 0, frozen = false }: Conv2dOptions = {},
): tf.Tensor4D {
  const [rows, columns] = typeof padding === 'number' ? bothSides(padding) : padding;
  const keepsSize =
    stride === 1 && isHalf(rows, filter.shape[0]) && isHalf(columns, filter.shape[1]);
  const method = keepsSize ? 'same' : 'valid';
  const isPadded = !keepsSize && [...rows, ...columns].some((zeros) => zeros > 0);
  const around: [number, number][] = [[0, 0], [...rows], [...columns], [0, 0]];

  const trained: NamedTensors = frozen ? {} : { filter, ...(bias && { bias }) };
  const inputs: NamedTensors = { x, ...trained };
  return differentiable(inputs, (keep) => {
    const padded = isPadded ? tf.pad(x, around) : x;
    const y = tf.conv2d(padded, filter, stride, method);
    const keptFilter = keep(filter);
    const keptPadded = frozen ? undefined : keep(padded);
    return {
      value: bias ? addBias(y, bias) : y,
      gradients: (dy) => {
        const slopes = dy as tf.Tensor4D;
        return {
          x: () => {
            const { shape } = padded;
            const dx = tf.conv2dTranspose(slopes, keptFilter(), shape, stride, method);
            return isPadded ? tf.slice(dx, [0, rows[0], columns[0], 0], x.shape) : dx;
          },
          filter: () =>
            filterGradient((keptPadded as () => tf.Tensor4D)(), slopes, {
              shape: filter.shape,
              stride,
              method,
            }),
          bias: () => tf.sum(flat(dy), 0),
        };
      },
    };
  }) as tf.Tensor4D;
}

function bothSides(zeros: number): [Sides, Sides] {
  return [
    [zeros, zeros],
    [zeros, zeros],
  ];
}

/** Whether so many zeros keep the size at stride 1, as many on both sides. */
function isHalf([before, after]: Sides, filterSize: number): boolean {
  return before === after && 2 * before === filterSize - 1;
}
