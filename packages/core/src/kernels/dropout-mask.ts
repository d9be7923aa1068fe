import * as tf from '@tensorflow/tfjs-core';
import { nativeOp } from './native.ts';

/**
 * A random bool tensor, true with probability 1 − rate. TensorFlow draws 32 bits at a time (Philox,
 * Salmon et al. 2011), which is the main cost, so each draw serves two elements, 16 bits each.
 */
export function nativeMask(
  shape: number[],
  rate: number,
  seed: tf.Tensor1D,
  site: number,
): tf.Tensor {
  const axis = shape.length - 1;
  const last = shape[axis] ?? 1;
  const threshold = Math.round(rate * 0x10000);
  const int32 = { type: 'int32' } as const;
  // Half of the last axis, not of all elements: each size in a recorded step is then linear in
  // batch and sequence length, including attention's [batch, heads, length, length].
  const half = [...shape.slice(0, axis), Math.ceil(last / 2)];
  const bits = nativeOp('StatelessRandomUniformFullInt', { dtype: int32, T: int32, Tseed: int32 }, [
    tf.tensor1d(half, 'int32'),
    tf.add(seed, tf.tensor1d([site, 0], 'int32')),
  ]);
  const low = nativeOp('BitwiseAnd', { T: int32 }, [bits, tf.scalar(0xffff, 'int32')]);
  const high = nativeOp('RightShift', { T: int32 }, [bits, tf.scalar(16, 'int32')]);
  const both = tf.concat(
    [
      tf.greaterEqual(low, tf.scalar(threshold, 'int32')),
      tf.greaterEqual(high, tf.scalar(threshold - 0x8000, 'int32')), // the shift keeps the sign
    ],
    axis,
  );
  return last % 2 === 0
    ? both
    : tf.slice(
        both,
        shape.map(() => 0),
        shape,
      );
}

/** The same on any backend: a counter-based hash, which has to read the seed. */
export function hashedMask(
  shape: number[],
  rate: number,
  seed: tf.Tensor1D,
  site: number,
): tf.Tensor {
  const [first = 0, second = 0] = seed.dataSync<'int32'>();
  const key = mix(mix(mix(first) ^ second) ^ site);
  const threshold = Math.round(rate * 0x10000);
  const mask = new Uint8Array(tf.util.sizeFromShape(shape));
  for (let i = 0; i < mask.length; i++) mask[i] = mix(i ^ key) >>> 16 >= threshold ? 1 : 0;
  return tf.tensor(mask, shape, 'bool');
}

/** MurmurHash3's 32-bit finaliser (Appleby), offset so that 0 does not map to itself. */
function mix(value: number): number {
  let h = (value + 0x9e3779b9) | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
