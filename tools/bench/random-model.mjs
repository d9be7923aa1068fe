import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeSafetensors } from '@singlora/formats';

/**
 * Writes a BERT or RoBERTa of random weights as a checkpoint that both sides can load, without a
 * tokenizer.
 *
 * @param {string} folder
 * @param {{ modelType: string, width: number, depth: number, heads: number, inner: number,
 *   vocabulary: number, positions: number }} shape
 */
export async function writeRandomModel(folder, shape) {
  const { modelType, width, depth, heads, inner, vocabulary, positions } = shape;
  const types = modelType === 'roberta' ? 1 : 2;
  const config = {
    model_type: modelType,
    architectures: [modelType === 'roberta' ? 'RobertaModel' : 'BertModel'],
    vocab_size: vocabulary,
    hidden_size: width,
    num_hidden_layers: depth,
    num_attention_heads: heads,
    intermediate_size: inner,
    hidden_act: 'gelu',
    hidden_dropout_prob: 0.1,
    attention_probs_dropout_prob: 0.1,
    max_position_embeddings: positions,
    type_vocab_size: types,
    initializer_range: 0.02,
    layer_norm_eps: 1e-12,
    pad_token_id: modelType === 'roberta' ? 1 : 0,
  };
  const tensors = {};
  const add = (name, tensorShape, value) => {
    const data = new Float32Array(tensorShape.reduce((size, side) => size * side, 1));
    for (let i = 0; i < data.length; i++) data[i] = value();
    tensors[name] = { dtype: 'F32', shape: tensorShape, data };
  };
  const spread = (fanIn) => () => (Math.random() - 0.5) * Math.sqrt(12 / fanIn);
  const linear = (name, out, into) => {
    add(`${name}.weight`, [out, into], spread(into));
    add(`${name}.bias`, [out], () => 0);
  };
  const norm = (name) => {
    add(`${name}.weight`, [width], () => 1);
    add(`${name}.bias`, [width], () => 0);
  };
  add('embeddings.word_embeddings.weight', [vocabulary, width], spread(1));
  add('embeddings.position_embeddings.weight', [positions, width], spread(1));
  add('embeddings.token_type_embeddings.weight', [types, width], spread(1));
  norm('embeddings.LayerNorm');
  for (let i = 0; i < depth; i++) {
    const layer = `encoder.layer.${i}`;
    for (const part of ['query', 'key', 'value']) {
      linear(`${layer}.attention.self.${part}`, width, width);
    }
    linear(`${layer}.attention.output.dense`, width, width);
    norm(`${layer}.attention.output.LayerNorm`);
    linear(`${layer}.intermediate.dense`, inner, width);
    linear(`${layer}.output.dense`, width, inner);
    norm(`${layer}.output.LayerNorm`);
  }
  if (modelType === 'bert') linear('pooler.dense', width, width);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'config.json'), JSON.stringify(config));
  await writeFile(join(folder, 'tokenizer.json'), '{}');
  await writeSafetensors(join(folder, 'model.safetensors'), tensors);
  return folder;
}
