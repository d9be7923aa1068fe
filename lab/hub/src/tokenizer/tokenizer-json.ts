/** A token that is matched literally in a text, before the text is split into words. */
export interface AddedToken {
  readonly id: number;
  readonly content: string;
  readonly special?: boolean | undefined;
  /** Whether it is matched after normalization; by default true except for special tokens. */
  readonly normalized?: boolean | undefined;
  /** Whether it includes the blanks before it, or after it. */
  readonly lstrip?: boolean | undefined;
  readonly rstrip?: boolean | undefined;
}

/** The parts that decide a tokenizer's ids, each as in a tokenizer.json. */
export interface TokenizerParts {
  readonly model: object;
  readonly normalizer: object | null;
  readonly pre_tokenizer: object | null;
  readonly post_processor: object | null;
  readonly padding?: { readonly pad_id: number } | null;
  readonly added_tokens: readonly AddedToken[];
}

/** The step that splits a text at the matches of an expression; the matches are words, too. */
export const splitAt = (regex: string) => ({
  type: 'Split',
  pattern: { Regex: regex },
  behavior: 'Isolated',
  invert: false,
});

/** @param use_regex whether texts are first split into words as by GPT-2 */
export const byteLevel = (use_regex: boolean) =>
  ({ type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex }) as const;

/** A tokenizer.json of these parts, with all fields that the library requires. */
export function tokenizerJson({ added_tokens, padding, ...parts }: TokenizerParts): string {
  const added = added_tokens.map(({ id, content, special = false, ...token }) => ({
    id,
    content,
    special,
    single_word: false,
    lstrip: token.lstrip ?? false,
    rstrip: token.rstrip ?? false,
    normalized: token.normalized ?? !special,
  }));
  const filled = padding && {
    strategy: 'BatchLongest',
    direction: 'Right',
    pad_to_multiple_of: null,
    pad_type_id: 0,
    pad_token: '',
    ...padding,
  };
  // The library numbers tokens that the model lacks after the model's own, in order.
  added.sort((one, other) => one.id - other.id);
  return JSON.stringify({
    version: '1.0',
    truncation: null,
    padding: filled ?? null,
    decoder: byteLevel(true),
    added_tokens: added,
    ...parts,
  });
}
