import * as tf from '@tensorflow/tfjs-core';
import type { ClassifierBlueprint } from '../classification/blueprint.ts';
import { headSite, maybeDropout } from '../dropout-site.ts';
import { linearModule } from '../module.ts';
import type { EncoderEnds } from './encoder.ts';
import type { Encoder } from './layer.ts';

/** RoBERTa's head on an encoder: a layer of the encoder's width with tanh, then the output layer, with dropout before each. */
export function denseHead(
  { dim, layers }: Encoder,
  rate: number,
): { modules: ClassifierBlueprint['head']; classify: EncoderEnds['classify'] } {
  return {
    modules: (outputs) => [
      linearModule('classifier.dense', dim, dim),
      linearModule('classifier.out_proj', outputs, dim),
    ],
    classify(first, pass) {
      const drop = (x: tf.Tensor, site: number): tf.Tensor =>
        maybeDropout(x, rate, pass.seed, site);
      const site = headSite(layers);
      const features = tf.tanh(pass.apply('classifier.dense', drop(first, site)));
      return pass.apply('classifier.out_proj', drop(features, site + 1));
    },
  };
}
