import { readFile } from 'node:fs/promises';
import { FormatError } from '@singlora/formats';
import { addTokens } from './added-tokens.ts';
import { bertNormalizer } from './bert-normalizer.ts';
import { boundNormalizer, boundPreTokenizer } from './bounded-steps.ts';
import { exactPreTokenizer, withoutByteLevel } from './byte-level.ts';
import { badTokenizer, notTokenized, tokenizerTooShort } from './errors.ts';
import { readGgufTokenizer, type AnyTokenizer } from './gguf.ts';
import { rememberWords } from './remember-words.ts';
import { checkSpecialIds, readLayouts, truncate, type Layout } from './sequence-layout.ts';
import { tokensOf } from './text-model.ts';
import { TextTokenizer } from './text-tokenizer.ts';
import { parseTokenizerJson } from './tokenizer-json.ts';

/** The token ids of one text or of two. */
export interface Encoded {
  /** Token ids with the special tokens, `[length]`, not padded. */
  readonly ids: Int32Array;
  /** Which of the two texts each token belongs to, `[length]`. */
  readonly typeIds: Int32Array;
}

/** Turns texts into the ids of a model's tokens. */
export interface Tokenizer {
  /** One more than the largest id. */
  readonly vocabularySize: number;
  /** What to fill short rows with. Where nothing is named, as for GPT-2 and LLaMA, 0: padding is masked. */
  readonly padId: number;
  /**
   * The ids that `transformers` gives for `truncation="longest_first"`: of two texts the longer one
   * is cut first, at its end.
   *
   * @param maxLength counts the special tokens too
   */
  encode(text: string, pair: string | undefined, maxLength: number): Encoded;
  /** A text's tokens without special ones, as the vocabulary spells them: "sks" may be "sk" and "##s". */
  tokens(text: string): string[];
}

/** The parts of a tokenizer, none of which takes more time than the text is long, except BPE's n log n. */
function construct(json: AnyTokenizer) {
  const { model, normalizer, pre_tokenizer, post_processor } = json;
  const splits = pre_tokenizer && exactPreTokenizer(pre_tokenizer);
  const parts = { normalizer: normalizer ?? null, pre_tokenizer: splits ?? null };
  // Decoders, and truncation and padding set in the file, are not used; models and added tokens are put in here.
  const rest = { post_processor: withoutByteLevel(post_processor ?? null), decoder: null };
  const none = { model: { type: 'BPE', vocab: {}, merges: [] }, added_tokens: [] };
  const tokenizer = new TextTokenizer({ ...parts, ...rest, ...none }, {});
  if (normalizer?.type === 'BertNormalizer') tokenizer.normalizer = bertNormalizer(normalizer);
  else if (normalizer && tokenizer.normalizer) boundNormalizer(tokenizer.normalizer, normalizer);
  if (splits && tokenizer.pre_tokenizer) boundPreTokenizer(tokenizer.pre_tokenizer, splits);
  addTokens(tokenizer, json.added_tokens);
  const encodeWord = rememberWords(model);
  tokenizer.model = (words) => words.flatMap(encodeWord);

  const tokens = new Map(tokensOf(model));
  for (const { content, id } of json.added_tokens) tokens.set(content, id);
  const idOf = (token: string) => tokens.get(token);
  checkSpecialIds(post_processor ?? null, idOf);
  const padId = json.padding?.pad_id ?? idOf('[PAD]') ?? idOf('<pad>') ?? 0;
  const vocabularySize = 1 + [...tokens.values()].reduce((most, id) => Math.max(most, id), -1);
  const layouts = readLayouts(tokenizer.post_processor, idOf);
  const tokenize = (text: string): number[] =>
    tokenizer.encode_text(text).map((token) => {
      const id = typeof token === 'string' ? tokenizer.added_tokens_map.get(token)?.id : token;
      if (id === undefined) throw new Error('a word has no tokens, and there is no unknown token');
      return id;
    });
  const spell = (ids: readonly number[]): string[] => {
    const spelled = new Map([...tokens].map(([token, id]) => [id, token]));
    return ids.map((id) => spelled.get(id) ?? '');
  };
  return { tokenize, spell, layouts, padId, vocabularySize };
}

function assemble(layout: Layout, sequences: readonly (readonly number[])[]): Encoded {
  const length = layout.special + sequences.reduce((sum, ids) => sum + ids.length, 0);
  const ids = new Int32Array(length);
  const typeIds = new Int32Array(length);
  let at = 0;
  for (const part of layout.parts) {
    const piece = 'id' in part ? [part.id] : (sequences[part.sequence] ?? []);
    ids.set(piece, at);
    typeIds.fill(part.typeId, at, (at += piece.length));
  }
  return { ids, typeIds };
}

async function readAny(path: string): Promise<AnyTokenizer> {
  if (path.endsWith('.gguf')) return await readGgufTokenizer(path);
  return parseTokenizerJson(JSON.parse(await readFile(path, 'utf8')));
}

/** What Unicode's normalization sorts, in time that grows with the square. */
const manyMarks = /\p{M}{1000}/u;

/**
 * The tokenizer that a checked content describes.
 *
 * @param path the file that it came from, for messages
 * @throws Error for parts that do not fit together; `encode` throws HubError `HUB_TOKENIZER`
 */
export function tokenizerOf(path: string, json: AnyTokenizer): Tokenizer {
  const { tokenize, spell, layouts, ...rest } = construct(json);
  const idsOf = (text: string): number[] => {
    try {
      if (manyMarks.test(text)) throw new Error('it has a thousand combining marks in a row');
      return tokenize(text);
    } catch (cause) {
      throw notTokenized(path, text, cause);
    }
  };
  return {
    ...rest,
    tokens: (text) => spell(idsOf(text)),
    encode: (text, pair, maxLength) => {
      const layout = pair === undefined ? layouts.single : layouts.pair;
      const room = maxLength - layout.special;
      if (room < 0) throw tokenizerTooShort(maxLength, layout.special);
      const sequences = pair === undefined ? [idsOf(text)] : [idsOf(text), idsOf(pair)];
      return assemble(layout, truncate(sequences, room));
    },
  };
}

/**
 * Loads a `tokenizer.json`, or the tokenizer in a GGUF file.
 *
 * @throws HubError `HUB_TOKENIZER` when the file cannot be read or understood; FormatError for an unsound GGUF file.
 *   `encode` throws `HUB_TOKENIZER` for a text that the tokenizer has no tokens for.
 */
export async function loadTokenizer(path: string): Promise<Tokenizer> {
  try {
    return tokenizerOf(path, await readAny(path));
  } catch (cause) {
    throw cause instanceof FormatError ? cause : badTokenizer(path, cause);
  }
}
