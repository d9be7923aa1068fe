import { relu } from '@singlora/core/kernels';
import { z } from 'zod';
import type { ClassifierArchitecture } from '../classification/blueprint.ts';
import {
  activationName,
  divides,
  layerCount,
  parseConfig,
  dropoutRate,
  positiveCount,
} from '../config.ts';
import { headSite, maybeDropout } from '../dropout-site.ts';
import {
  bertEmbeddings,
  bertEncoder,
  bertSizes,
  classifierDropout,
  withDropout,
  type BertConfig,
} from './bert-config.ts';
import { embed, embeddingModules, firstPositions } from './embeddings.ts';
import type { Encoder } from './layer.ts';
import { encoderModules, encoderNetwork } from './encoder.ts';
import { withoutTensorflowNames } from './tensorflow-names.ts';
import { linearModule } from '../module.ts';

const schema = z
  .object({
    vocab_size: positiveCount,
    max_position_embeddings: positiveCount,
    dim: positiveCount,
    hidden_dim: positiveCount,
    n_layers: layerCount,
    n_heads: positiveCount,
    activation: activationName,
    dropout: dropoutRate,
    attention_dropout: dropoutRate,
    seq_classif_dropout: dropoutRate,
    initializer_range: z.number().positive(),
  })
  .refine(...divides('n_heads', 'dim'));

/**
 * DistilBERT (Sanh et al., arXiv 1910.01108) with the names of
 * `DistilBertForSequenceClassification`: a BERT with half the layers, without token types or
 * pooler; its head has an extra layer, and there is no dropout after its attention.
 */
export const distilbert: ClassifierArchitecture = {
  modelTypes: ['distilbert'],
  read(source, json, dropout) {
    const config = parseDistilBertConfig(source, json, dropout);
    const { hidden_size: dim } = config;
    const embeddings = bertEmbeddings('distilbert.embeddings', config);
    const encoder = encoderOf(config);
    return {
      architecture: 'distilbert',
      prefix: 'distilbert.',
      renamed: withoutTensorflowNames,
      modules: [...embeddingModules(embeddings), ...encoderModules(encoder)],
      head: (outputs) => [
        linearModule('pre_classifier', dim, dim),
        linearModule('classifier', outputs, dim),
      ],
      ignored: [/^vocab_(transform|layer_norm|projector)\./, /(^|\.)embeddings\.position_ids$/],
      initializerRange: config.initializer_range,
      defaultTargets: ['q_lin', 'v_lin'],
      modulesToSave: ['pre_classifier', 'classifier'],
      config: bertSizes(config, config.max_position_embeddings),
      network: (weights) =>
        encoderNetwork(encoder, weights, {
          embed({ inputIds }, pass) {
            const positions = firstPositions(weights, embeddings, inputIds.shape[1]);
            return embed(weights, embeddings, inputIds, [positions], pass);
          },
          classify(first, pass) {
            const features = relu(pass.apply('pre_classifier', first));
            const site = headSite(encoder.layers);
            const dropped = maybeDropout(features, classifierDropout(config), pass.seed, site);
            return pass.apply('classifier', dropped);
          },
        }),
    };
  },
};

/** The configuration by BERT's names. */
function parseDistilBertConfig(source: string, json: unknown, dropout?: number): BertConfig {
  const config = parseConfig(schema, source, json);
  const { vocab_size, max_position_embeddings, initializer_range } = config;
  const renamed = {
    vocab_size,
    max_position_embeddings,
    initializer_range,
    hidden_size: config.dim,
    num_hidden_layers: config.n_layers,
    num_attention_heads: config.n_heads,
    intermediate_size: config.hidden_dim,
    hidden_act: config.activation,
    hidden_dropout_prob: config.dropout,
    attention_probs_dropout_prob: config.attention_dropout,
    classifier_dropout: config.seq_classif_dropout,
    type_vocab_size: 0,
    layer_norm_eps: 1e-12,
  };
  return withDropout(renamed, dropout);
}

function encoderOf(config: BertConfig): Encoder {
  const encoder = bertEncoder('distilbert.transformer.layer', config, {
    query: 'attention.q_lin',
    key: 'attention.k_lin',
    value: 'attention.v_lin',
    attended: 'attention.out_lin',
    attendedNorm: 'sa_layer_norm',
    inner: 'ffn.lin1',
    output: 'ffn.lin2',
    outputNorm: 'output_layer_norm',
  });
  return { ...encoder, dropout: { ...encoder.dropout, attended: 0 } };
}
