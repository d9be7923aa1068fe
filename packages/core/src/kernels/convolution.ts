import * as tf from '@tensorflow/tfjs-core';
import { conv2d, type AxisPadding } from './conv2d.ts';

/** How the filter moves, one number for all axes or one for each, and whether it is trained. */
export interface ConvolutionOptions {
  /** How far the filter moves; 1 unless given. */
  stride?: number | readonly number[];
  /**
   * Zeros around x, as many on each side of every axis, or before and after it for each axis; none unless given. `same`, as in
   * TensorFlow: the fewest zeros with which `size′ = ⌈size / stride⌉`, an odd one at the end.
   */
  padding?: number | readonly AxisPadding[] | 'same';
  /** The dilation: the distance between the filter's entries along x; 1 unless given. */
  dilation?: number | readonly number[];
  /** The filter and bias are constants: no gradient reaches them. */
  frozen?: boolean;
}

/**
 * A convolution along one, two or three axes, channels last: x `[batch, ...sizes, in]`, filter `[...filterSizes, in, out]`, bias
 * `[out]`; y `[batch, ...sizes′, out]`. Along one axis it treats x as pictures of one row. Along three, each plane of the filter
 * is convolved with the pictures that it meets, and y is the sum. So {@link conv2d} does all the work and has the gradients.
 */
export function convolution(
  x: tf.Tensor,
  filter: tf.Tensor,
  bias?: tf.Tensor1D,
  { frozen = false, ...options }: ConvolutionOptions = {},
): tf.Tensor {
  const sizes = x.shape.slice(1, -1);
  const axes = sizes.map((size, i) => axisOf(size, filter.shape[i] as number, i, options));
  const [first, second, third] = axes as [Axis, Axis?, Axis?];
  if (!second) {
    const [picture, row] = [tf.expandDims(x, 1), tf.expandDims(filter, 0)];
    return tf.squeeze(alongTwo(picture, row, bias, [still, first], frozen), [1]);
  }
  if (!third) return alongTwo(x, filter, bias, [first, second], frozen);
  return alongThree(x, filter, bias, [first, second, third], frozen);
}

/** How a filter moves along one axis. */
interface Axis {
  readonly stride: number;
  readonly sides: AxisPadding;
  readonly dilation: number;
}

const still: Axis = { stride: 1, sides: [0, 0], dilation: 1 };

function axisOf(
  size: number,
  filterSize: number,
  at: number,
  { stride = 1, padding = 0, dilation = 1 }: ConvolutionOptions,
): Axis {
  const of = (each: number | readonly number[]) =>
    typeof each === 'number' ? each : (each[at] as number);
  const axis = { stride: of(stride), dilation: of(dilation) };
  if (padding === 'same')
    return { ...axis, sides: fewest(size, span(filterSize, axis.dilation), axis.stride) };
  return {
    ...axis,
    sides: typeof padding === 'number' ? [padding, padding] : (padding[at] as AxisPadding),
  };
}

/** The length of an axis that a filter covers. */
const span = (filterSize: number, dilation: number): number => (filterSize - 1) * dilation + 1;

/** The fewest zeros with which a filter that moves by `stride` covers the whole axis. */
function fewest(size: number, reach: number, stride: number): AxisPadding {
  const steps = Math.ceil(size / stride) - 1;
  const zeros = Math.max(0, steps * stride + reach - size);
  return [Math.floor(zeros / 2), Math.ceil(zeros / 2)];
}

const alongTwo = (
  x: tf.Tensor,
  filter: tf.Tensor,
  bias: tf.Tensor1D | undefined,
  [down, across]: readonly [Axis, Axis],
  frozen: boolean,
): tf.Tensor4D =>
  conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, bias, {
    stride: [down.stride, across.stride],
    padding: [down.sides, across.sides],
    dilation: [down.dilation, across.dilation],
    frozen,
  });

function alongThree(
  x: tf.Tensor,
  filter: tf.Tensor,
  bias: tf.Tensor1D | undefined,
  [{ stride, sides, dilation }, ...plane]: readonly [Axis, Axis, Axis],
  frozen: boolean,
): tf.Tensor {
  const [batch, depth, ...picture] = x.shape as [number, number, number, number, number];
  const [planes, ...filterPlane] = filter.shape as [number, number, number, number, number];
  const steps = Math.floor((depth + sides[0] + sides[1] - span(planes, dilation)) / stride) + 1;
  // Zeros at the end, so that the length divides into whole strides.
  const padded = tf.pad(tf.reshape(x, [batch, depth, -1]), [
    [0, 0],
    [sides[0], sides[1] + stride - 1],
    [0, 0],
  ]);
  /** The pictures that a plane of the filter meets, `[batch · steps, height, width, in]`. */
  const met = (from: number): tf.Tensor => {
    const stretches = tf.slice(padded, [0, from, 0], [batch, steps * stride, -1]);
    const each = tf.reshape(stretches, [batch * steps, stride, -1]);
    return tf.reshape(tf.slice(each, 0, [batch * steps, 1, -1]), [batch * steps, ...picture]);
  };
  const parts = Array.from({ length: planes }, (_, i) => {
    const own = tf.reshape(tf.slice(filter, i, 1), filterPlane);
    return alongTwo(met(i * dilation), own, i === 0 ? bias : undefined, plane, frozen);
  });
  const sum = parts.reduce((a, b) => tf.add(a, b));
  return tf.reshape(sum, [batch, steps, ...sum.shape.slice(1)]);
}
