import type { NamedTensors } from '@singlora/core/kernels';
import {
  conv2dModule,
  createModel,
  linearModule,
  normaliseGroups,
  normModule,
  type Blueprint,
  type ImageEncoderNetwork,
  type ImagePass,
  type Model,
} from '@singlora/models';
import * as tf from '@tensorflow/tfjs-core';
import { initialWeights } from '../initial-weights.ts';
import { attributes, parseJudgeConfig, type Attribute, type JudgeConfig } from './config.ts';

/** A judge's outputs for a batch of pictures. */
export type JudgeOutputs = {
  /** Embeddings of the subject, independent of scene and pose: rows of length 1, `[batch, embeddingSize]`. */
  embedding: tf.Tensor2D;
  /** Logits of each attribute's words, `[batch, labels]`. */
  logits: Record<Attribute, tf.Tensor2D>;
};

/** How a judge runs; pictures are in [−1, 1]. */
export interface JudgeNetwork extends ImageEncoderNetwork {
  /** The content of its config.json. */
  readonly settings: JudgeConfig;
  /**
   * The features `[batch, features]` from pixels `[batch, imageSize, imageSize, 3]`, from which all outputs
   * are computed.
   */
  features(pixels: tf.Tensor4D, pass: ImagePass): tf.Tensor2D;
  /** The outputs for features. */
  judge(features: tf.Tensor2D, pass: ImagePass): JudgeOutputs;
}

/** A judge as a model, whose tensors a pass may train. */
export type JudgeModel = Model & JudgeNetwork;

/** A judge with initial values from a seed. @throws ModelError `MODEL_CONFIG` */
export const initialJudge = (config: unknown, seed: number): JudgeModel =>
  createModel(readJudge('The given configuration', config), initialWeights(seed));

/** @throws ModelError `MODEL_CONFIG`, naming each wrong field */
export const readJudge = (source: string, json: unknown): Blueprint<JudgeNetwork> =>
  blueprint(parseJudgeConfig(source, json));

/**
 * Convolutions of 3 × 3, each followed by group normalisation and SiLU; the mean over all positions; then a
 * linear layer for each attribute and one for the embedding.
 */
function blueprint(settings: JudgeConfig): Blueprint<JudgeNetwork> {
  const { conv_channels: channels, conv_strides: strides } = settings;
  const layers = channels.map((outChannels, i) => ({
    name: `layers.${i}`,
    inChannels: channels[i - 1] ?? 3,
    outChannels,
    stride: strides[i] as number,
  }));
  const features = channels.at(-1) as number;
  return {
    architecture: 'picture_judge',
    modules: [
      ...layers.flatMap(({ name, inChannels, outChannels, stride }) => [
        conv2dModule(`${name}.conv`, outChannels, inChannels, { stride, bias: false }),
        normModule(`${name}.norm`, outChannels),
      ]),
      ...attributes.map((name) =>
        linearModule(`heads.${name}`, settings.labels[name].length, features),
      ),
      linearModule('embedding', settings.embedding_size, features),
    ],
    ignored: [],
    defaultTargets: [],
    network: (weights) =>
      network(
        settings,
        layers.map(({ name }) => name),
        weights,
      ),
  };
}

function network(
  settings: JudgeConfig,
  layers: readonly string[],
  weights: NamedTensors,
): JudgeNetwork {
  const normalisation = {
    groups: settings.norm_num_groups,
    epsilon: settings.norm_eps,
    activation: 'silu',
  } as const;
  const features = (pixels: tf.Tensor4D, { apply, trained }: ImagePass): tf.Tensor2D =>
    tf.tidy(() => {
      const tensors = { ...weights, ...trained };
      const last = layers.reduce((x, name) => {
        const y = apply(`${name}.conv`, x) as tf.Tensor4D;
        return normaliseGroups(tensors, `${name}.norm`, y, normalisation);
      }, pixels);
      return tf.mean(last, [1, 2]);
    });
  const embedded = (x: tf.Tensor2D, { apply }: ImagePass): tf.Tensor2D => {
    const y = apply('embedding', x);
    // The term keeps the gradient of a zero finite.
    const inverse = tf.rsqrt(tf.add(tf.sum(tf.square(y), 1, true), 1e-12));
    return tf.mul(y, inverse);
  };
  return {
    settings,
    config: { imageSize: settings.image_size, embeddingSize: settings.embedding_size },
    features,
    embedding: (pixels, pass) => tf.tidy(() => embedded(features(pixels, pass), pass)),
    judge: (x, pass) =>
      tf.tidy(() => {
        const logits = attributes.map((name) => [name, pass.apply(`heads.${name}`, x)] as const);
        return {
          embedding: embedded(x, pass),
          logits: Object.fromEntries(logits) as JudgeOutputs['logits'],
        };
      }),
  };
}
