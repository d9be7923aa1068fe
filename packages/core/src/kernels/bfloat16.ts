import type * as tf from '@tensorflow/tfjs-core';
import { isBfloat16, isNative, nativeOp } from './native.ts';

const float32 = { type: 'float32' } as const;
const bfloat16 = { type: 'bfloat16' } as const;

/** Rounds float32 numbers to bfloat16, to the nearest and ties to even. */
export const toBfloat16 = <T extends tf.Tensor>(x: T): T =>
  nativeOp('Cast', { SrcT: float32, DstT: bfloat16, Truncate: false }, [x]) as T;

/** The same numbers as float32. */
export const fromBfloat16 = <T extends tf.Tensor>(x: T): T =>
  nativeOp('Cast', { SrcT: bfloat16, DstT: float32, Truncate: false }, [x]) as T;

/**
 * A frozen matrix held in bfloat16, in half the memory. `linear` then rounds what is multiplied by it to bfloat16 too,
 * adds up in float32 and gives float32 (as `torch.autocast` does, whose result stays bfloat16); any other use takes {@link widened}. On the native
 * backend only.
 */
export function heldInBfloat16<T extends tf.Tensor>(matrix: T): T {
  if (!isNative()) throw new Error('bfloat16 needs the native TensorFlow backend.');
  return toBfloat16(matrix);
}

/** A tensor's numbers as float32: the tensor itself unless it is held in bfloat16. */
export const widened = <T extends tf.Tensor>(x: T): T => (isBfloat16(x) ? fromBfloat16(x) : x);
