import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FormatError } from '@singlora/formats';
import { damagedJson, readsOrRefuses } from '@singlora/formats/damaged';
import { HubError } from '../errors.ts';
import { loadTokenizer } from './tokenizer.ts';

const file = 'tokenizer.json';
const kinds = [
  'byte-level',
  'gpt2',
  'llama2',
  'llama3',
  'qwen2',
  'smollm',
  'unigram',
  'word-piece',
];

interface Json {
  readonly model: { vocab: object; merges?: [string, string][] };
}

/** Without most of its vocabulary, whose places would be drawn nearly always: what else there is says more. */
function skeleton(text: string): Json {
  const json = JSON.parse(text) as Json;
  // Merges name tokens, without which none of it is read.
  json.model.merges &&= json.model.merges.slice(0, 10);
  const named = new Set(json.model.merges?.flatMap((pair) => [...pair, pair.join('')]));
  const tokens = Object.entries(json.model.vocab);
  const kept = tokens.filter(([token], i) => i < 40 || named.has(token));
  json.model.vocab = Array.isArray(json.model.vocab)
    ? kept.map(([, piece]) => piece as unknown)
    : Object.fromEntries(kept);
  return json;
}

const texts = [
  ...['', 'The café had closed, 1234 times!', '🙂 Snow fell\n\n  twice'],
  'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!',
];

readsOrRefuses('a tokenizer.json', {
  sound: kinds.map((kind) => ({
    [file]: readFileSync(join(import.meta.dirname, 'fixtures', `${kind}.tokenizer.json`), 'utf8'),
  })),
  damaged: (draw, { [file]: sound }) => ({ [file]: damagedJson(draw, skeleton(String(sound))) }),
  async read(folder) {
    const loaded = await loadTokenizer(join(folder, file));
    for (const text of texts) loaded.encode(text, undefined, 32);
    loaded.encode('One sentence.', 'Another sentence.', 32);
  },
  refusals: [HubError, FormatError],
});
