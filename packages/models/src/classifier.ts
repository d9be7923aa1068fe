import * as tf from '@tensorflow/tfjs-core';
import type { Slot } from '@singlora/core';
import type { NamedTensors } from '@singlora/kernels';
import type { Architecture } from './architecture.ts';
import type { EncoderConfig } from './encoder-config.ts';
import { encode, firstToken, type Encoder } from './encoder.ts';
import { tooLong } from './errors.ts';
import type { LinearModule } from './module.ts';
import type { Pass, SequenceClassifier, TokenBatch } from './sequence-classifier.ts';

/** Makes a classifier that owns the given weights. */
export function buildClassifier(
  architecture: Architecture,
  config: EncoderConfig,
  numLabels: number,
  weights: NamedTensors,
): SequenceClassifier {
  const name = `${architecture.modelType}.encoder`;
  const encoder: Encoder = { name, config, weights };
  const maxPositions = architecture.maxPositions(config);
  const modules = [...architecture.modules(config), ...architecture.headModules(config, numLabels)];

  const run = (batch: TokenBatch, pass: Pass, firstTokenOnly: boolean): tf.Tensor2D => {
    const length = batch.inputIds.shape[1];
    if (length > maxPositions) throw tooLong(length, maxPositions);
    const embedded = tf.tidy(() => architecture.embed(encoder, batch, pass));
    return encode(encoder, embedded, additiveMask(batch.attentionMask), pass, firstTokenOnly);
  };

  return {
    architecture: architecture.modelType,
    config: {
      numLabels,
      maxPositions,
      vocabularySize: config.vocab_size,
      hiddenSize: config.hidden_size,
      layers: config.num_hidden_layers,
      heads: config.num_attention_heads,
      intermediateSize: config.intermediate_size,
      hiddenDropout: config.hidden_dropout_prob,
      attentionDropout: config.attention_probs_dropout_prob,
      classifierDropout: config.classifier_dropout ?? config.hidden_dropout_prob,
    },
    slots: modules.flatMap((module) => (module.kind === 'linear' ? [slot(module, weights)] : [])),
    defaultTargets: ['query', 'value'],
    modulesToSave: architecture.modulesToSave,
    parameterCount: Object.values(weights).reduce((sum, { size }) => sum + size, 0),
    hiddenStates: (batch, pass) =>
      tf.tidy(() => {
        const shape = [...batch.inputIds.shape, config.hidden_size] as [number, number, number];
        return tf.reshape(run(batch, pass, false), shape);
      }),
    logits: (batch, pass) =>
      tf.tidy(() => {
        const [rows] = batch.inputIds.shape;
        const hidden = run(batch, pass, !pass.everyToken);
        const first = pass.everyToken ? firstToken(hidden, rows) : hidden;
        return architecture.classify(encoder, first, pass) as tf.Tensor2D;
      }),
    dispose: () => tf.dispose(weights),
  };
}

function slot({ name, kind, inFeatures, outFeatures }: LinearModule, weights: NamedTensors): Slot {
  const { [`${name}.weight`]: weight, [`${name}.bias`]: bias } = weights;
  return { name, kind, inFeatures, outFeatures, weight, bias } as Slot;
}

/** 0 where there is a token, −10⁹ where there is padding: a probability of exactly 0. */
function additiveMask(attentionMask: tf.Tensor2D): tf.Tensor {
  const [batch, seq] = attentionMask.shape;
  const padding = tf.sub(1, tf.cast(attentionMask, 'float32'));
  return tf.reshape(tf.mul(padding, -1e9), [batch, 1, 1, seq]);
}
