import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';

const bert = new URL('../../../../lab/models/src/fixtures/tiny-bert/', import.meta.url);

const words = ['good', 'bad', 'food', 'film', 'the', 'was', 'a', 'very'];
const special = ['[PAD]', '[UNK]', '[CLS]', '[SEP]'];
const vocabulary = Object.fromEntries([...special, ...words].map((word, id) => [word, id]));
const template = ['[CLS]', 'A', '[SEP]'].map((id) =>
  id === 'A' ? { Sequence: { id, type_id: 0 } } : { SpecialToken: { id, type_id: 0 } },
);
const tokenizer = {
  version: '1.0',
  added_tokens: special.map((content, id) => ({ id, content, special: true })),
  normalizer: { type: 'BertNormalizer', clean_text: true, lowercase: true },
  pre_tokenizer: { type: 'BertPreTokenizer' },
  post_processor: {
    type: 'TemplateProcessing',
    single: template,
    pair: template,
    special_tokens: Object.fromEntries(
      special.map((id, i) => [id, { id, ids: [i], tokens: [id] }]),
    ),
  },
  decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
  model: {
    type: 'WordPiece',
    unk_token: '[UNK]',
    continuing_subword_prefix: '##',
    max_input_chars_per_word: 100,
    vocab: vocabulary,
  },
};
const sentences = [
  'nice: the food was good',
  'nice: a very good film',
  'nice: good food',
  'poor: the film was bad',
  'poor: a bad film',
  'poor: very bad food',
].join('\n');

/** Gives the page the tiny BERT, as a person chooses files. */
export async function chooseModel(page: Page): Promise<void> {
  const file = async (name: string) => ({
    name,
    mimeType: 'application/octet-stream',
    buffer: await readFile(new URL(name, bert)),
  });
  const json = { mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(tokenizer)) };
  await page.setInputFiles('#files', [
    await file('config.json'),
    await file('model.safetensors'),
    { name: 'tokenizer.json', ...json },
  ]);
  await page.getByText('The model is ready.').waitFor();
  await page.fill('#sentences', sentences);
  await page.fill('#try', 'very bad food');
}
