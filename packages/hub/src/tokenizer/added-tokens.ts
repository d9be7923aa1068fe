import { Prefixes } from './prefixes.ts';
import type { Splitter, TextTokenizer } from './text-tokenizer.ts';
import type { TokenizerJson } from './tokenizer-json.ts';

/** Splits a text at the words, from left to right the longest one. */
function splitterAt(words: readonly string[]): Splitter {
  const prefixes = new Prefixes(words);
  return {
    split: (text) => {
      const parts: string[] = [];
      let after = 0;
      for (let at = 0; at < text.length;) {
        const length = prefixes.longestAt(text, at);
        if (length > 0) {
          if (at > after) parts.push(text.slice(after, at));
          parts.push(text.slice(at, at + length));
          after = at + length;
        }
        at += length || 1;
      }
      if (after < text.length) parts.push(text.slice(after));
      return parts;
    },
  };
}

/** Gives a tokenizer the tokens that are found in a text as they are, before it is split into words. */
export function addTokens(tokenizer: TextTokenizer, tokens: TokenizerJson['added_tokens']): void {
  const before: string[] = [];
  const after: string[] = [];
  for (const { id, content, normalized, special, lstrip, rstrip } of tokens) {
    const token = { id, lstrip: lstrip ?? false, rstrip: rstrip ?? false };
    const normalize = (normalized ?? !special) ? tokenizer.normalizer : null;
    const text = normalize ? normalize(content) : content;
    (normalize ? after : before).push(text);
    tokenizer.added_tokens_map.set(content, token).set(text, token);
  }
  tokenizer.splitter_unnormalized = splitterAt(before);
  tokenizer.splitter_normalized = splitterAt(after);
}
