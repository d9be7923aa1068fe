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
import { denseHead } from './dense-head.ts';
import { embed, embeddingModules, embeddingTable } from './embeddings.ts';
import { encoderModules, encoderNetwork } from './encoder.ts';
import { positionsBehind } from '../positions.ts';
import { withoutTensorflowNames } from './tensorflow-names.ts';

/**
 * RoBERTa (Liu et al., arXiv 1907.11692) with the names of `RobertaForSequenceClassification`: a
 * BERT without token types, whose positions start after the padding id.
 */
export const roberta: ClassifierArchitecture = {
  modelTypes: ['roberta'],
  read(source, json, dropout) {
    const config = parseBertConfig(source, json, dropout);
    const { hidden_size: dim, pad_token_id } = config;
    const padding = pad_token_id ?? 1;
    const embeddings = bertEmbeddings('roberta.embeddings', config);
    const encoder = bertEncoder('roberta.encoder.layer', config);
    const head = denseHead(encoder, classifierDropout(config));
    return {
      architecture: 'roberta',
      prefix: 'roberta.',
      renamed: withoutTensorflowNames,
      modules: [...embeddingModules(embeddings), ...encoderModules(encoder)],
      head: head.modules,
      ignored: [/^lm_head\./, /(^|\.)pooler\.dense\./, /(^|\.)embeddings\.position_ids$/],
      initializerRange: config.initializer_range,
      defaultTargets: ['query', 'value'],
      modulesToSave: ['classifier'],
      config: bertSizes(config, config.max_position_embeddings - padding - 1),
      network: (weights) =>
        encoderNetwork(encoder, weights, {
          embed({ inputIds }, pass) {
            const positionIds = positionsBehind(padding, inputIds);
            const positions = embeddingTable(weights, embeddings, 'position_embeddings');
            const types = embeddingTable(weights, embeddings, 'token_type_embeddings');
            const onlyType = tf.slice(types, [0, 0], [1, dim]);
            const others = [onlyType, embedding(positions, positionIds)];
            return embed(weights, embeddings, inputIds, others, pass);
          },
          classify: head.classify,
        }),
    };
  },
};
