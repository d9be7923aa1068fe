import * as tf from '@tensorflow/tfjs-core';
import { decompositions, type Decomposition, type Product } from './decomposition.ts';
import { scaling, type CommonConfig } from './config.ts';
import { baseNotFinite, highRank, noScale, oddRank } from './errors.ts';
import { isFinite } from './layers.ts';
import { scaled } from './linear-algebra.ts';
import { matrixTensor } from './matrix-of.ts';
import type { Layer, RandomSource } from './slot.ts';

/** The distribution of values that are drawn independently. */
export type DrawnInit =
  | { readonly dist: 'uniform'; readonly bound: number }
  | { readonly dist: 'normal'; readonly std: number };

/** How a parameter starts. */
export type Initial =
  | { readonly dist: 'zeros' }
  | DrawnInit
  /** A matrix `[d, r]`: the second half of its columns repeats the first. */
  | { readonly dist: 'paired'; readonly of: DrawnInit }
  /** Drawn; the adapter's initial update is subtracted from the weight. */
  | { readonly dist: 'subtracted'; readonly of: DrawnInit }
  /**
   * A matrix `[n, r]`: the first n rows of a matrix `[rows, r]` that is drawn once for all such parameters of the
   * layer.
   */
  | { readonly dist: 'shared'; readonly of: DrawnInit; readonly rows: number }
  /**
   * A matrix whose axis `rankAxis` has the size r: normal numbers along half of r orthogonal directions, so that two
   * matrices of different halves have the product 0.
   */
  | {
      readonly dist: 'half-space';
      readonly std: number;
      readonly half: 0 | 1;
      readonly rankAxis: 0 | 1;
    }
  /**
   * One side of a part P Qᵀ of the frozen weight, of rank r, times a factor; `rankAxis` is the axis of size r. The adapter's
   * initial update is subtracted from the weight.
   */
  | {
      readonly dist: 'part-of-weight';
      readonly by: Decomposition;
      readonly side: keyof Product;
      readonly factor: number;
      readonly rankAxis: 0 | 1;
    }
  /** The Euclidean norms of the frozen weight's rows `[out]`. */
  | { readonly dist: 'row-norms' };

/** Whether the initial update of an adapter with such a parameter is subtracted from the weight. */
export const isTakenOff = ({ dist }: Initial): boolean =>
  dist === 'part-of-weight' || dist === 'subtracted';

/** The source of a layer's initial values, shared by its parameters: the frozen weight, and values that are drawn once. */
export interface LayerStart {
  /** `[out, in]` */
  matrix(): tf.Tensor2D;
  /** The weight's part of rank r, found once for both sides. */
  part(by: Decomposition, r: number): Product;
  /** A matrix `[rows, r]`, row by row. */
  drawn(of: DrawnInit, rows: number, r: number): Float32Array;
}

/**
 * The source of the initial values of a layer with the weight `[out, in]`.
 * @throws {CoreError} for a part of a weight that is not finite
 */
export function layerStart(
  layer: string,
  matrix: () => tf.Tensor2D,
  random: RandomSource,
): LayerStart {
  const parts = new Map<string, Product>();
  const draws = new Map<string, Float32Array>();
  return {
    matrix,
    part(by, r) {
      const key = `${by} ${r}`;
      if (!parts.has(key))
        tf.tidy(() => {
          const weight = matrix();
          if (!isFinite(weight)) throw baseNotFinite(layer);
          parts.set(
            key,
            decompositions[by](weight, r, () => random.normal()),
          );
        });
      return parts.get(key) as Product;
    },
    drawn(of, rows, r) {
      const key = JSON.stringify([of, rows, r]);
      const drawn = draws.get(key) ?? draw(of, rows * r, random);
      draws.set(key, drawn);
      return drawn;
    },
  };
}

function draw(of: DrawnInit, size: number, random: RandomSource): Float32Array {
  const next =
    of.dist === 'uniform'
      ? () => (2 * random.uniform() - 1) * of.bound
      : () => random.normal() * of.std;
  return Float32Array.from({ length: size }, next);
}

/** The initial value of a parameter. */
export function initialTensor(
  initial: Initial,
  shape: readonly number[],
  random: RandomSource,
  layer: LayerStart,
): tf.Tensor {
  const size = shape.reduce((product, n) => product * n, 1);
  switch (initial.dist) {
    case 'zeros':
      return tf.zeros([...shape]);
    case 'uniform':
    case 'normal':
      return tf.tensor(draw(initial, size, random), [...shape]);
    case 'subtracted':
      return initialTensor(initial.of, shape, random, layer);
    case 'shared': {
      const drawn = layer.drawn(initial.of, initial.rows, shape[1] as number);
      return tf.tensor(drawn.slice(0, size), [...shape]);
    }
    case 'paired': {
      const [rows = 0, r = 0] = shape;
      return tf.tidy(() => {
        const half = initialTensor(initial.of, [rows, r / 2], random, layer);
        return tf.concat([half, half], 1);
      });
    }
    case 'half-space': {
      const { std, half, rankAxis } = initial;
      const r = shape[rankAxis] as number;
      if (r % 2 !== 0) throw oddRank("init_lora_weights: 'orthogonal'", r);
      const normal = { dist: 'normal', std } as const;
      return tf.tidy(() => {
        const drawn = initialTensor(normal, [size / r, r / 2], random, layer) as tf.Tensor2D;
        const all = tf.matMul(drawn, cosines(r, half));
        return rankAxis === 1 ? all : tf.transpose(all);
      });
    }
    case 'part-of-weight': {
      const { by, side, factor, rankAxis } = initial;
      return tf.tidy(() => {
        const found = matrixTensor(scaled(layer.part(by, shape[rankAxis] as number)[side], factor));
        return rankAxis === 1 ? found : tf.transpose(found);
      });
    }
    case 'row-norms':
      return tf.tidy(() => tf.reshape(tf.sqrt(tf.sum(tf.square(layer.matrix()), 1)), [...shape]));
  }
}

/** Every second row, `[r / 2, r]`, of the orthogonal matrix of the discrete cosine transform (DCT-II). */
function cosines(r: number, half: 0 | 1): tf.Tensor2D {
  const rows = Array.from({ length: r / 2 }, (_, i) => {
    const k = 2 * i + half;
    const length = Math.sqrt((k === 0 ? 1 : 2) / r);
    return Array.from({ length: r }, (_, j) => length * Math.cos((Math.PI * (j + 0.5) * k) / r));
  });
  return tf.tensor2d(rows);
}

/**
 * A start from a part of the weight, as both sides declare it. With `svd` and `symmetric` the part is the whole
 * initial update `scale · P Qᵀ`; with `qr` it is P Qᵀ without the scale, as in PEFT.
 * @throws {CoreError} for a rank above the weight's shorter side, or a scale that is 0 or, except for `qr`, negative
 */
export function partOfWeight(
  by: Decomposition,
  setting: string,
  { inFeatures, outFeatures }: Layer,
  config: Pick<CommonConfig, 'r' | 'lora_alpha' | 'use_rslora'>,
): Pick<Extract<Initial, { dist: 'part-of-weight' }>, 'dist' | 'by' | 'factor'> {
  const most = Math.min(inFeatures, outFeatures);
  if (config.r > most) throw highRank(setting, config.r, most);
  const scale = scaling(config);
  if (scale === 0 || (scale < 0 && by !== 'qr')) throw noScale(setting, config.lora_alpha);
  return { dist: 'part-of-weight', by, factor: by === 'qr' ? 1 : 1 / Math.sqrt(scale) };
}
