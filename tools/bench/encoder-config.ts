export interface EncoderShape {
  readonly modelType: 'bert' | 'roberta';
  readonly width: number;
  readonly depth: number;
  readonly heads: number;
  /** of the feed-forward */
  readonly inner: number;
  readonly vocabulary: number;
  readonly positions: number;
}

/** The config.json's content of a BERT or RoBERTa. */
export function encoderConfig(shape: EncoderShape) {
  const { modelType, width, depth, heads, inner, vocabulary, positions } = shape;
  return {
    model_type: modelType,
    vocab_size: vocabulary,
    hidden_size: width,
    num_hidden_layers: depth,
    num_attention_heads: heads,
    intermediate_size: inner,
    hidden_act: 'gelu',
    hidden_dropout_prob: 0.1,
    attention_probs_dropout_prob: 0.1,
    max_position_embeddings: positions,
    type_vocab_size: modelType === 'roberta' ? 1 : 2,
    initializer_range: 0.02,
    layer_norm_eps: 1e-12,
    pad_token_id: modelType === 'roberta' ? 1 : 0,
  };
}
