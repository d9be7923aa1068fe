import * as tf from '@tensorflow/tfjs-core';
import { fromBfloat16, toBfloat16, widened } from './bfloat16.ts';
import { differentiable, type NamedTensors } from './differentiable.ts';
import { filterGradient } from './filter-gradient.ts';
import { heldConvolution } from './held-convolution.ts';
import { isBfloat16, nativeOp } from './native.ts';
import { addBias, flat } from './product.ts';

/** Zeros before and after an axis. */
export type AxisPadding = readonly [before: number, after: number];

/** Zeros around a picture: as many on each side, or `[[top, bottom], [left, right]]`. */
export type Padding = number | readonly [rows: AxisPadding, columns: AxisPadding];

/** One number for both axes, or one for each. */
type PerAxis = number | readonly [down: number, across: number];

/** How the filter moves, and whether it is trained. */
export interface Conv2dOptions {
  /** How far the filter moves; 1 unless given. */
  stride?: PerAxis;
  /** The zeros around the picture; none unless given. */
  padding?: Padding;
  /** The dilation: the distance in pixels between the filter's entries; 1 unless given. */
  dilation?: PerAxis;
  /**
   * The filter and bias are constants, the filter held in bfloat16 if that is wanted (`heldInBfloat16`): no gradient reaches them,
   * and x need not be kept for one.
   * Otherwise they have a gradient, computed only if asked for.
   */
  frozen?: boolean;
}

/**
 * A convolution as in PyTorch (a cross-correlation), channels last: x `[batch, height, width, in]`,
 * filter `[filterHeight, filterWidth, in, out]`, bias `[out]`; y `[batch, height′, width′, out]`
 * with `height′ = ⌊(height + padding − filterHeight) / stride⌋ + 1`. A dilated filter is run as a larger one with zeros in between.
 *
 * TensorFlow's op pads only so as to keep the size at stride 1; x is padded beforehand in other
 * cases.
 *
 * `dx` is the transposed convolution of dy, `dfilter[i, j] = Σ xᵀ dy` over the positions where the
 * filter's entry (i, j) meets x (filter-gradient.ts), `dbias = Σ dy`.
 *
 * @throws RangeError where the filter is larger than the padded picture
 */
export function conv2d(
  x: tf.Tensor4D,
  filter: tf.Tensor4D,
  bias?: tf.Tensor1D,
  { stride: perAxis = 1, padding = 0, dilation = 1, frozen = false }: Conv2dOptions = {},
): tf.Tensor4D {
  const stride = pair(perAxis);
  const [down, across] = pair(dilation);
  if (down > 1 || across > 1) {
    const larger = spread(widened(filter), down, across);
    return conv2d(x, larger, bias, { stride, padding, frozen });
  }
  const [rows, columns] = typeof padding === 'number' ? [even(padding), even(padding)] : padding;
  const keepsSize =
    stride.every((one) => one === 1) &&
    isHalf(rows, filter.shape[0]) &&
    isHalf(columns, filter.shape[1]);
  const method = keepsSize ? 'same' : 'valid';
  const isPadded = !keepsSize && [...rows, ...columns].some((zeros) => zeros > 0);
  const around: [number, number][] = [[0, 0], [...rows], [...columns], [0, 0]];

  const [, height, width] = x.shape;
  const [tall, wide] = filter.shape;
  const places = [height + rows[0] + rows[1], width + columns[0] + columns[1]] as const;
  if (places[0] < tall || places[1] < wide)
    throw new RangeError(
      `A filter of ${tall} × ${wide} does not fit into ${places.join(' × ')} places.`,
    );

  const trained: NamedTensors = frozen ? {} : { filter, ...(bias && { bias }) };
  const inputs: NamedTensors = { x, ...trained };
  return differentiable(inputs, (keep) => {
    const moves = { stride, before: [rows[0], columns[0]] } as const;
    const size = [
      Math.floor((places[0] - tall) / stride[0]) + 1,
      Math.floor((places[1] - wide) / stride[1]) + 1,
    ] as const;
    const held = heldConvolution(x, filter, { ...moves, size, bias });
    if (held) {
      const keptFilter = keep(filter);
      const back = { ...moves, size: [height, width], transposed: true } as const;
      const dx = (dy: tf.Tensor) => heldConvolution(dy as tf.Tensor4D, keptFilter(), back);
      return { value: held, gradients: (dy) => ({ x: () => dx(dy) as tf.Tensor4D }) };
    }
    const padded = isPadded ? tf.pad(x, around) : x;
    const y = convolved(padded, filter, stride, method);
    const keptFilter = keep(filter);
    const keptPadded = frozen ? undefined : keep(padded);
    return {
      value: bias ? addBias(y, bias) : y,
      gradients: (dy) => {
        const slopes = dy as tf.Tensor4D;
        return {
          x: () => {
            const { shape } = padded;
            const dx = transposed(slopes, keptFilter(), shape, stride, method);
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

type Method = 'same' | 'valid';
type Stride = [down: number, across: number];

/** The convolution of x. Where the filter is held in bfloat16, x is rounded to it, and sums are float32. */
function convolved(x: tf.Tensor4D, filter: tf.Tensor4D, stride: Stride, method: Method) {
  if (!isBfloat16(filter)) return tf.conv2d(x, filter, stride, method);
  return fromBfloat16(nativeOp('Conv2D', inBfloat16(stride, method), [toBfloat16(x), filter]));
}

/** The gradient of the convolution's input, which has this shape. */
function transposed(
  dy: tf.Tensor4D,
  filter: tf.Tensor4D,
  shape: tf.Tensor4D['shape'],
  stride: Stride,
  method: Method,
) {
  if (!isBfloat16(filter)) return tf.conv2dTranspose(dy, filter, shape, stride, method);
  const inputs = [tf.tensor1d(shape, 'int32'), filter, toBfloat16(dy)];
  return fromBfloat16(nativeOp('Conv2DBackpropInput', inBfloat16(stride, method), inputs));
}

const inBfloat16 = (stride: Stride, method: Method) => ({
  T: { type: 'bfloat16' } as const,
  strides: [1, ...stride, 1],
  padding: method.toUpperCase(),
  data_format: 'NHWC',
});

const even = (zeros: number): AxisPadding => [zeros, zeros];

const pair = (perAxis: PerAxis): [down: number, across: number] =>
  typeof perAxis === 'number' ? [perAxis, perAxis] : [...perAxis];

/** The filter with `down` − 1 rows and `across` − 1 columns of zeros between its entries. */
function spread(filter: tf.Tensor4D, down: number, across: number): tf.Tensor4D {
  const [height, width, from, to] = filter.shape;
  const [tall, wide] = [(height - 1) * down + 1, (width - 1) * across + 1];
  const behind = (x: tf.Tensor3D, zeros: number) => tf.pad(x, [[0, 0], [0, zeros], [0, 0]]); // prettier-ignore
  const rows = behind(tf.reshape(filter, [height, 1, -1]), down - 1);
  const columns = tf.slice(tf.reshape(rows, [height * down, -1]), 0, tall);
  const all = behind(tf.reshape(columns, [tall * width, 1, -1]), across - 1);
  return tf.slice(tf.reshape<tf.Rank.R4>(all, [tall, width * across, from, to]), 0, [
    tall,
    wide,
    from,
    to,
  ]);
}

/** Whether so many zeros keep the size at stride 1, as many on both sides. */
function isHalf([before, after]: AxisPadding, filterSize: number): boolean {
  return before === after && 2 * before === filterSize - 1;
}
