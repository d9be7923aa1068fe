import * as tf from '@tensorflow/tfjs-core';
import { attend } from '../blocks/attend.ts';
import type { NetworkPart } from '../blocks/part.ts';
import { linearModule, normModule, withinPart } from '../module.ts';
import { normaliseGroups } from '../normalise.ts';

/** The epsilon of all group normalisation in an autoencoder. */
export const epsilon = 1e-6;

/** Each pixel attends to all, with one head and a residual connection; diffusers' `Attention` in an autoencoder. */
export function pixelAttention(name: string, channels: number, groups: number): NetworkPart {
  return {
    name,
    modules: withinPart(name, [
      normModule('group_norm', channels),
      ...['to_q', 'to_k', 'to_v', 'to_out.0'].map((part) => linearModule(part, channels, channels)),
    ]),
    layer:
      (weights) =>
      (apply, { x }) => {
        const linear = (part: string, rows: tf.Tensor): tf.Tensor2D =>
          apply(`${name}.${part}`, rows) as tf.Tensor2D;
        const normalised = normaliseGroups(weights.tensors, `${name}.group_norm`, x, {
          groups,
          epsilon,
        });
        const rows = tf.reshape(normalised, [-1, channels]);
        const [q, k, v] = [linear('to_q', rows), linear('to_k', rows), linear('to_v', rows)];
        const attended = attend(q, k, v, { batch: x.shape[0], heads: 1 });
        return tf.add(tf.reshape(linear('to_out.0', attended), x.shape), x);
      },
  };
}

const presentParts = new Map([
  ['query', 'to_q'],
  ['key', 'to_k'],
  ['value', 'to_v'],
  ['proj_attn', 'to_out.0'],
]);

/** The current name of a tensor that has another in older checkpoints, such as Stable Diffusion 1.5's. */
export function withPresentAttention(name: string): string {
  const [, path, part = '', tensor] = /^(.*\.attentions\.\d+)\.(\w+)\.(\w+)$/.exec(name) ?? [];
  const present = presentParts.get(part);
  return present === undefined ? name : `${path}.${present}.${tensor}`;
}
