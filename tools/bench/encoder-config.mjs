/**
 * The config.json's content of a BERT or RoBERTa.
 *
 * @param {{ modelType: string, width: number, depth: number, heads: number, inner: number,
 *   vocabulary: number, positions: number }} shape
 */
export function encoderConfig({ modelType, width, depth, heads, inner, vocabulary, positions }) {
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
