import type { WordPieceConfig } from './model-config.ts';
import { Prefixes } from './prefixes.ts';

/**
 * WordPiece (Wu et al., arXiv 1609.08144): from left to right the longest piece, or for a word that
 * is not made of pieces the unknown token.
 *
 * @returns the ids of a word; none that is unknown where there is no unknown token
 */
export function wordPiece(config: WordPieceConfig): (word: string) => (number | undefined)[] {
  const { vocab, continuing_subword_prefix: prefix } = config;
  const unknown = vocab.get(config.unk_token);
  const continuing = [...vocab.keys()].filter((token) => token.startsWith(prefix));
  const first = new Prefixes(vocab.keys());
  const others = new Prefixes(continuing.map((token) => token.slice(prefix.length)));
  return (word) => {
    if (isLonger(word, config.max_input_chars_per_word)) return [unknown];
    const ids: (number | undefined)[] = [];
    for (let at = 0; at < word.length;) {
      const length = (at === 0 ? first : others).longestAt(word, at);
      if (length === 0) return [unknown];
      ids.push(vocab.get((at === 0 ? '' : prefix) + word.slice(at, (at += length))));
    }
    return ids;
  };
}

const isLonger = (word: string, characters: number): boolean =>
  word.length > characters && [...word].length > characters;
