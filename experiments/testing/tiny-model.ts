import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeSafetensors } from '@singlora/core/formats';
import { randomStream } from '@singlora/runtime';

const letters = [...'abcdefghijklmnopqrstuvwxyz'];
const vocabulary = [
  ...['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', '.', ',', "'"],
  ...letters,
  ...letters.map((letter) => `##${letter}`),
];

const configOf = (hidden: number, modelType: string) => ({
  model_type: modelType,
  vocab_size: vocabulary.length,
  hidden_size: hidden,
  num_hidden_layers: 2,
  num_attention_heads: 2,
  intermediate_size: 2 * hidden,
  hidden_act: 'gelu',
  hidden_dropout_prob: 0.1,
  attention_probs_dropout_prob: 0.1,
  max_position_embeddings: modelType === 'roberta' ? 129 : 128, // a RoBERTa's positions start after the padding
  type_vocab_size: 2,
  initializer_range: 0.02,
  layer_norm_eps: 1e-12,
  pad_token_id: 0,
});

/**
 * A BERT or RoBERTa with random weights that tokenises words by letters, in the files of a real
 * one: the real command then takes seconds.
 */
export async function writeTinyModel(
  folder: string,
  hidden = 16,
  modelType: 'bert' | 'roberta' = 'bert',
): Promise<string> {
  const config = configOf(hidden, modelType);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'config.json'), JSON.stringify(config));
  await writeFile(join(folder, 'tokenizer.json'), JSON.stringify(tokenizer()));
  await writeSafetensors(join(folder, 'model.safetensors'), weights(config));
  return folder;
}

function weights({ hidden_size: hidden, ...config }: ReturnType<typeof configOf>) {
  const random = randomStream(0, 'tiny model');
  const tensors: Record<string, { dtype: 'F32'; shape: number[]; data: Float32Array }> = {};
  const add = (name: string, shape: number[], value: () => number) => {
    const size = shape.reduce((product, side) => product * side, 1);
    tensors[name] = { dtype: 'F32', shape, data: Float32Array.from({ length: size }, value) };
  };
  const linear = (name: string, outputs: number, inputs: number) => {
    add(`${name}.weight`, [outputs, inputs], () => random.normal() / Math.sqrt(inputs));
    add(`${name}.bias`, [outputs], () => 0);
  };
  const norm = (name: string) => {
    add(`${name}.weight`, [hidden], () => 1);
    add(`${name}.bias`, [hidden], () => 0);
  };
  const table = (name: string, rows: number) =>
    add(`embeddings.${name}.weight`, [rows, hidden], () => random.normal());
  table('word_embeddings', config.vocab_size);
  table('position_embeddings', config.max_position_embeddings);
  table('token_type_embeddings', config.type_vocab_size);
  norm('embeddings.LayerNorm');
  for (let layer = 0; layer < config.num_hidden_layers; layer++) {
    const at = `encoder.layer.${layer}`;
    for (const part of ['query', 'key', 'value']) {
      linear(`${at}.attention.self.${part}`, hidden, hidden);
    }
    linear(`${at}.attention.output.dense`, hidden, hidden);
    norm(`${at}.attention.output.LayerNorm`);
    linear(`${at}.intermediate.dense`, config.intermediate_size, hidden);
    linear(`${at}.output.dense`, hidden, config.intermediate_size);
    norm(`${at}.output.LayerNorm`);
  }
  linear('pooler.dense', hidden, hidden);
  return tensors;
}

function tokenizer() {
  const id = (token: string) => vocabulary.indexOf(token);
  const special = (token: string, typeId: number) => ({
    SpecialToken: { id: token, type_id: typeId },
  });
  const text = (name: string, typeId: number) => ({ Sequence: { id: name, type_id: typeId } });
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'].map((content) => ({
      id: id(content),
      content,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
      special: true,
    })),
    normalizer: {
      type: 'BertNormalizer',
      clean_text: true,
      handle_chinese_chars: true,
      strip_accents: null,
      lowercase: true,
    },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor: {
      type: 'TemplateProcessing',
      single: [special('[CLS]', 0), text('A', 0), special('[SEP]', 0)],
      pair: [
        ...[special('[CLS]', 0), text('A', 0), special('[SEP]', 0)],
        ...[text('B', 1), special('[SEP]', 1)],
      ],
      special_tokens: Object.fromEntries(
        ['[CLS]', '[SEP]'].map((token) => [
          token,
          { id: token, ids: [id(token)], tokens: [token] },
        ]),
      ),
    },
    decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
    model: {
      type: 'WordPiece',
      unk_token: '[UNK]',
      continuing_subword_prefix: '##',
      max_input_chars_per_word: 100,
      vocab: Object.fromEntries(vocabulary.map((token, index) => [token, index])),
    },
  };
}
