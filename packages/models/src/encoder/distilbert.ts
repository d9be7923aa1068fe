import { relu } from '@singlora/kernels';
import { z } from 'zod';
import type { ClassifierArchitecture } from '../classification/blueprint.ts';
import { activation, parseConfig, rate, size } from '../config.ts';
import { headSite, maybeDropout } from '../dropout-site.ts';
import { embed, embeddingModules, firstPositions, type Embeddings } from './embeddings.ts';
import type { Encoder } from './layer.ts';
import { encoderModules, encoderNetwork } from './encoder.ts';
import { withoutTensorflowNames } from './tensorflow-names.ts';
import { linearModule } from '../module.ts';

const schema = z
  .object({
    vocab_size: size,
    max_position_embeddings: size,
    dim: size,
    hidden_dim: size,
    n_layers: size,
    n_heads: size,
    activation,
    dropout: rate,
    attention_dropout: rate,
    seq_classif_dropout: rate,
    initializer_range: z.number().positive(),
  })
  .refine((config) => config.dim % config.n_heads === 0, {
    path: ['n_heads'],
    message: 'does not divide dim',
  });

type DistilBertConfig = z.infer<typeof schema>;

/**
 * DistilBERT (Sanh et al., arXiv 1910.01108) with the names of
 * `DistilBertForSequenceClassification`: a BERT with half the layers, without token types or
 * pooler; its head has an extra layer, and there is no dropout after its attention.
 */
export const distilbert: ClassifierArchitecture = {
  modelTypes: ['distilbert'],
  read(source, json, dropout) {
    const config = parseDistilBertConfig(source, json, dropout);
    const embeddings = embeddingsOf(config);
    const encoder = encoderOf(config);
    const { dim } = config;
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
      config: {
        maxPositions: config.max_position_embeddings,
        vocabularySize: config.vocab_size,
        hiddenSize: dim,
        layers: config.n_layers,
        heads: config.n_heads,
        intermediateSize: config.hidden_dim,
        hiddenDropout: config.dropout,
        attentionDropout: config.attention_dropout,
        classifierDropout: config.seq_classif_dropout,
      },
      network: (weights) =>
        encoderNetwork(encoder, weights, {
          embed({ inputIds }, pass) {
            const positions = firstPositions(weights, embeddings, inputIds.shape[1]);
            return embed(weights, embeddings, inputIds, [positions], pass);
          },
          classify(first, pass) {
            const features = relu(pass.apply('pre_classifier', first));
            const site = headSite(encoder.layers);
            const dropped = maybeDropout(features, config.seq_classif_dropout, pass.seed, site);
            return pass.apply('classifier', dropped);
          },
        }),
    };
  },
};

function parseDistilBertConfig(source: string, json: unknown, dropout?: number): DistilBertConfig {
  const config = parseConfig(schema, source, json);
  if (dropout === undefined) return config;
  return { ...config, dropout, attention_dropout: dropout, seq_classif_dropout: dropout };
}

const epsilon = 1e-12;

const embeddingsOf = (config: DistilBertConfig): Embeddings => ({
  name: 'distilbert.embeddings',
  vocabulary: config.vocab_size,
  positions: config.max_position_embeddings,
  types: 0,
  dim: config.dim,
  epsilon,
  dropout: config.dropout,
});

const encoderOf = (config: DistilBertConfig): Encoder => ({
  name: 'distilbert.transformer.layer',
  parts: {
    query: 'attention.q_lin',
    key: 'attention.k_lin',
    value: 'attention.v_lin',
    attended: 'attention.out_lin',
    attendedNorm: 'sa_layer_norm',
    inner: 'ffn.lin1',
    output: 'ffn.lin2',
    outputNorm: 'output_layer_norm',
  },
  layers: config.n_layers,
  heads: config.n_heads,
  dim: config.dim,
  inner: config.hidden_dim,
  activation: config.activation,
  epsilon,
  dropout: { attention: config.attention_dropout, attended: 0, output: config.dropout },
});
