import * as tf from '@tensorflow/tfjs-core';
import * as z from 'zod/mini';
import type { CommonConfig } from './config.ts';
import { partOfWeight, type DrawnInit } from './init.ts';
import { trained, type ParameterSpec } from './method.ts';
import type { Layer } from './slot.ts';

/** How and over which fan a single factor is drawn. */
const drawnStart = z.strictObject({
  dist: z.enum(['uniform', 'normal']),
  fan: z._default(
    z.union([z.enum(['width', 'rank']), z.number().check(z.positive())], {
      error: 'expected "width", "rank" or a number above 0',
    }),
    'width',
  ),
});

/**
 * How a single factor A `[d, r]` starts, and over which fan. `uniform` draws from ±1/√fan (what PyTorch calls Kaiming
 * uniform with a = √5), `normal` has standard deviation 1/√fan.
 *
 * The default fan is the width d. The analysis of stable feature learning needs entries of order d^-1/2; with them
 * ‖Aᵀx‖ and the adapter's output keep their size as layers grow. "Kaiming" on a `[d, r]` tensor takes fan = r in the
 * common libraries, so that output grows like √d; `{ dist: 'uniform', fan: 'rank' }` reproduces those
 * (kyegomez/SingLoRA, PEFT-SingLoRA).
 */
export const factorInitSchema = z.prefault(
  z.extend(drawnStart, { dist: z._default(drawnStart.shape.dist, 'uniform') }),
  {},
);

export type FactorInit = z.infer<typeof factorInitSchema>;

/** {@link factorInitSchema}, or other starts. */
const startOr = <Others extends z.core.$ZodTypeDiscriminable>(others: Others) =>
  z.pipe(
    // Discriminated by `dist`, so that an error names the wrong setting rather than all of them.
    z.transform((given: unknown) =>
      typeof given === 'object' && given && (given as { dist?: unknown }).dist === undefined
        ? { ...given, dist: 'uniform' }
        : given,
    ),
    z.prefault(z.discriminatedUnion('dist', [drawnStart, others]), { dist: 'uniform' }),
  );

/**
 * Like {@link factorInitSchema}, or one of two starts of ours whose update is zero, so that A trains from the first
 * step without a ramp:
 * - `principal`: the A whose update is nearest to the weight's part of the r largest singular values, subtracted
 *   from the weight, after PiSSA (arXiv 2404.02948);
 * - `subtracted`: a random A, drawn uniformly, whose update is subtracted from the weight.
 */
export const startSchema = startOr(
  z.discriminatedUnion('dist', [
    z.strictObject({ dist: z.literal('principal') }),
    z.strictObject({ dist: z.literal('subtracted'), fan: drawnStart.shape.fan }),
  ]),
);

/**
 * Like {@link factorInitSchema}, or `paired`, for factors with half their directions negative: each negative one
 * starts equal to a positive one, drawn uniformly. The update is then zero though A is not, so A trains from the
 * first step without a ramp.
 */
export const pairedStartSchema = startOr(
  z.strictObject({ dist: z.literal('paired'), fan: drawnStart.shape.fan }),
);

/**
 * How the learning rate of a single factor follows the width: it is multiplied by (base_width/d)^exponent, d being the rows of
 * A. Under Adam the best rate then stays where it is as layers grow: tune on a small model (`base_width` is its width), train
 * a large one. Absent: one rate at every width.
 *
 * A step of Adam moves the entries of A by about the rate η, along the signs of the layer's input x and of its output's
 * gradient. So Δ(A*ᵀx) sums up to d · η, and the output A A*ᵀx moves along the gradient by η · dη: by order 1, with steps of
 * the size of A's own entries d^-1/2, for η ∝ d^-1/2. That is the default exponent. It suits models whose outputs move by
 * order 1 when the layer's do, as with μP's readout of entries 1/d; a readout with random entries N(0, 1/d) sums up to √d of
 * them, and tends to 3/4. `nx run theory:transfer` measures both. Sign descent follows the same rule; gradient descent, whose
 * steps have the gradient's size, does not.
 *
 * AdamW's decoupled decay is rate · weightDecay, so it is multiplied as well.
 */
export const lrScalingSchema = z.optional(
  z.strictObject({
    base_width: z.number().check(z.positive()),
    exponent: z._default(z.number(), 0.5),
  }),
);

/** A as the methods with a single factor declare it: shape, start, optimiser group. */
export function singleFactor(
  { inFeatures, outFeatures }: Layer,
  config: {
    readonly r: number;
    readonly init: FactorInit;
    readonly lr_scaling?: z.infer<typeof lrScalingSchema>;
  },
  key: string,
): ParameterSpec & { readonly init: DrawnInit } {
  const rows = Math.max(inFeatures, outFeatures);
  const { r, init, lr_scaling: scaling } = config;
  const lrScale = scaling ? (scaling.base_width / rows) ** scaling.exponent : 1;
  return {
    shape: [rows, r],
    init: factorInit(init, rows, r),
    group: { ...trained, lrScale },
    key,
  };
}

/** Like {@link singleFactor}, also for starts from the weight. */
export function startedFactor(
  layer: Layer,
  config: Omit<Parameters<typeof singleFactor>[1], 'init'> &
    Pick<CommonConfig, 'lora_alpha' | 'use_rslora'> & {
      readonly init: z.infer<typeof startSchema>;
    },
  key: string,
): ParameterSpec {
  const { init, ...rest } = config;
  const drawn = (from: FactorInit) => singleFactor(layer, { ...rest, init: from }, key);
  switch (init.dist) {
    case 'principal': {
      const part = partOfWeight('symmetric', "init: { dist: 'principal' }", layer, config);
      const spec = drawn({ dist: 'uniform', fan: 'width' });
      return { ...spec, init: { ...part, side: 'p', rankAxis: 1 } };
    }
    case 'subtracted': {
      const spec = drawn({ dist: 'uniform', fan: init.fan });
      return { ...spec, init: { dist: 'subtracted', of: spec.init } };
    }
    default:
      return drawn(init);
  }
}

function factorInit({ dist, fan }: FactorInit, rows: number, rank: number): DrawnInit {
  const over = fan === 'width' ? rows : fan === 'rank' ? rank : fan;
  return dist === 'uniform'
    ? { dist, bound: 1 / Math.sqrt(over) }
    : { dist, std: 1 / Math.sqrt(over) };
}

/**
 * The two sides of `A A*ᵀ`, A* being the first s = min(in, out) rows of A `[d, r]`: P `[out, r]` and Q `[in, r]`, so
 * `A A*ᵀ` where in < out, `A* Aᵀ` where in > out, and A itself on both sides of a square weight (section 4.4).
 */
export function bothSides(
  a: tf.Tensor2D,
  { inFeatures, outFeatures }: Layer,
): { p: tf.Tensor2D; q: tf.Tensor2D } {
  const first = (rows: number): tf.Tensor2D =>
    rows === a.shape[0] ? a : tf.slice(a, [0, 0], [rows, a.shape[1]]);
  return { p: first(outFeatures), q: first(inFeatures) };
}
