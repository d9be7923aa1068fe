import * as tf from '@tensorflow/tfjs-core';
import { differentiable, type NamedTensors, type Shared } from './differentiable.ts';
import { isNative, nativeOp } from './native.ts';

/** A low-rank change `scale · P Qᵀ` of a weight, applied through its factors only. */
export interface LowRankUpdate {
  /** `[out, r]` */
  p: tf.Tensor2D;
  /** `[in, r]` */
  q: tf.Tensor2D;
  scale: tf.Scalar;
  /** `[..., in]`: what enters the low-rank path instead of x, such as a dropped-out x. */
  input?: tf.Tensor;
  /** `[out]`: multiplies the sum of base product and update, as DoRA's magnitude over norm. */
  gain?: tf.Tensor1D;
}

export interface LinearOptions {
  /** Order of the weight's axes: `[out, in]`, or `[in, out]` as in GPT-2's Conv1D. */
  layout?: 'out-in' | 'in-out';
  /**
   * The weight and bias are constants: no gradient reaches them, and x need not be kept for one.
   * Otherwise they have a gradient, computed only if asked for.
   */
  frozen?: boolean;
}

/**
 * `y = x Wᵀ + Σᵢ [gainᵢ ⊙ (x Wᵀ + scaleᵢ · x̃ᵢ Qᵢ Pᵢᵀ) − x Wᵀ] + bias`
 *
 * x is `[..., in]`, y `[..., out]`; x̃ᵢ is the update's own input or x, an absent gain is 1, so
 * that stacked updates add up as in PEFT. The `[out, in]` matrix P Qᵀ is never built.
 *
 * With h = x̃ Q, u = dy (gain ⊙ P) and c = dyᵀ h `[out, r]`:
 * `dP = scale · gain ⊙ c`, `dQ = scale · x̃ᵀ u`, `dx̃ = scale · u Qᵀ`, `dscale = Σ gain ⊙ P ⊙ c`,
 * `dgain = Σₙ dy ⊙ x Wᵀ + scale · Σᵣ P ⊙ c`; with e = 1 + Σᵢ (gainᵢ − 1):
 * `dx = (e ⊙ dy) W`, `dW = (e ⊙ dy)ᵀ x`, `dbias = Σₙ dy`.
 */
export function linear(
  x: tf.Tensor,
  weight: tf.Tensor2D,
  bias?: tf.Tensor1D,
  updates: readonly LowRankUpdate[] = [],
  options: LinearOptions = {},
): tf.Tensor {
  const transposed = options.layout !== 'in-out';
  const frozen = options.frozen ?? false;
  const readsX = !frozen || updates.some(({ input }) => input === undefined);
  const hasGain = updates.some(({ gain }) => gain !== undefined);
  const outFeatures = weight.shape[transposed ? 0 : 1];

  return differentiable<string, NamedTensors>({
    inputs: {
      x,
      ...(frozen ? {} : { weight, ...(bias && { bias }) }),
      ...prefixed(updates.map(factors)),
    },
    forward: () => {
      const rows = flat(x);
      // All that the gradients read is saved: the caller may free it on the way forward.
      const saved: NamedTensors = { weight, ...prefixed(updates.map(factors)) };
      if (readsX) saved['x'] = x;
      const base = product(rows, weight, false, transposed);
      let y = base;
      if (hasGain) {
        saved['base'] = base;
        y = tf.mul(y, baseGain(updates));
      }
      if (bias) y = addBias(y, bias);
      updates.forEach((update, i) => {
        const h = product(update.input ? flat(update.input) : rows, update.q);
        saved[`h.${i}`] = h;
        y = tf.add(y, product(h, tf.mul(gained(update), update.scale), false, true));
      });
      return { value: tf.reshape(y, [...x.shape.slice(0, -1), outFeatures]), saved };
    },
    backward: (dy, saved, shared) => {
      const dRows = flat(dy);
      const kept = updates.map((_, i) => savedUpdate(saved, i));
      const effective = shared(() => (hasGain ? tf.mul(dRows, baseGain(kept)) : dRows));
      const own = kept.map((update, i) => updateGradients(update, i, dRows, saved, shared));
      return {
        x: () => {
          const parts = [
            product(effective(), saved['weight']!, false, !transposed),
            ...own.flatMap(({ input }, i) => (updates[i]?.input ? [] : [input()])),
          ];
          return tf.reshape(parts.length > 1 ? tf.addN(parts) : parts[0]!, x.shape);
        },
        weight: () => {
          const rows = flat(saved['x']!);
          return transposed ? product(effective(), rows, true) : product(rows, effective(), true);
        },
        bias: () => tf.sum(dRows, 0),
        ...prefixed(own),
      };
    },
  });
}

