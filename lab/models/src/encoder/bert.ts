import * as tf from '@tensorflow/tfjs-core';
import { embedding } from '@singlora/core/kernels';
import type { ClassifierArchitecture } from '../classification/blueprint.ts';
import {
  bertEmbeddings,
  bertEncoder,
  bertSizes,
  classifierDropout,
  parseBertConfig,
} from './bert-config.ts';
import { headSite, maybeDropout } from '../dropout-site.ts';
import { embed, embeddingModules, firstPositions, embeddingTable } from './embeddings.ts';
import { encoderModules, encoderNetwork } from './encoder.ts';
import { withoutTensorflowNames } from './tensorflow-names.ts';
import { linearModule } from '../module.ts';

/** BERT (Devlin et al., arXiv 1810.04805) with the names of `BertForSequenceClassification`. */
export const bert: ClassifierArchitecture = {
  modelTypes: ['bert'],
  read(source, json, dropout) {
    const config = parseBertConfig(source, json, dropout);
    const { hidden_size: dim } = config;
    const embeddings = bertEmbeddings('bert.embeddings', config);
    const encoder = bertEncoder('bert.encoder.layer', config);
    return {
      architecture: 'bert',
      prefix: 'bert.',
      renamed: withoutTensorflowNames,
      modules: [
        ...embeddingModules(embeddings),
        ...encoderModules(encoder),
        linearModule('bert.pooler.dense', dim, dim),
      ],
      head: (outputs) => [linearModule('classifier', outputs, dim)],
      ignored: [/^cls\./, /(^|\.)embeddings\.position_ids$/],
      initializerRange: config.initializer_range,
      defaultTargets: ['query', 'value'],
      modulesToSave: ['classifier'],
      config: bertSizes(config, config.max_position_embeddings),
      network: (weights) =>
        encoderNetwork(encoder, weights, {
          embed({ inputIds, tokenTypeIds }, pass) {
            const positions = firstPositions(weights, embeddings, inputIds.shape[1]);
            const types = embeddingTable(weights, embeddings, 'token_type_embeddings');
            const others = [embedding(types, tokenTypeIds), positions];
            return embed(weights, embeddings, inputIds, others, pass);
          },
          classify(first, pass) {
            const pooled = tf.tanh(pass.apply('bert.pooler.dense', first));
            const site = headSite(encoder.layers);
            const dropped = maybeDropout(pooled, classifierDropout(config), pass.seed, site);
            return pass.apply('classifier', dropped);
          },
        }),
    };
  },
};
