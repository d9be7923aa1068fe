import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { toBfloat16, widened } from './bfloat16.ts';
import { expectClose, normal, onEachBackend } from './each-backend.test.support.ts';
import { isNative } from './native.ts';
import { thinProduct } from './thin-product.ts';

onEachBackend('thinProduct', () => {
  // Widths that fill no vector, more columns and rows than one block holds, and more columns than count as thin.
  it.each([
    { rows: 5, wide: 7, thin: 1 },
    { rows: 13, wide: 70, thin: 3 },
    { rows: 40, wide: 2100, thin: 8 },
    { rows: 40, wide: 400, thin: 23 },
    { rows: 6, wide: 9, thin: 33 },
  ])('$rows × $wide × $thin, in its three layouts', ({ rows, wide, thin }) => {
    tf.tidy(() => {
      const [x, factor, h] = [
        normal<tf.Rank.R2>([rows, wide], 1),
        normal<tf.Rank.R2>([wide, thin], 2),
        normal<tf.Rank.R2>([rows, thin], 3),
      ];
      const given = x.dataSync().slice();
      expectClose(thinProduct(x, factor), tf.matMul(x, factor), 1e-5);
      const up = tf.matMul<tf.Tensor2D>(h, factor, false, true);
      expectClose(thinProduct(h, factor, { transposeB: true }), up, 1e-5);
      const sum = thinProduct(h, factor, { transposeB: true, plus: x });
      expectClose(sum, tf.add(x, up), 1e-5);
      expectClose(thinProduct(x, h, { transposeA: true }), tf.matMul(x, h, true), 1e-5);
      expect(x.dataSync()).toEqual(given); // not written over
      if (!isNative()) return;
      const held = toBfloat16(x);
      const onHeld = thinProduct(h, factor, { transposeB: true, plus: held });
      expectClose(onHeld, tf.add(widened(held), up), 1e-5);
    });
  });
});
