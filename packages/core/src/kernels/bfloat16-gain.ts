import * as tf from '@tensorflow/tfjs-core';
import { heldInBfloat16 } from './bfloat16.ts';
import { isNative } from './native.ts';
import { product } from './product.ts';

/**
 * The speed-up of a product in bfloat16 over float32 on this processor, casts included: below 1 without AVX512-BF16, AMX or a
 * GPU. 0 where bfloat16 is not available. Takes some tens of milliseconds.
 */
export function bfloat16Gain(): number {
  if (!isNative()) return 0;
  return tf.tidy(() => {
    const x = tf.ones<tf.Rank.R2>([512, 768]);
    const weight = tf.ones<tf.Rank.R2>([768, 768]);
    const held = heldInBfloat16(weight);
    const times = { float32: Infinity, bfloat16: Infinity };
    for (let i = 0; i < 8; i++) {
      times.float32 = Math.min(
        times.float32,
        secondsOf(() => product(x, weight)),
      );
      times.bfloat16 = Math.min(
        times.bfloat16,
        secondsOf(() => product(x, held)),
      );
    }
    return times.float32 / times.bfloat16;
  });
}

/** Reads the result, so that a GPU has finished. */
function secondsOf(compute: () => tf.Tensor): number {
  const started = performance.now();
  tf.tidy(() => tf.slice(compute(), [0, 0], [1, 1])).dataSync();
  return (performance.now() - started) / 1000;
}
