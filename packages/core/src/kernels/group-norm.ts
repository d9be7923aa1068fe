import * as tf from '@tensorflow/tfjs-core';
import { differentiable, shareAll } from './differentiable.ts';
import { fusedOps } from './fused.ts';
import { siluSlope } from './silu.ts';

/** Groups, epsilon and activation of {@link groupNorm}. */
export interface GroupNormOptions {
  /** How many groups the channels fall into; a divisor of their number. */
  groups: number;
  /** Added to the variance. In Stable Diffusion 1e-5 in residual blocks, 1e-6 in transformers. */
  epsilon: number;
  /** The activation after the normalisation: SiLU, or none unless given. */
  activation?: 'silu';
}

/**
 * Group normalisation (Wu & He, arXiv 1803.08494) over a group's channels and all positions: `z = γ
 * ⊙ x̂ + β`, `x̂ = (x − mean) / √(variance + ε)`, `y = z` or `silu(z)`; x `[batch, ..., channels]`,
 * γ and β `[channels]`.
 *
 * The variance is that of each channel about its own mean plus that of these means about the
 * group's, so that a mean far from zero costs no precision; normalising is one product and one sum.
 *
 * With dz = dy or `dy ⊙ silu′(z)` and g = γ ⊙ dz: `dx = (g − mean(g) − x̂ mean(g ⊙ x̂)) /
 * √(variance + ε)` with means over the group, `dγ = Σ dz ⊙ x̂`, `dβ = Σ dz`. Besides x, the
 * composed form keeps the slope of SiLU, of x's size.
 *
 * @throws RangeError where the groups do not divide the channels
 */
export function groupNorm(
  x: tf.Tensor,
  gamma: tf.Tensor1D,
  beta: tf.Tensor1D,
  { groups, epsilon, activation }: GroupNormOptions,
): tf.Tensor {
  const [batch, channels] = [x.shape[0], gamma.shape[0]];
  if (channels % groups !== 0) {
    throw new RangeError(`${channels} channels do not fall into ${groups} groups of equal size.`);
  }
  const places = (t: tf.Tensor): tf.Tensor3D => tf.reshape(t, [batch, -1, channels]);
  const overPlaces = (t: tf.Tensor3D): tf.Tensor3D => tf.mean(t, 1, true);
  /** The mean of each channel's group, given one value per channel, `[batch, 1, channels]`. */
  const overGroup = (perChannel: tf.Tensor): tf.Tensor3D => {
    const grouped = tf.reshape(perChannel, [batch, groups, channels / groups]);
    const means = tf.mean(grouped, 2, true);
    return tf.reshape(tf.tile(means, [1, 1, channels / groups]), [batch, 1, channels]);
  };

  return differentiable({ x, gamma, beta }, (keep) => {
    const attributes = {
      groups,
      epsilon: { float: epsilon },
      activated: activation !== undefined,
    };
    const fits = x.shape.at(-1) === channels && beta.shape[0] === channels;
    const fused = fits ? fusedOps('GroupNorm', attributes, [x, gamma, beta], 3) : undefined;
    if (fused) {
      const [value, ...statistics] = fused as [tf.Tensor, tf.Tensor, tf.Tensor];
      const kept = [x, ...statistics, gamma, beta].map((tensor) => keep(tensor));
      return {
        value,
        gradients: (dy, share) => {
          const inputs = () => [dy, ...kept.map((tensor) => tensor())];
          const compute = () => fusedOps('GroupNormGrad', attributes, inputs(), 3) ?? [];
          const [dx, dGamma, dBeta] = shareAll(share, 3, compute) as [Made, Made, Made];
          return { x: dx, gamma: dGamma, beta: dBeta };
        },
      };
    }
    const own = overPlaces(places(x));
    const spread = overPlaces(tf.squaredDifference(places(x), own));
    const mean = overGroup(own);
    const variance = overGroup(tf.add(spread, tf.squaredDifference(own, mean)));
    const inverse = tf.rsqrt(tf.add(variance, epsilon));
    const scale = tf.mul<tf.Tensor3D>(inverse, gamma);
    const shift = tf.sub(beta, tf.mul(mean, scale));
    const z = tf.reshape(tf.add(tf.mul(places(x), scale), shift), x.shape);
    const gate = activation && tf.sigmoid(z);
    const value = gate ? tf.mul(z, gate) : z;

    const slope = gate && keep(() => siluSlope(value, gate));
    const [keptX, keptGamma, keptScale] = [keep(x), keep(gamma), keep(scale)];
    const [keptMean, keptInverse] = [keep(mean), keep(inverse)];
    return {
      value,
      gradients: (dy, share) => {
        const dz = slope ? share(() => tf.mul(dy, slope())) : () => dy;
        // Means over the positions of dz and of dz ⊙ x̂, `[batch, 1, channels]`
        const flatMean = share(() => overPlaces(places(dz())));
        const hatMean = share(() => {
          const product = overPlaces(places(tf.mul(dz(), keptX())));
          return tf.mul(tf.sub(product, tf.mul(keptMean(), flatMean())), keptInverse());
        });
        const total = (mean: tf.Tensor): tf.Tensor =>
          tf.mul(tf.sum(mean, [0, 1]), x.size / (batch * channels));
        return {
          x: () => {
            const along = overGroup(tf.mul(hatMean(), keptGamma()));
            const ofX = tf.mul(along, tf.square(keptInverse()));
            const flat = tf.mul(overGroup(tf.mul(flatMean(), keptGamma())), keptInverse());
            const taken = tf.add(
              tf.mul(places(keptX()), ofX),
              tf.sub(flat, tf.mul(ofX, keptMean())),
            );
            return tf.reshape(tf.sub(tf.mul(places(dz()), keptScale()), taken), x.shape);
          },
          gamma: () => total(hatMean()),
          beta: () => total(flatMean()),
        };
      },
    };
  });
}

type Made = () => tf.Tensor;
