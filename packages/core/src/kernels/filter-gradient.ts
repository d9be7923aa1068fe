import * as tf from '@tensorflow/tfjs-core';
import { isNative } from './native.ts';
import { flat, product } from './product.ts';

interface Convolution {
  /** the filter's, `[filterHeight, filterWidth, in, out]` */
  shape: [number, number, number, number];
  stride: [down: number, across: number];
  /** `same` only at stride 1 with a filter of odd sizes */
  method: 'same' | 'valid';
}

/**
 * The gradient of a convolution's filter, of x `[batch, height, width, in]` and dy `[batch, height′,
 * width′, out]`. Natively TensorFlow's own; elsewhere, as the wasm backend has no such op, one product
 * of rows for each filter position: `x[i + stride · …, j + stride · …]ᵀ dy`.
 */
export function filterGradient(
  x: tf.Tensor4D,
  dy: tf.Tensor4D,
  { shape, stride, method }: Convolution,
): tf.Tensor4D {
  if (isNative()) {
    const attributes = { strides: stride, pad: method, dataFormat: 'NHWC', filterShape: shape };
    return tf.engine().runKernel(tf.Conv2DBackpropFilter, { x, dy }, attributes);
  }
  const [height, width, , out] = shape;
  const [down, across] = stride;
  const [batch, rows, columns] = dy.shape;
  const half = method === 'same' ? [(height - 1) / 2, (width - 1) / 2] : [0, 0];
  const [above = 0, left = 0] = half;
  const padded = tf.pad(x, [
    [0, 0],
    [above, above],
    [left, left],
    [0, 0],
  ]);
  const places = Array.from({ length: height * width }, (_, place) => {
    const [i, j] = [Math.floor(place / width), place % width];
    const end = [batch, i + down * (rows - 1) + 1, j + across * (columns - 1) + 1, x.shape[3]];
    const met = tf.stridedSlice(padded, [0, i, j, 0], end, [1, down, across, 1]);
    return product(flat(met), flat(dy), { transposeA: true });
  });
  return tf.reshape(tf.stack(places), [height, width, -1, out]);
}
