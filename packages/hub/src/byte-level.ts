/**
 * How GPT-2 splits a text into words before its bytes are paired: contractions, letters, numbers and
 * other signs with the space before them, and runs of blanks.
 */
export const gpt2Words = String.raw`'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`;

/** The `pre_tokenizer` of a tokenizer.json, as far as it matters here. */
export interface PreTokenizerConfig {
  readonly type: string;
  readonly pretokenizers?: readonly PreTokenizerConfig[];
  readonly individual_digits?: boolean;
  readonly use_regex?: boolean;
  readonly add_prefix_space?: boolean;
}

export function splitAt(regex: string): PreTokenizerConfig & object {
  const pattern = { Regex: regex };
  return { type: 'Split', ...{ pattern, behavior: 'Isolated', invert: false } };
}

/**
 * The same steps, written so that the JavaScript library takes them as the one in Rust does: of the
 * kinds named here it takes blanks and digits for JavaScript's `\s` and `\d`, which are not Unicode's,
 * while a `Split` follows the other library.
 */
export function exactPreTokenizer(config: PreTokenizerConfig): PreTokenizerConfig {
  switch (config.type) {
    case 'Sequence':
      return { ...config, pretokenizers: config.pretokenizers?.map(exactPreTokenizer) ?? [] };
    case 'Digits':
      return splitAt(config.individual_digits ? String.raw`\p{N}` : String.raw`\p{N}+`);
    case 'ByteLevel': {
      // A space put before the text has to be there before it is split.
      if (config.use_regex === false || config.add_prefix_space) return config;
      const bytes = { ...config, use_regex: false };
      return { type: 'Sequence', pretokenizers: [splitAt(gpt2Words), bytes] };
    }
    default:
      return config;
  }
}

/** The `post_processor` of a tokenizer.json, as far as it matters here. */
export interface PostProcessorConfig {
  readonly type: string;
  readonly processors?: readonly PostProcessorConfig[];
}

/**
 * The same without a `ByteLevel`: that moves offsets alone, which are not used here, and in the
 * JavaScript library loses the second of two texts.
 */
export function withoutByteLevel(config: PostProcessorConfig | null): PostProcessorConfig | null {
  if (config?.type === 'ByteLevel') return null;
  if (config?.type !== 'Sequence') return config;
  const processors = config.processors?.filter(({ type }) => type !== 'ByteLevel') ?? [];
  return processors.length === 0 ? null : { ...config, processors };
}
