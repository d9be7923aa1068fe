import * as tf from '@tensorflow/tfjs-core';
import { widened } from './bfloat16.ts';
import { differentiable, once } from './differentiable.ts';
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
    const keptRows = once(() => keep(rows));
    const base = product(rows, weight, {
      transposeB: outIn,
      bias: gain ? undefined : bias,
      asHeld: !gain,
    });
    const keptBase = gain && keep(base);
    const keptGain = gain && keep(gain);
    const keptWeight = keep(weight);
    const terms = updates.map((update) => lowRank(update, rows, keptRows, keep));
    const keptForWeight = frozen ? undefined : keptRows();

    const scaled = gain ? tf.mul(base, gain) : base;
    const biased = bias && gain ? addBias(scaled as tf.Tensor2D, bias) : scaled;
    const y = widened(terms.reduce((sum, { addTo }) => addTo(sum), biased as tf.Tensor2D));

    return {
      value: unflat(y, x),
      gradients: (dy, share) => {
        const dRows = flat(dy);
        const dBase = keptGain ? share(() => tf.mul<tf.Tensor2D>(dRows, keptGain())) : () => dRows;
        const own = terms.map((term) => term.gradients(dRows, share));
        const throughX = own.filter((_, i) => updates[i]?.input === undefined);
        const gradients: Record<string, () => tf.Tensor> = {
          x: () => {
            const dx = product(dBase(), keptWeight(), { transposeB: !outIn, asHeld: true });
            const all = throughX.reduce((sum, { input }) => input(sum) as tf.Tensor2D, dx);
            return unflat(widened(all), x);
          },
          bias: () => tf.sum(dRows, 0),
        };
        if (keptBase) gradients['gain'] = () => tf.sum(tf.mul(dRows, keptBase()), 0);
        own.forEach((term, i) => Object.assign(gradients, numbered(term, i)));
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
