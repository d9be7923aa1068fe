import * as tf from '@tensorflow/tfjs-core';
import type { Gradients, Keep, Share } from './differentiable.ts';
import type { ProductSides } from './held-product.ts';
import { flat, unflat } from './product.ts';
import { thinProduct } from './thin-product.ts';

/** A low-rank change `scale · P Qᵀ` of a weight, applied through its factors only. */
export interface LowRankUpdate {
  /** `[out, r]` */
  p: tf.Tensor2D;
  /** `[in, r]` */
  q: tf.Tensor2D;
  scale: tf.Scalar;
  /** The input of the low-rank path in place of x, `[..., in]`, such as a dropped-out x. */
  input?: tf.Tensor;
}

type Inputs = keyof LowRankUpdate;

interface LowRankTerm {
  sides: ProductSides;
  /**
   * The gradients of the update's own tensors, and, as two factors, that of the term's input: x, unless the update
   * has its own input.
   */
  gradients(
    dy: tf.Tensor2D,
    share: Share,
  ): { own: Gradients<Inputs>; entering: () => ProductSides };
}

/**
 * The term `scale · x̃ Q Pᵀ` of a linear layer, and the gradients of all of an update's tensors. `rows` and `keptRows` are x
 * as `[rows, in]`.
 *
 * With h = x̃ Q, c = dyᵀ h `[out, r]` and u = scale · dy P `[rows, r]`:
 * `dP = scale · c`, `dQ = x̃ᵀ u`, `dx̃ = u Qᵀ`, `dscale = Σ P ⊙ c`.
 * All elementwise work is on the factors, `[out, r]`, never on `[rows, out]`.
 */
export function lowRank(
  update: LowRankUpdate,
  rows: tf.Tensor2D,
  keptRows: () => () => tf.Tensor2D,
  keep: Keep,
): LowRankTerm {
  const input = update.input ? flat(update.input) : rows;
  const x = update.input ? keep(input) : keptRows();
  const h = thinProduct(input, update.q);
  const keptH = keep(h);
  const [p, q, scale] = [keep(update.p), keep(update.q), keep(update.scale)];
  return {
    sides: { h, p: tf.mul(update.p, update.scale) },
    gradients: (dy, share) => {
      const c = share(() => thinProduct(dy, keptH(), { transposeA: true }));
      const u = share(() => thinProduct(dy, tf.mul(p(), scale())));
      const entering = () => ({ h: u(), p: q() });
      const own = {
        p: () => tf.mul(c(), scale()),
        q: () => thinProduct(x(), u(), { transposeA: true }),
        scale: () => tf.sum(tf.mul(p(), c())),
        input: () => unflat(thinProduct(u(), q(), { transposeB: true }), update.input ?? input),
      };
      return { own, entering };
    },
  };
}
