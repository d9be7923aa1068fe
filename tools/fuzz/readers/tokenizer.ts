import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FormatError } from '@singlora/formats';
import { HubError, loadTokenizer } from '@singlora/hub';
import { damagedJson } from '../damage-json.ts';
import { pick } from '../draw.ts';
import type { Reader } from '../reader.ts';

const fixtures = join(
  import.meta.dirname,
  '..',
  '..',
  '..',
  'packages',
  'hub',
  'src',
  'tokenizer',
  'fixtures',
);
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
const known = kinds.map((kind) => readFileSync(join(fixtures, `${kind}.tokenizer.json`), 'utf8'));

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

const skeletons = known.map(skeleton);

const texts = [
  '',
  'The café had closed, 1234 times!',
  '🙂 Snow fell\n\n  twice',
  'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!',
];

/** A `tokenizer.json`, loaded, and what it makes of some texts. */
export const tokenizer: Reader = {
  make: (draw, damage) =>
    Buffer.from(
      damage ? damagedJson(draw, structuredClone(pick(draw, skeletons))) : pick(draw, known),
    ),
  read: async (input, folder) => {
    const path = join(folder, 'tokenizer.json');
    writeFileSync(path, input);
    const loaded = await loadTokenizer(path);
    for (const text of texts) loaded.encode(text, undefined, 32);
    loaded.encode('One sentence.', 'Another sentence.', 32);
  },
  refuses: (error) => error instanceof HubError || error instanceof FormatError,
};
