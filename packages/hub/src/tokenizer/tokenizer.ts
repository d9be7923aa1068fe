import { readFile } from 'node:fs/promises';
import { FormatError } from '@singlora/formats';
import { Tokenizer as TextTokenizer } from 'tokenizers';
import { badTokenizer, notTokenized, tokenizerTooShort } from './errors.ts';
import { readGgufTokenizer } from './gguf.ts';

/** The token ids of one text or of two. */
export interface Encoded {
  /** Token ids with the special tokens, `[length]`, not padded. */
  readonly ids: Int32Array;
  /** The index of the text that each token belongs to, `[length]`. */
  readonly typeIds: Int32Array;
  /** The number of tokens before truncation. */
  readonly uncut: number;
}

/** Turns texts into the ids of a model's tokens. */
export interface Tokenizer {
  /** One more than the largest id. */
  readonly vocabularySize: number;
  /** The id for padding. 0 where none is named, as for GPT-2 and LLaMA: padding is masked. */
  readonly padId: number;
  /**
   * The ids that `transformers` gives for `truncation="longest_first"`: of two texts the longer one
   * is cut first, at its end.
   *
   * @param maxLength counts the special tokens too
   */
  encode(text: string, pair: string | undefined, maxLength: number): Promise<Encoded>;
  /** A text's tokens without special ones, as the vocabulary spells them: "sks" may be "sk" and "##s". */
  tokens(text: string): Promise<string[]>;
}

/**
 * How many tokens remain of two texts: the longer one is cut first. Where both exceed half of the room, the
 * longer one (or of equals the second) keeps the odd token.
 */
function kept([first, second]: readonly [number, number], room: number): [number, number] {
  const [short, long] = [Math.min(first, second), Math.max(first, second)];
  if (short + long <= room) return [first, second];
  const shortKept = Math.min(short, Math.floor(room / 2));
  return first > second ? [room - shortKept, shortKept] : [shortKept, room - shortKept];
}

/**
 * The tokenizer from a tokenizer.json's content.
 *
 * @param path the source file, for messages
 * @throws Error for a content that the library does not understand; `encode` throws HubError `HUB_TOKENIZER`
 */
export function tokenizerOf(path: string, content: string) {
  const library = TextTokenizer.fromString(content);
  library.disableTruncation();
  library.disablePadding();
  const { padding } = JSON.parse(content) as { padding?: { pad_id?: number } | null };
  const idOf = (token: string): number | undefined => library.tokenToId(token) ?? undefined;
  const encoded = (text: string, pair?: string, addSpecialTokens = true) =>
    library.encode(text, pair, { addSpecialTokens }).catch((cause: unknown) => {
      throw notTokenized(path, text, cause);
    });
  return {
    vocabularySize:
      1 + Object.values(library.getVocab(true)).reduce((most, id) => Math.max(most, id), -1),
    padId: padding?.pad_id ?? idOf('[PAD]') ?? idOf('<pad>') ?? 0,
    idOf,
    textOf: (ids: Int32Array) => library.decode([...ids], false),
    tokens: async (text: string) => (await encoded(text, undefined, false)).getTokens(),
    async encode(text: string, pair: string | undefined, maxLength: number): Promise<Encoded> {
      const whole = await encoded(text, pair);
      const [ids, typeIds] = [whole.getIds(), whole.getTypeIds()];
      const uncut = ids.length;
      if (uncut <= maxLength)
        return { ids: Int32Array.from(ids), typeIds: Int32Array.from(typeIds), uncut };
      const sequences = whole.getSequenceIds(); // nothing for special tokens
      const count = (sequence: number) => sequences.filter((one) => one === sequence).length;
      const counts = [count(0), count(1)] as const;
      const room = maxLength - (uncut - counts[0] - counts[1]);
      if (room < 0) throw tokenizerTooShort(maxLength, maxLength - room);
      const ends = kept(counts, room).map((length, one) => sequences.indexOf(one) + length);
      const stays = sequences.map((one, i) => one == null || i < (ends[one] ?? 0));
      const cut = (all: readonly number[]) => Int32Array.from(all.filter((_, i) => stays[i]));
      return { ids: cut(ids), typeIds: cut(typeIds), uncut };
    },
  } satisfies Tokenizer & Record<string, unknown>;
}

/**
 * Loads a `tokenizer.json`, or the tokenizer in a GGUF file, into Hugging Face's library, which `transformers` uses.
 *
 * @throws HubError `HUB_TOKENIZER` when the file cannot be read or understood; FormatError for an invalid GGUF file.
 *   `encode` throws `HUB_TOKENIZER` for a text without tokens in the vocabulary.
 */
export async function loadTokenizer(path: string): Promise<Tokenizer> {
  try {
    const isGguf = path.endsWith('.gguf');
    return tokenizerOf(path, isGguf ? await readGgufTokenizer(path) : await readFile(path, 'utf8'));
  } catch (cause) {
    throw cause instanceof FormatError ? cause : badTokenizer(path, cause);
  }
}
