import type * as tf from '@tensorflow/tfjs-core';
import { widened } from './bfloat16.ts';
import { heldProduct, type ProductSides } from './held-product.ts';
import { product, type ProductOptions } from './product.ts';
import { thinProduct } from './thin-product.ts';

/** a b + bias + Σ h pᵀ in float32: an adapted layer's output, or the gradient of its input. */
export function adaptedProduct(
  a: tf.Tensor2D,
  b: tf.Tensor2D,
  terms: readonly ProductSides[],
  options: Pick<ProductOptions, 'transposeB' | 'bias'>,
): tf.Tensor2D {
  const [plus, ...others] = terms;
  const held = heldProduct(a, b, { ...options, plus });
  if (held) return withTerms(held, others);
  return widened(withTerms(product(a, b, { ...options, asHeld: true }), terms));
}

/** y + Σ h pᵀ, in float32 where there is a term. */
export const withTerms = (y: tf.Tensor2D, terms: readonly ProductSides[]): tf.Tensor2D =>
  terms.reduce((sum, { h, p }) => thinProduct(h, p, { transposeB: true, plus: sum }), y);
