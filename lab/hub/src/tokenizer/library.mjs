import { Tokenizer } from 'tokenizers';

/**
 * What Hugging Face's library makes of one text or two.
 *
 * @typedef {object} LibraryEncoding
 * @property {readonly number[]} ids
 * @property {readonly number[]} typeIds
 * @property {readonly (number | null | undefined)[]} sequences the text of each token; nothing for special tokens
 */

/**
 * Hugging Face's library, which `transformers` uses, with one tokenizer.
 *
 * @typedef {object} Library
 * @property {() => Promise<{ vocabularySize: number, padId: number }>} sizes
 * @property {(token: string) => Promise<number | undefined>} idOf
 * @property {(ids: readonly number[]) => Promise<string>} textOf
 * @property {(text: string) => Promise<string[]>} tokens without special ones
 * @property {(text: string, pair: string | undefined) => Promise<LibraryEncoding>} encode with special tokens
 */

/**
 * The library in this process, which a fault of the library ends.
 *
 * @param {string} content of a tokenizer.json
 * @returns {Library}
 * @throws {Error} for a content that the library does not understand
 */
export function openLibrary(content) {
  const library = Tokenizer.fromString(content);
  library.disableTruncation();
  library.disablePadding();
  /** @type {{ padding?: { pad_id?: number } | null }} */
  const { padding } = JSON.parse(content);
  const idOf = (/** @type {string} */ token) => library.tokenToId(token) ?? undefined;
  return {
    async sizes() {
      const ids = Object.values(library.getVocab(true));
      const vocabularySize = 1 + ids.reduce((most, id) => Math.max(most, id), -1);
      return { vocabularySize, padId: padding?.pad_id ?? idOf('[PAD]') ?? idOf('<pad>') ?? 0 };
    },
    idOf: async (token) => idOf(token),
    textOf: (ids) => library.decode([...ids], false),
    tokens: async (text) =>
      (await library.encode(text, undefined, { addSpecialTokens: false })).getTokens(),
    async encode(text, pair) {
      const whole = await library.encode(text, pair, { addSpecialTokens: true });
      const [ids, typeIds, sequences] = [
        whole.getIds(),
        whole.getTypeIds(),
        whole.getSequenceIds(),
      ];
      return { ids, typeIds, sequences };
    },
  };
}
