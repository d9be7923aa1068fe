import * as tf from '@tensorflow/tfjs-core';
import { embedding } from '@singlora/kernels';
import type { Architecture } from './architecture.ts';
import { embed, embeddingModules, table } from './embeddings.ts';
import { encoderModules, headSite, maybeDropout } from './encoder.ts';
import { linearModule } from './module.ts';

/** BERT (Devlin et al., arXiv 1810.04805) with the names of `BertForSequenceClassification`. */
export const bert: Architecture = {
  modelType: 'bert',
  modules: (config) => [
    ...embeddingModules('bert.embeddings', config),
    ...encoderModules('bert.encoder', config),
    linearModule('bert.pooler.dense', config.hidden_size, config.hidden_size),
  ],
  headModules: (config, numLabels) => [linearModule('classifier', numLabels, config.hidden_size)],
  ignored: [/^cls\./, /(^|\.)embeddings\.position_ids$/],
  modulesToSave: ['classifier'],
  maxPositions: (config) => config.max_position_embeddings,
  embed(encoder, { inputIds, tokenTypeIds }, pass) {
    const name = 'bert.embeddings';
    const rows = [inputIds.shape[1], encoder.config.hidden_size] as [number, number];
    const positions = tf.slice(table(encoder, `${name}.position_embeddings`), [0, 0], rows);
    const types = embedding(table(encoder, `${name}.token_type_embeddings`), tokenTypeIds);
    return embed(encoder, name, inputIds, positions, types, pass);
  },
  classify({ config }, first, pass) {
    const pooled = tf.tanh(pass.apply('bert.pooler.dense', first));
    const rate = config.classifier_dropout ?? config.hidden_dropout_prob;
    return pass.apply('classifier', maybeDropout(pooled, rate, headSite(config), pass));
  },
};
