import type { TextTokenizer } from './text-tokenizer.ts';

/** Longer words are rare, and whole texts where a tokenizer does not split into words. */
const longest = 64;

/** What `▁` stands for where spaces are part of the words, as in SentencePiece. */
const space = '\u2581';
const wordEnd = new RegExp(`(?<=[^${space}])(?=${space})`, 'u');

interface BpeModel {
  readonly merges?: readonly (readonly [string, string])[];
}

/** Whether no merge reaches from a word into the space before the next, so that each stands alone. */
function wordsStandAlone({ merges }: BpeModel): boolean {
  return merges?.every(([left, right]) => !wordEnd.test(left + right)) ?? false;
}

/**
 * Texts repeat their words: each distinct one is split into pieces once. Where spaces are part of the
 * words and the text is not split before, it is split at them, if no piece can reach across.
 */
export function rememberWords({ model }: TextTokenizer): void {
  const pieces = new Map<string, string[]>();
  const encode = model.encode.bind(model);
  const standAlone = wordsStandAlone(model as BpeModel);
  const encodeWord = (word: string): string[] => {
    if (word.length > longest) return encode([word]);
    let known = pieces.get(word);
    if (!known) pieces.set(word, (known = encode([word])));
    return known;
  };
  model.encode = (texts) =>
    texts.flatMap((text) =>
      standAlone && text.includes(space)
        ? text.split(wordEnd).flatMap(encodeWord)
        : encodeWord(text),
    );
}
