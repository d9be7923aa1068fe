import * as tf from '@tensorflow/tfjs-core';
import { embedding } from '@singlora/kernels';
import type { Architecture } from './architecture.ts';
import { embed, embeddingModules, table } from './embeddings.ts';
import type { EncoderConfig } from './encoder-config.ts';
import { encoderModules, headSite, maybeDropout } from './encoder.ts';
import { linearModule } from './module.ts';

/**
 * RoBERTa (Liu et al., arXiv 1907.11692) with the names of `RobertaForSequenceClassification`:
 * a BERT whose positions count from behind the padding id, without token types.
 */
export const roberta: Architecture = {
  modelType: 'roberta',
  modules: (config) => [
    ...embeddingModules('roberta.embeddings', config),
    ...encoderModules('roberta.encoder', config),
  ],
  headModules: (config, numLabels) => [
    linearModule('classifier.dense', config.hidden_size, config.hidden_size),
    linearModule('classifier.out_proj', numLabels, config.hidden_size),
  ],
  ignored: [/^lm_head\./, /(^|\.)pooler\.dense\./, /(^|\.)embeddings\.position_ids$/],
  modulesToSave: ['classifier'],
  maxPositions: (config) => config.max_position_embeddings - paddingId(config) - 1,
  embed(encoder, { inputIds }, pass) {
    const name = 'roberta.embeddings';
    const padding = paddingId(encoder.config);
    // Tokens are at padding + 1, padding + 2, …; the padding itself stays at `padding`.
    const isToken = tf.cast(tf.notEqual(inputIds, tf.scalar(padding, 'int32')), 'int32');
    const counted = tf.mul(tf.cumsum(isToken, 1), isToken);
    const positionIds = tf.add(counted, tf.scalar(padding, 'int32'));
    const positions = embedding(table(encoder, `${name}.position_embeddings`), positionIds);
    const onlyType = [1, encoder.config.hidden_size] as [number, number];
    const types = tf.slice(table(encoder, `${name}.token_type_embeddings`), [0, 0], onlyType);
    return embed(encoder, name, inputIds, positions, types, pass);
  },
  classify({ config }, first, pass) {
    const rate = config.classifier_dropout ?? config.hidden_dropout_prob;
    const site = headSite(config);
    const features = pass.apply('classifier.dense', maybeDropout(first, rate, site, pass));
    return pass.apply('classifier.out_proj', maybeDropout(tf.tanh(features), rate, site + 1, pass));
  },
};

function paddingId(config: EncoderConfig): number {
  return config.pad_token_id ?? 1;
}
