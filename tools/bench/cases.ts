import type { RecordOf } from '@singlora/records';

/** A config.json's content with a title, whose weights are random. */
export interface RandomModel {
  readonly title: string;
  readonly config: object;
}

/** What the step benchmark compares. */
export interface StepCase extends Omit<
  RecordOf<'step'>['setting'],
  'model' | 'weights' | 'threads'
> {
  /** A checkpoint of the Hub, or a model of random weights. */
  readonly model: string | RandomModel;
  /** The method on PyTorch's side where it goes by another name. */
  readonly against?: string;
  /** Beside PyTorch's graphs by `torch.compile` too, which take a minute to make. */
  readonly alsoCompiled?: true;
}

/** The shape of MiniLM-L6 with a small vocabulary, whose rows cost memory only. */
export const bert = {
  model_type: 'bert',
  vocab_size: 2000,
  hidden_size: 384,
  num_hidden_layers: 6,
  num_attention_heads: 12,
  intermediate_size: 1536,
  hidden_act: 'gelu',
  hidden_dropout_prob: 0.1,
  attention_probs_dropout_prob: 0.1,
  max_position_embeddings: 512,
  type_vocab_size: 2,
  initializer_range: 0.02,
  layer_norm_eps: 1e-12,
  pad_token_id: 0,
};

const robertaBase: RandomModel = {
  title: 'RoBERTa-base’s shape',
  config: {
    ...bert,
    model_type: 'roberta',
    vocab_size: 50_265,
    hidden_size: 768,
    num_hidden_layers: 12,
    intermediate_size: 3072,
    max_position_embeddings: 514,
    type_vocab_size: 1,
    pad_token_id: 1,
  },
};

const smollm2: RandomModel = {
  title: 'SmolLM2-135M’s shape',
  config: {
    model_type: 'llama',
    vocab_size: 49_152,
    hidden_size: 576,
    intermediate_size: 1536,
    num_hidden_layers: 30,
    num_attention_heads: 9,
    num_key_value_heads: 3,
    hidden_act: 'silu',
    max_position_embeddings: 8192,
    rope_theta: 100_000,
    rms_norm_eps: 1e-5,
    initializer_range: 0.02,
    pad_token_id: 0,
  },
};

const minilm = 'sentence-transformers/all-MiniLM-L6-v2';

/** What cases have in common. */
export const standard = {
  model: minilm,
  method: 'lora',
  batch: 32,
  length: 48,
  pass: 'train',
  dropout: 'off',
  tokensThroughLastLayer: 'first',
  rank: 8,
  alpha: 8,
} as const satisfies StepCase;

/** By name, as in `--case=minilm-32x48`. */
export const stepCases: Readonly<Record<string, StepCase>> = {
  'minilm-32x48': { ...standard, alsoCompiled: true },
  'minilm-32x128': { ...standard, length: 128 },
  'minilm-32x48-all-tokens': { ...standard, tokensThroughLastLayer: 'all' },
  'minilm-32x128-all-tokens': { ...standard, length: 128, tokensThroughLastLayer: 'all' },
  'minilm-32x48-dropout': { ...standard, dropout: 'own' },
  'minilm-32x48-forward': { ...standard, pass: 'forward' },
  'minilm-32x48-dora': { ...standard, method: 'dora' },
  'minilm-32x48-singlora': { ...standard, method: 'singlora' },
  'minilm-32x48-peft-singlora': { ...standard, method: 'singlora', against: 'peft-singlora' },
  'roberta-base-16x64': { ...standard, model: robertaBase, batch: 16, length: 64 },
  'smollm2-8x48': { ...standard, model: smollm2, batch: 8 },
};

/** The rows of an epoch and of losses, cut to so many tokens. */
export const mnli = { ...standard, task: 'mnli', maxLength: 128 } as const;

/** The same case at a size that takes seconds: two short rows, and a model of random weights cut down. */
export function tiny(one: StepCase): StepCase {
  const { model } = one;
  const small = { num_hidden_layers: 2, vocab_size: 500 };
  return {
    ...one,
    batch: 2,
    length: 8,
    model: typeof model === 'string' ? model : { ...model, config: { ...model.config, ...small } },
  };
}

/** How often the products are timed that tell the most the processor reaches. */
export const peakRounds = (isTiny: boolean): number => (isTiny ? 1 : 12);
