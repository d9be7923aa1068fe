import { z } from 'zod';
import { vocabulary } from './vocabulary.ts';

const bpe = z.object({
  type: z.literal('BPE'),
  vocab: vocabulary,
  /** Pairs as "a b" or ["a", "b"], in the order in which they are joined. */
  merges: z.custom<readonly (string | readonly [string, string])[]>(
    (value) => Array.isArray(value) && value.every(isPair),
    { error: 'must be a list of pairs of tokens' },
  ),
  unk_token: z.string().nullish(),
  end_of_word_suffix: z.string().nullish(),
  continuing_subword_prefix: z.string().nullish(),
  fuse_unk: z.boolean().nullish(),
  byte_fallback: z.boolean().nullish(),
  ignore_merges: z.boolean().nullish(),
});

function isPair(value: unknown): boolean {
  return Array.isArray(value)
    ? value.length === 2 && value.every((token) => typeof token === 'string')
    : typeof value === 'string' && value.split(' ').length === 2;
}

const wordPiece = z.object({
  type: z.literal('WordPiece'),
  vocab: vocabulary,
  unk_token: z.string().default('[UNK]'),
  continuing_subword_prefix: z.string().default('##'),
  max_input_chars_per_word: z.int().min(0).default(100),
});

const unigram = z
  .object({
    type: z.literal('Unigram'),
    vocab: z.array(z.tuple([z.string(), z.number()])).min(1),
    unk_id: z.int().min(0).nullish(),
  })
  .refine(({ vocab, unk_id }) => (unk_id ?? 0) < vocab.length, {
    path: ['unk_id'],
    error: 'is not in the vocabulary',
  });

const wordLevel = z.object({
  type: z.literal('WordLevel'),
  vocab: vocabulary,
  unk_token: z.string().nullish(),
});

/** Files of the library's first versions do not name their model. */
function namedType(model: unknown): unknown {
  if (typeof model !== 'object' || model === null || 'type' in model) return model;
  const type =
    'merges' in model
      ? 'BPE'
      : 'vocab' in model && Array.isArray(model.vocab)
        ? 'Unigram'
        : 'continuing_subword_prefix' in model
          ? 'WordPiece'
          : undefined;
  return { ...model, type };
}

/** The `model` of a tokenizer.json. */
export const modelConfig = z.preprocess(
  namedType,
  z.discriminatedUnion('type', [bpe, wordPiece, unigram, wordLevel]),
);

export type ModelConfig = z.output<typeof modelConfig>;
export type BpeConfig = z.output<typeof bpe>;
export type WordPieceConfig = z.output<typeof wordPiece>;
export type UnigramConfig = z.output<typeof unigram>;
