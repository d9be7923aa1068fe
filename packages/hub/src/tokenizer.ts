import { readFile } from 'node:fs/promises';
import { FormatError } from '@singlora/formats';
import { bertNormalizer, type BertNormalizerConfig } from './bert-normalizer.ts';
import {
  exactPreTokenizer,
  withoutByteLevel,
  type PostProcessorConfig,
  type PreTokenizerConfig,
} from './byte-level.ts';
import { badTokenizer, tokenizerTooShort } from './errors.ts';
import { readGgufTokenizer } from './gguf-tokenizer.ts';
import { rememberWords } from './remember-words.ts';
import { readLayouts, truncate, type Layout } from './sequence-layout.ts';
import { TextTokenizer } from './text-tokenizer.ts';

export interface Encoded {
  /** Token ids with the special tokens, `[length]`, not padded. */
  readonly ids: Int32Array;
  /** Which of the two texts each token belongs to, `[length]`. */
  readonly typeIds: Int32Array;
}

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
}

interface TokenizerJson {
  readonly model: { readonly type?: string };
  readonly normalizer: BertNormalizerConfig | { readonly type: unknown } | null;
  readonly pre_tokenizer: PreTokenizerConfig | null;
  readonly post_processor: PostProcessorConfig | null;
  readonly padding?: { readonly pad_id?: number } | null;
}

function isBert(normalizer: TokenizerJson['normalizer']): normalizer is BertNormalizerConfig {
  return normalizer?.type === 'BertNormalizer';
}

function construct(json: TokenizerJson): { tokenizer: TextTokenizer; padId: number } {
  // Truncation and padding set in the file are the caller's business here; the library ignores them.
  const exact = {
    ...json,
    pre_tokenizer: json.pre_tokenizer && exactPreTokenizer(json.pre_tokenizer),
    post_processor: withoutByteLevel(json.post_processor),
  };
  const tokenizer = new TextTokenizer(exact, {});
  const named = tokenizer.token_to_id('[PAD]') ?? tokenizer.token_to_id('<pad>');
  if (isBert(json.normalizer)) tokenizer.normalizer = bertNormalizer(json.normalizer);
  if (json.model.type === 'WordPiece' || json.model.type === 'BPE') rememberWords(tokenizer);
  return { tokenizer, padId: json.padding?.pad_id ?? named ?? 0 };
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

async function readJson(path: string): Promise<TokenizerJson> {
  if (path.endsWith('.gguf')) return (await readGgufTokenizer(path)) as TokenizerJson;
  return JSON.parse(await readFile(path, 'utf8')) as TokenizerJson;
}

/**
 * Loads a `tokenizer.json`, or the tokenizer in a GGUF file.
 *
 * @throws HubError `HUB_TOKENIZER` when the file cannot be read or understood; FormatError for an unsound GGUF file
 */
export async function loadTokenizer(path: string): Promise<Tokenizer> {
  try {
    const { tokenizer, padId } = construct(await readJson(path));
    const layouts = readLayouts(tokenizer);
    const tokenize = (text: string) => tokenizer.encode(text, { add_special_tokens: false }).ids;
    return {
      vocabularySize: tokenizer.model.vocab.length,
      padId,
      encode: (text, pair, maxLength) => {
        const layout = pair === undefined ? layouts.single : layouts.pair;
        const room = maxLength - layout.special;
        if (room < 0) throw tokenizerTooShort(maxLength, layout.special);
        const sequences = pair === undefined ? [tokenize(text)] : [tokenize(text), tokenize(pair)];
        return assemble(layout, truncate(sequences, room));
      },
    };
  } catch (cause) {
    throw cause instanceof FormatError ? cause : badTokenizer(path, cause);
  }
}
