import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  chance,
  damagedJson,
  pick,
  readsOrRefuses,
  type Draw,
} from '@singlora/core/formats/damaged';
import { HubError } from '../errors.ts';
import { byteLevel, splitAt } from './tokenizer-json.ts';
import { loadTokenizer } from './tokenizer.ts';

const name = 'tokenizer.json';
const kinds = ['word-piece', 'byte-level', 'llama2', 'llama3', 'qwen2', 'mpnet', 'unigram'];
const texts = ['', 'The dog’s café  \n\t12345 🙂', 'a\u0000[CLS] <s>', 'ab'.repeat(200)];

const pattern = (String: string) => ({ String });
const special = (id: string) => ({ SpecialToken: { id, type_id: 0 } });
const sequence = (id: string) => ({ Sequence: { id, type_id: 0 } });
const steps = {
  normalizer: [
    { type: 'Replace', pattern: pattern(' '), content: '▁' },
    { type: 'Prepend', prepend: '▁' },
    { type: 'Strip', strip_left: true, strip_right: true },
    { type: 'Precompiled', precompiled_charsmap: 'AAAAAAAAAAAAAAAA' },
    {
      type: 'Sequence',
      normalizers: [{ type: 'NFKC' }, { type: 'StripAccents' }, { type: 'Nmt' }],
    },
    { type: 'ByteLevel' },
  ],
  pre_tokenizer: [
    splitAt('a*'),
    byteLevel(true),
    { type: 'CharDelimiterSplit', delimiter: 'd' },
    { type: 'Metaspace', replacement: '▁', prepend_scheme: 'always', split: true },
    { type: 'FixedLength', length: 5 },
    { type: 'Sequence', pretokenizers: [{ type: 'UnicodeScripts' }, { type: 'Digits' }] },
  ],
  post_processor: [
    {
      type: 'TemplateProcessing',
      single: [special('[X]'), sequence('A')],
      pair: [sequence('A'), special('[X]'), sequence('B')],
      special_tokens: { '[X]': { id: '[X]', ids: [1], tokens: ['[X]'] } },
    },
    { type: 'BertProcessing', sep: ['b', 2], cls: ['a', 1] },
  ],
  model: [{ continuing_subword_prefix: '##' }, { end_of_word_suffix: '</w>' }, { dropout: 0.5 }],
};

/** Other settings around the same vocabulary and merges, which are damaged more rarely. */
function damaged(draw: Draw, content: string): string {
  const json = JSON.parse(content) as { model: { vocab: object; merges?: object } };
  if (chance(draw, 0.1)) return damagedJson(draw, json);
  const { vocab, merges } = json.model;
  const stand = { vocab: 'VOCAB', ...(merges && { merges: 'MERGES' }) };
  const taken = Object.entries(steps).flatMap(([key, of]) =>
    chance(draw, 0.3) ? [[key, pick<object>(draw, of)] as const] : [],
  );
  const { model, ...others } = Object.fromEntries(taken);
  const settings = { ...json, ...others, model: { ...json.model, ...stand, ...model } };
  return damagedJson(draw, settings)
    .replace('"VOCAB"', JSON.stringify(vocab))
    .replace('"MERGES"', JSON.stringify(merges));
}

readsOrRefuses('a tokenizer.json', {
  sound: kinds.map((kind) => ({
    [name]: readFileSync(join(import.meta.dirname, 'fixtures', `${kind}.${name}`)),
  })),
  damaged: (draw, { [name]: content = '' }) => ({ [name]: damaged(draw, String(content)) }),
  async read(folder) {
    const tokenizer = await loadTokenizer(join(folder, name));
    for (const text of texts) {
      await tokenizer.encode(text, undefined, 8);
      await tokenizer.encode(text, 'A second one.', 512);
      await tokenizer.tokens(text);
    }
  },
  refusals: [HubError],
  runs: 15,
});
