import * as tf from '@tensorflow/tfjs-core';
import { conv2d, type NamedTensors } from '@singlora/core/kernels';
import { pictureTooSmall } from '../errors.ts';
import { bicubicMatrix } from './bicubic.ts';

/** How a vision Transformer cuts a picture into tokens. */
export interface Patches {
  /** The module that embeds a patch. */
  projection: string;
  /** The tensor of the token before the patches. */
  classToken: string;
  /** The tensor of the class token's and the patches' positions, `[…, 1 + grid², dim]`. */
  positions: string;
  /** Pixels along a patch's side. */
  patchSize: number;
  dim: number;
}

/**
 * The tokens of pictures `[batch, height, width, 3]`, the class token first, `[batch, 1 + patches, dim]`. Pixels at
 * the right and lower edges that do not fill a patch are ignored. For pictures of other sizes than the model's, the
 * positions are interpolated, as transformers does.
 * @throws {ModelError} `MODEL_PICTURE` for pictures smaller than a patch
 */
export function embedPatches(
  weights: NamedTensors,
  { projection, classToken, positions, patchSize, dim }: Patches,
  pixels: tf.Tensor4D,
): tf.Tensor3D {
  const [batch, height, width] = pixels.shape;
  if (Math.min(height, width) < patchSize) throw pictureTooSmall(height, width, patchSize);
  const filter = weights[`${projection}.weight`] as tf.Tensor4D;
  const bias = weights[`${projection}.bias`] as tf.Tensor1D | undefined;
  const grid = conv2d(pixels, filter, bias, { stride: patchSize, frozen: true });
  const patches = tf.reshape<tf.Rank.R3>(grid, [batch, -1, dim]);
  const token = tf.reshape<tf.Rank.R3>(weights[classToken] as tf.Tensor, [1, 1, dim]);
  const tokens = tf.concat([tf.tile(token, [batch, 1, 1]), patches], 1);
  const table = tf.reshape<tf.Rank.R2>(weights[positions] as tf.Tensor, [-1, dim]);
  return tf.add(tokens, positionsFor(table, grid.shape[1], grid.shape[2]));
}

/** The positions of a grid of patches, `[1 + rows · columns, dim]`, from those of a square one. */
function positionsFor(table: tf.Tensor2D, rows: number, columns: number): tf.Tensor2D {
  const [count, dim] = table.shape;
  const side = Math.sqrt(count - 1);
  if (rows === side && columns === side) return table;
  const along = (x: tf.Tensor, to: number): tf.Tensor2D => {
    const matrix = tf.tensor2d(bicubicMatrix(side, to), [to, side]);
    return tf.matMul(matrix, tf.reshape<tf.Rank.R2>(x, [side, -1]));
  };
  const patches = tf.slice(table, [1, 0]);
  const down = tf.reshape(along(patches, rows), [rows, side, dim]);
  const across = along(tf.transpose(down, [1, 0, 2]), columns);
  const grid = tf.transpose(tf.reshape(across, [columns, rows, dim]), [1, 0, 2]);
  return tf.concat([tf.slice(table, [0, 0], [1, dim]), tf.reshape<tf.Rank.R2>(grid, [-1, dim])], 0);
}
