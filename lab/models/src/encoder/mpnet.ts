import type * as tf from '@tensorflow/tfjs-core';
import { embedding } from '@singlora/core/kernels';
import type { ClassifierArchitecture } from '../classification/blueprint.ts';
import { embeddingModule } from '../module.ts';
import { positionsBehind, tokenPositions } from '../positions.ts';
import { bertEmbeddings, bertEncoder, bertSizes, parseMpnetConfig } from './bert-config.ts';
import { denseHead } from './dense-head.ts';
import { embed, embeddingModules, embeddingTable } from './embeddings.ts';
import { encoderModules, encoderNetwork } from './encoder.ts';
import { relativeBias } from './relative-bias.ts';

/** The padding id after which transformers counts positions, whatever `pad_token_id` says. */
const PADDING = 1;

/**
 * MPNet (Song et al., arXiv 2004.09297) with the names of `MPNetForSequenceClassification`: a RoBERTa
 * without token types whose layers share a bias by the distance between tokens. PEFT names no default
 * targets for it; queries and values are our choice, as for related models.
 */
export const mpnet: ClassifierArchitecture = {
  modelTypes: ['mpnet'],
  read(source, json, dropout) {
    const config = parseMpnetConfig(source, json, dropout);
    const embeddings = bertEmbeddings('mpnet.embeddings', config);
    const bias = 'mpnet.encoder.relative_attention_bias';
    const attention = 'attention.attn';
    const encoder = bertEncoder('mpnet.encoder.layer', config, {
      query: `${attention}.q`,
      key: `${attention}.k`,
      value: `${attention}.v`,
      attended: `${attention}.o`,
      attendedNorm: 'attention.LayerNorm',
    });
    const head = denseHead(encoder, config.hidden_dropout_prob);
    return {
      architecture: 'mpnet',
      prefix: 'mpnet.',
      modules: [
        ...embeddingModules(embeddings),
        embeddingModule(bias, config.buckets, encoder.heads),
        ...encoderModules(encoder),
      ],
      head: head.modules,
      ignored: [/^lm_head\./, /(^|\.)pooler\.dense\./, /(^|\.)embeddings\.position_ids$/],
      initializerRange: config.initializer_range,
      defaultTargets: ['q', 'v'],
      modulesToSave: ['classifier'],
      config: bertSizes(config, config.max_position_embeddings - PADDING - 1),
      network: (weights) =>
        encoderNetwork(encoder, weights, {
          embed({ inputIds }, pass) {
            const positions = embeddingTable(weights, embeddings, 'position_embeddings');
            const others = [embedding(positions, positionsBehind(PADDING, inputIds))];
            return embed(weights, embeddings, inputIds, others, pass);
          },
          scoreBias: (inputIds) =>
            relativeBias(weights[`${bias}.weight`] as tf.Tensor2D, tokenPositions(inputIds)),
          classify: head.classify,
        }),
    };
  },
};
