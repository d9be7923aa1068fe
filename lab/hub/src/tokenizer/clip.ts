import { quoted } from '@singlora/core/formats';
import { z } from 'zod';
import { byteLevel, tokenizerJson } from './tokenizer-json.ts';

/** How CLIP splits a text into words (Radford et al., arXiv 2103.00020); each digit is a word. */
const words = String.raw`<\|startoftext\|>|<\|endoftext\|>|'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+`;

const flag = z.boolean().optional();
const addedToken = z.object({
  content: z.string(),
  lstrip: flag,
  rstrip: flag,
  normalized: flag,
  special: flag,
});
const token = z.union([
  z.string().transform((content) => ({ content, normalized: false })),
  addedToken,
]);
/** The content of a vocab.json or an added_tokens.json. */
export const idsByToken = z.record(z.string(), z.int().min(0));

/** The fields of a special_tokens_map.json that are used. */
export const specialTokens = z.object({
  bos_token: token.nullish(),
  eos_token: token.nullish(),
  unk_token: token.nullish(),
  pad_token: token.nullish(),
});

/** The fields of a tokenizer_config.json that are used. */
export const tokenizerConfig = specialTokens.extend({
  tokenizer_class: z
    .enum(['CLIPTokenizer', 'CLIPTokenizerFast'], {
      error: ({ input }) => `is ${quoted(input)}, and only CLIPTokenizer can be used here`,
    })
    .optional(),
  model_max_length: z.number().positive().optional(),
  added_tokens_decoder: z.record(z.string(), addedToken).optional(),
});

/** The files of a CLIP tokenizer, each parsed. */
interface ClipFiles {
  readonly vocab: unknown;
  /** Lines of two tokens, in order of priority. */
  readonly merges: string;
  readonly config: z.output<typeof tokenizerConfig>;
  readonly special: z.output<typeof specialTokens>;
  readonly added: z.output<typeof idsByToken>;
}

type Token = z.output<typeof token>;

const end = { content: '<|endoftext|>', normalized: false };
const defaults = {
  bos_token: { content: '<|startoftext|>', normalized: false },
  eos_token: end,
  unk_token: end,
  pad_token: end,
};

/** The special tokens from special_tokens_map.json, else tokenizer_config.json, else CLIP's own. */
export function specialTokensOf({
  config,
  special,
}: Pick<ClipFiles, 'config' | 'special'>): Record<keyof typeof defaults, Token> {
  const named = (key: keyof typeof defaults): Token =>
    // A configuration with `added_tokens_decoder` is complete.
    (config.added_tokens_decoder ? undefined : special[key]) ?? config[key] ?? defaults[key];
  return {
    bos_token: named('bos_token'),
    eos_token: named('eos_token'),
    unk_token: named('unk_token'),
    pad_token: named('pad_token'),
  };
}

/** The content of a tokenizer.json for a vocabulary and its merges, as transformers' `CLIPTokenizer` builds one. */
export function clipTokenizerJson(files: ClipFiles): string {
  const vocab = new Map(Object.entries(idsByToken.parse(files.vocab)));
  const { bos_token, eos_token, unk_token, pad_token } = specialTokensOf(files);
  const idOf = ({ content }: Token): number => {
    const id = vocab.get(content);
    if (id === undefined) throw new Error(`its vocab.json has no ${quoted(content)}`);
    return id;
  };
  const listed = Object.entries(files.config.added_tokens_decoder ?? {});
  const decoded = listed.map(([id, one]) => ({ ...one, id: Number(id) }));
  const others = Object.entries(files.added).map(([content, id]) => ({ content, id }));
  const known = new Set([...decoded, ...others].map(({ content }) => content));
  const named = [bos_token, eos_token, unk_token, pad_token].flatMap((one) =>
    known.has(one.content) ? [] : [{ ...one, id: idOf(one), special: true }],
  );
  // For equal contents the last one counts.
  const added = new Map([...decoded, ...others, ...named].map((one) => [one.content, one]));
  return tokenizerJson({
    normalizer: {
      type: 'Sequence',
      normalizers: [
        { type: 'NFC' },
        { type: 'Replace', pattern: { Regex: String.raw`\s+` }, content: ' ' },
        { type: 'Lowercase' },
      ],
    },
    pre_tokenizer: {
      type: 'Sequence',
      pretokenizers: [
        { type: 'Split', pattern: { Regex: words }, behavior: 'Removed', invert: true },
        byteLevel(true),
      ],
    },
    model: {
      type: 'BPE',
      vocab: Object.fromEntries(vocab),
      merges: files.merges
        .split(/\r?\n/)
        .filter((line) => line !== '' && !line.startsWith('#version')),
      unk_token: unk_token.content,
      end_of_word_suffix: '</w>',
    },
    post_processor: {
      type: 'RobertaProcessing',
      sep: [eos_token.content, idOf(eos_token)],
      cls: [bos_token.content, idOf(bos_token)],
      trim_offsets: true,
      add_prefix_space: false,
    },
    added_tokens: [...added.values()],
  });
}