function updateGradients(
  update: LowRankUpdate,
  i: number,
  dy: tf.Tensor2D,
  saved: NamedTensors,
  shared: Shared,
): Record<'p' | 'q' | 'scale' | 'input' | 'gain', () => tf.Tensor> {
  const { p, q, scale, gain } = update;
  const u = shared(() => product(dy, tf.mul(gained(update), scale))); // scale already in
  const c = shared(() => product(dy, saved[`h.${i}`]!, true));
  const byGain = (t: tf.Tensor): tf.Tensor => (gain ? tf.mul(t, tf.expandDims(gain, 1)) : t);
  const input = update.input ?? saved['x']!;
  return {
    p: () => tf.mul(byGain(c()), scale),
    q: () => product(flat(input), u(), true),
    scale: () => tf.sum(tf.mul(gained(update), c())),
    input: () => tf.reshape(product(u(), q, false, true), update.input?.shape ?? [-1, q.shape[0]]),
    gain: () =>
      tf.add(tf.sum(tf.mul(dy, saved['base']!), 0), tf.mul(tf.sum(tf.mul(p, c()), 1), scale)),
  };
}

function factors({ p, q, scale, input, gain }: LowRankUpdate) {
  return { p, q, scale, input, gain };
}

/** The update as the forward pass saw it. */
function savedUpdate(saved: NamedTensors, i: number): LowRankUpdate {
  const named = ['p', 'q', 'scale', 'input', 'gain'].map((name) => [name, saved[`${name}.${i}`]]);
  return Object.fromEntries(named) as unknown as LowRankUpdate;
}

/** gain ⊙ P, `[out, r]`. */
function gained({ p, gain }: LowRankUpdate): tf.Tensor {
  return gain ? tf.mul(p, tf.expandDims(gain, 1)) : p;
}

/** What multiplies x Wᵀ: 1 + Σᵢ (gainᵢ − 1), `[out]`. */
function baseGain(updates: readonly LowRankUpdate[]): tf.Tensor {
  const gains = updates.flatMap(({ gain }) => (gain ? [gain] : []));
  return tf.add(tf.addN(gains), 1 - gains.length);
}

/** `[{ p, q }, { p }]` → `{ 'p.0', 'q.0', 'p.1' }` */
function prefixed<T>(records: readonly Record<string, T | undefined>[]): Record<string, T> {
  return Object.fromEntries(
    records.flatMap((record, i) =>
      Object.entries(record).flatMap(([name, value]) =>
        value === undefined ? [] : [[`${name}.${i}`, value] as const],
      ),
    ),
  );
}

/** `[..., n]` → `[rows, n]` */
function flat(x: tf.Tensor): tf.Tensor2D {
  return tf.reshape(x, [-1, x.shape[x.rank - 1] ?? 1]);
}

/** TensorFlow's MatMul rather than tfjs's batched one: its graph optimiser fuses only the former. */
function product(a: tf.Tensor, b: tf.Tensor, transposeA = false, transposeB = false): tf.Tensor2D {
  if (!isNative()) return tf.matMul(a as tf.Tensor2D, b as tf.Tensor2D, transposeA, transposeB);
  const attributes = {
    T: { type: 'float32' },
    transpose_a: transposeA,
    transpose_b: transposeB,
  } as const;
  return nativeOp('MatMul', attributes, [a, b]) as tf.Tensor2D;
}

/** Likewise BiasAdd, which joins the product before it. */
function addBias(x: tf.Tensor2D, bias: tf.Tensor1D): tf.Tensor2D {
  if (!isNative()) return tf.add(x, bias);
  return nativeOp('BiasAdd', { T: { type: 'float32' }, data_format: 'NHWC' }, [
    x,
    bias,
  ]) as tf.Tensor2D;
}
