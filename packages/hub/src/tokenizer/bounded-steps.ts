import { quoted, shown } from '@singlora/formats';
import { LinearRegExp, LinearRegExpError } from '@singlora/regexp';
import { linearSplits } from './byte-level.ts';
import type { NormalizerConfig, PreTokenizerConfig } from './tokenizer-json.ts';
import type { Normalizer, PreTokenizer } from './text-tokenizer.ts';

type Span = readonly [start: number, end: number];
type Find = (text: string) => Iterable<Span>;
type Split = Extract<PreTokenizerConfig, { type: 'Split' }>;

/** @param translated the library's translation of the file's expression */
function finder(pattern: Split['pattern'], translated: RegExp | undefined): Find {
  if ('String' in pattern) return (text) => occurrences(text, pattern.String);
  try {
    const expression = new LinearRegExp(translated?.source ?? '');
    return function* (text) {
      for (const { start, end } of expression.matches(text)) if (end > start) yield [start, end];
    };
  } catch (error) {
    if (!(error instanceof LinearRegExpError)) throw error;
    const expression = quoted(pattern.Regex);
    throw new Error(`its pattern ${expression} cannot be used (${shown(error.message, 300)})`, {
      cause: error,
    });
  }
}

function* occurrences(text: string, part: string): Iterable<Span> {
  for (let at = text.indexOf(part); at !== -1; at = text.indexOf(part, at + part.length))
    yield [at, at + part.length];
}

function replacer(find: Find, content: string): (text: string) => string {
  return (text) => {
    const parts: string[] = [];
    let after = 0;
    for (const [start, end] of find(text)) {
      parts.push(text.slice(after, start), content);
      after = end;
    }
    return after === 0 ? text : parts.join('') + text.slice(after);
  };
}

/** Matches and what lies between them, as the library keeps them. */
function splitter(find: Find, { invert, behavior }: Split): (text: string) => string[] {
  const keepsMatches = invert || behavior?.toLowerCase() !== 'removed';
  return (text) => {
    const parts: string[] = [];
    let after = 0;
    for (const [start, end] of find(text)) {
      if (!invert && start > after) parts.push(text.slice(after, start));
      if (keepsMatches) parts.push(text.slice(start, end));
      after = end;
    }
    if (!invert && after < text.length) parts.push(text.slice(after));
    return parts;
  };
}

/**
 * Makes every `Replace` of a normalizer run in linear time, with literal content, and lowercases every letter by
 * itself, as the library in Rust does: JavaScript makes the sigma at the end of a word ς.
 */
export function boundNormalizer(step: Normalizer, config: NormalizerConfig): void {
  if (config.type === 'Sequence') {
    config.normalizers.forEach((one, i) => {
      const inner = step.normalizers?.[i];
      if (inner) boundNormalizer(inner, one);
    });
  } else if (config.type === 'Replace') {
    step.normalize = replacer(finder(config.pattern, step.pattern), config.content);
  } else if (config.type === 'Lowercase') {
    step.normalize = (text) => text.replaceAll('Σ', 'σ').toLowerCase();
  }
}

/** Makes every expression of a pre-tokenizer match in linear time. Known harmless ones are left to V8. */
export function boundPreTokenizer(step: PreTokenizer, config: PreTokenizerConfig): void {
  if (config.type === 'Sequence') {
    config.pretokenizers.forEach((one, i) => {
      const inner = step.tokenizers?.[i];
      if (inner) boundPreTokenizer(inner, one);
    });
  } else if (config.type === 'Replace') {
    const replace = replacer(finder(config.pattern, step.pattern), config.content);
    step.pre_tokenize_text = (text) => [replace(text)];
  } else if (config.type === 'Metaspace' && config.split !== false) {
    // The library does not split, so that equal sums of a Unigram's scores could differ by how they are rounded.
    const whole = step.pre_tokenize_text.bind(step);
    const wordStart = new RegExp(
      `(?=\\u{${(config.replacement ?? '\u2581').codePointAt(0)?.toString(16)}})`,
      'u',
    );
    step.pre_tokenize_text = (text, options) =>
      whole(text, options).flatMap((words) => words.split(wordStart));
  } else if (config.type === 'Split' && 'Regex' in config.pattern) {
    if (linearSplits.has(config.pattern.Regex)) return;
    step.pre_tokenize_text = splitter(finder(config.pattern, step.pattern), config);
  }
}
