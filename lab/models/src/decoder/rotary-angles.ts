import * as tf from '@tensorflow/tfjs-core';
import type { Rotation } from '@singlora/core/kernels';
import { z } from 'zod';

const theta = { rope_theta: z.number().positive().default(10_000) };
const factor = z.number().min(1);

/** How positions become angles: the `rope_parameters` of a config.json, by their `rope_type`. */
export const ropeSchema = z.discriminatedUnion(
  'rope_type',
  [
    z.object({ rope_type: z.literal('default'), ...theta }),
    // Scales only texts longer than the model's own positions, which are not read here.
    z.object({ rope_type: z.literal('dynamic'), ...theta }),
    z.object({ rope_type: z.literal('linear'), ...theta, factor }),
    z
      .object({
        rope_type: z.literal('llama3'),
        ...theta,
        factor,
        low_freq_factor: z.number().positive(),
        high_freq_factor: z.number().positive(),
        original_max_position_embeddings: z.number().positive(),
      })
      .refine((rope) => rope.low_freq_factor < rope.high_freq_factor, {
        path: ['high_freq_factor'],
        message: 'is not above low_freq_factor',
      }),
  ],
  'its rope_type is not supported: use one of default, dynamic, linear, llama3',
);

type Rope = z.infer<typeof ropeSchema>;

/**
 * The angle in radians by which each pair of a head's values turns from one position to the next:
 * `θ^(−2i / headDim)` (Su et al., arXiv 2104.09864), then scaled. `linear` divides all by the factor
 * (Chen et al., arXiv 2306.15595). `llama3` divides those that turn fewer than `low_freq_factor` times
 * within the original length, keeps those above `high_freq_factor` times, and interpolates in between
 * (Grattafiori et al., arXiv 2407.21783, and Meta's release of Llama 3.1).
 */
export function angularFrequencies(rope: Rope, headDim: number): number[] {
  const base = Array.from(
    { length: headDim / 2 },
    (_, i) => rope.rope_theta ** ((-2 * i) / headDim),
  );
  if (rope.rope_type === 'linear') return base.map((frequency) => frequency / rope.factor);
  if (rope.rope_type !== 'llama3') return base;
  const { factor, low_freq_factor: low, high_freq_factor: high } = rope;
  return base.map((frequency) => {
    const turns = (rope.original_max_position_embeddings * frequency) / (2 * Math.PI);
    const kept = Math.min(1, Math.max(0, (turns - low) / (high - low)));
    return frequency * (kept + (1 - kept) / factor);
  });
}

/** The rotation at int32 positions `[n]`. */
export function rotationAt(positions: tf.Tensor1D, frequencies: readonly number[]): Rotation {
  const column = tf.expandDims<tf.Tensor2D>(tf.cast(positions, 'float32'), 1);
  const angles = tf.mul<tf.Tensor2D>(column, tf.tensor2d([[...frequencies]]));
  return { cos: tf.cos(angles), sin: tf.sin(angles) };
}
