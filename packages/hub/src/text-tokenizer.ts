import * as library from '@huggingface/tokenizers';

/**
 * The part of `@huggingface/tokenizers` used here. Its own declarations import one another without
 * file endings, which TypeScript does not follow in Node's module resolution.
 */
export interface TextTokenizer {
  normalizer: ((text: string) => string) | null;
  readonly model: { readonly vocab: readonly string[]; encode(words: readonly string[]): string[] };
  readonly post_processor: PostProcessor | null;
  encode(text: string, options: { add_special_tokens: boolean }): { ids: number[] };
  token_to_id(token: string): number | undefined;
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
