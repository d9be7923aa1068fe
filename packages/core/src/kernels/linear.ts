import * as tf from '@tensorflow/tfjs-core';
import { adaptedProduct, withTerms } from './adapted-product.ts';
import { differentiable, atMostOnce } from './differentiable.ts';
import { lowRank, type LowRankUpdate } from './low-rank.ts';
import { addBias, flat, product, unflat } from './product.ts';

/** The weight's layout, and whether it is frozen. */
export interface LinearOptions {
  /** Order of the weight's axes: `[out, in]`, or `[in, out]` as in GPT-2's Conv1D. */
  layout?: 'out-in' | 'in-out';
  /**
   * The weight and bias are constants, the weight held in bfloat16 if that is wanted (`heldInBfloat16`): no gradient reaches them, and x need not be kept for one.
   * Otherwise they have a gradient, computed only if asked for.
   */
  frozen?: boolean;
  /** `[out]`: multiplies x Wᵀ, as DoRA's magnitude over norm. */
  gain?: tf.Tensor1D;
}

/**
 * `y = gain ⊙ x Wᵀ + Σᵢ scaleᵢ · x̃ᵢ Qᵢ Pᵢᵀ + bias`
 *
 * x is `[..., in]`, y `[..., out]`; x̃ᵢ is the update's own input or x, an absent gain is 1. The `[out, in]` matrix P Qᵀ is
 * never built.
 *
 * `dx = (gain ⊙ dy) W + Σᵢ dx̃ᵢ` (of updates without an own input), `dW = (gain ⊙ dy)ᵀ x`, `dgain = Σ over rows of dy ⊙ x Wᵀ`,
 * `dbias = Σ over rows of dy`; those of the updates are in low-rank.ts.
 */
export function linear(
  x: tf.Tensor,
  weight: tf.Tensor2D,
  bias?: tf.Tensor1D,
  updates: readonly LowRankUpdate[] = [],
  { layout = 'out-in', frozen = false, gain }: LinearOptions = {},
): tf.Tensor {
  const outIn = layout === 'out-in';
  const inputs = {
    x,
    ...numbered(frozen ? { gain } : { weight, bias, gain }, ''),
    ...Object.assign({}, ...updates.map((update, i) => numbered({ ...update }, i))),
  } as Record<string, tf.Tensor>;

  return differentiable(inputs, (keep) => {
    const rows = flat(x);
    const keptRows = atMostOnce(() => keep(rows));
    const base = gain && product(rows, weight, { transposeB: outIn });
    const keptBase = base && keep(base);
    const keptGain = gain && keep(gain);
    const keptWeight = keep(weight);
    const terms = updates.map((update) => lowRank(update, rows, keptRows, keep));
    const keptForWeight = frozen ? undefined : keptRows();

    const sides = terms.map((term) => term.sides);
    const scaled = base && gain && tf.mul<tf.Tensor2D>(base, gain);
    const y = scaled
      ? withTerms(bias ? addBias(scaled, bias) : scaled, sides)
      : adaptedProduct(rows, weight, sides, { transposeB: outIn, bias });

    return {
      value: unflat(y, x),
      gradients: (dy, share) => {
        const dRows = flat(dy);
        const dBase = keptGain ? share(() => tf.mul<tf.Tensor2D>(dRows, keptGain())) : () => dRows;
        const ofTerms = terms.map((term) => term.gradients(dRows, share));
        const throughX = ofTerms.filter((_, i) => updates[i]?.input === undefined);
        const gradients: Record<string, () => tf.Tensor> = {
          x: () => {
            const sides = throughX.map(({ entering }) => entering());
            return unflat(adaptedProduct(dBase(), keptWeight(), sides, { transposeB: !outIn }), x);
          },
          bias: () => tf.sum(dRows, 0),
        };
        if (keptBase) gradients['gain'] = () => tf.sum(tf.mul(dRows, keptBase()), 0);
        ofTerms.forEach(({ own }, i) => Object.assign(gradients, numbered({ ...own }, i)));
        if (keptForWeight) {
          gradients['weight'] = () =>
            outIn
              ? product(dBase(), keptForWeight(), { transposeA: true })
              : product(keptForWeight(), dBase(), { transposeA: true });
        }
        return gradients;
      },
    };
  });
}

/** `{ p, q, input: undefined }` → `{ p0, q0 }` */
function numbered<T>(record: Record<string, T>, index: number | ''): Record<string, T> {
  return Object.fromEntries(
    Object.entries(record).flatMap(([name, value]) =>
      value === undefined ? [] : [[`${name}${index}`, value]],
    ),
  );
}
