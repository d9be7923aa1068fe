import * as library from '@huggingface/tokenizers';

/**
 * The part of `@huggingface/tokenizers` used here: normalizers, pre-tokenizers, post-processors and
 * the tokenizer that runs them. Its own declarations import one another without file endings, which
 * TypeScript does not follow in Node's module resolution.
 */
export interface TextTokenizer {
  normalizer: Normalizer | null;
  readonly pre_tokenizer: PreTokenizer | null;
  /** From words to ids, though the library's own gives tokens. */
  model: (words: readonly string[]) => (number | undefined)[];
  readonly post_processor: PostProcessor | null;
  /** By their texts, before and after the normalizer. */
  readonly added_tokens_map: Map<string, AddedToken>;
  splitter_unnormalized: Splitter;
  splitter_normalized: Splitter;
  /** The contents of added tokens, and what the model makes of the text between them. */
  encode_text(text: string): (string | number | undefined)[];
}

export interface Normalizer {
  (text: string): string;
  readonly normalizers?: readonly Normalizer[];
  /** Of a `Replace`. */
  readonly pattern?: RegExp;
  normalize?(text: string): string;
}

export interface PreTokenizer {
  readonly tokenizers?: readonly PreTokenizer[];
  /** Of a `Split` or a `Replace`. */
  readonly pattern?: RegExp;
  /** @param options tell a `Metaspace` whether the text is the first section */
  pre_tokenize_text(text: string, options?: object): string[];
}

interface AddedToken {
  readonly id: number;
  readonly lstrip: boolean;
  readonly rstrip: boolean;
}

export interface Splitter {
  split(text: string): string[];
}

/** Puts the special tokens around one text or two. */
export interface PostProcessor {
  readonly config: { readonly type: string };
  (
    first: readonly string[],
    second: readonly string[] | null,
    addSpecialTokens: boolean,
  ): { tokens: string[]; token_type_ids?: number[] };
}

type Construct = new (tokenizerJson: object, config: object) => TextTokenizer;

export const TextTokenizer = library.Tokenizer as unknown as Construct;
