import type { ModelConfig } from './model-config.ts';
import type { SpaceBpeConfig } from './space-bpe.ts';
import { textModel, type EncodeWord } from './text-model.ts';

/** Longer words are rare, and whole texts where a tokenizer does not split into words. */
const longest = 64;

/** What `▁` stands for where spaces are part of the words, as in SentencePiece. */
const space = '\u2581';
const wordEnd = new RegExp(`(?<=[^${space}])(?=${space})`, 'u');

/** Whether no token spans a word and the space before the next, so that words can be encoded alone. */
function wordsStandAlone(config: ModelConfig | SpaceBpeConfig): boolean {
  if (config.type !== 'BPE' && config.type !== 'SpaceBPE') return false;
  const tokens = [...config.vocab.keys()];
  return config.vocab.has(space) && !tokens.some((token) => wordEnd.test(token));
}

/**
 * Texts repeat their words: each distinct one is encoded once. Where spaces are part of the words and
 * the text is not split before, it is split at them, if no token reaches across.
 */
export function rememberWords(config: ModelConfig | SpaceBpeConfig): EncodeWord {
  const encode = textModel(config);
  const known = new Map<string, ReturnType<EncodeWord>>();
  const encodeWord: EncodeWord = (word) => {
    if (word.length > longest) return encode(word);
    let ids = known.get(word);
    if (!ids) known.set(word, (ids = encode(word)));
    return ids;
  };
  if (!wordsStandAlone(config)) return encodeWord;
  return (text) =>
    text.includes(space) ? text.split(wordEnd).flatMap(encodeWord) : encodeWord(text);
}
