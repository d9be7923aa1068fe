import type { PostProcessorConfig, PreTokenizerConfig } from './tokenizer-json.ts';

/**
 * How GPT-2 splits a text into words before its bytes are paired: contractions, letters, numbers and
 * other signs with the space before them, and runs of blanks.
 */
export const gpt2Words = String.raw`'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`;

const contractions = "(?i:'s|'t|'re|'ve|'m|'ll|'d)";

/** How Llama 3 does, and Qwen2 with other numbers. */
export const llama3Words = (numbers: string): string =>
  contractions +
  String.raw`|[^\r\n\p{L}\p{N}]?\p{L}+|${numbers}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+`;

const digit = String.raw`\p{N}`;
const digits = String.raw`\p{N}+`;

/** Expressions of which backtracking goes back at most once over what it then takes. */
export const linearSplits: ReadonlySet<string> = new Set([
  ...[gpt2Words, digit, digits],
  ...[digit, digits, String.raw`\p{N}{1,3}`].map(llama3Words),
]);

export function splitAt(regex: string): PreTokenizerConfig {
  return { type: 'Split', pattern: { Regex: regex }, behavior: 'Isolated', invert: false };
}

/**
 * The same steps, written so that the JavaScript library takes them as the one in Rust does: of the
 * kinds named here it takes blanks and digits for JavaScript's `\s` and `\d`, which are not Unicode's,
 * while a `Split` follows the other library.
 */
export function exactPreTokenizer(config: PreTokenizerConfig): PreTokenizerConfig {
  switch (config.type) {
    case 'Sequence':
      return { ...config, pretokenizers: config.pretokenizers.map(exactPreTokenizer) };
    case 'Digits':
      return splitAt(config.individual_digits ? digit : digits);
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

/**
 * The same without a `ByteLevel`: that moves offsets alone, which are not used here, and in the
 * JavaScript library loses the second of two texts.
 */
export function withoutByteLevel(config: PostProcessorConfig | null): PostProcessorConfig | null {
  if (config?.type === 'ByteLevel') return null;
  if (config?.type !== 'Sequence') return config;
  const processors = config.processors.filter(({ type }) => type !== 'ByteLevel');
  return processors.length === 0 ? null : { ...config, processors };
}
