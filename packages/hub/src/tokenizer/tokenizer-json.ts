import { shown } from '@singlora/formats';
import { z } from 'zod';
import { modelConfig } from './model-config.ts';
import { tokenId } from './vocabulary.ts';

/** How many times as long a text may become before it is split. */
const mostGrowth = 64;
/** How deep objects and lists may lie in one another; a sequence of sequences takes two levels a step. */
const deepest = 64;

const flag = z.boolean().nullish();
const pattern = z.union([
  z.strictObject({ String: z.string().min(1) }),
  z.strictObject({ Regex: z.string() }),
]);
const oneCharacter = z.string().regex(/^.$/su);
/** A step that has no settings, or none that matter here. */
const plain = <T extends string>(...types: T[]) => z.object({ type: z.enum(types) });
const replace = z.object({ type: z.literal('Replace'), pattern, content: z.string() });

const normalizer = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('Sequence'),
    get normalizers() {
      return z.array(normalizer);
    },
  }),
  z.object({
    type: z.literal('BertNormalizer'),
    clean_text: flag,
    handle_chinese_chars: flag,
    strip_accents: flag,
    lowercase: flag,
  }),
  z.object({ type: z.literal('Prepend'), prepend: z.string() }),
  z.object({ type: z.literal('Strip'), strip_left: flag, strip_right: flag }),
  replace,
  plain('NFC', 'NFD', 'NFKC', 'NFKD', 'StripAccents', 'Lowercase', 'Precompiled'),
]);

const preTokenizer = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('Sequence'),
    get pretokenizers() {
      return z.array(preTokenizer);
    },
  }),
  z.object({
    type: z.literal('Split'),
    pattern,
    behavior: z.string().optional(),
    invert: z.boolean().optional(),
  }),
  z.object({
    type: z.literal('ByteLevel'),
    add_prefix_space: z.boolean().optional(),
    use_regex: z.boolean().optional(),
  }),
  z.object({
    type: z.literal('Metaspace'),
    replacement: oneCharacter.optional(),
    str_rep: oneCharacter.optional(),
    prepend_scheme: z.enum(['always', 'first', 'never']).optional(),
    split: z.boolean().optional(),
  }),
  z.object({ type: z.literal('Digits'), individual_digits: z.boolean().optional() }),
  z.object({ type: z.literal('FixedLength'), length: z.int().min(1) }),
  replace,
  plain('BertPreTokenizer', 'Whitespace', 'WhitespaceSplit', 'Punctuation'),
]);

const part = z.union([
  z.strictObject({ SpecialToken: z.object({ id: z.string(), type_id: z.int() }) }),
  z.strictObject({ Sequence: z.object({ id: z.enum(['A', 'B']), type_id: z.int() }) }),
]);
type Part = z.output<typeof part>;
/** Each text once. */
const template = (texts: string) =>
  z.array(part).refine(
    (parts: Part[]) =>
      parts
        .flatMap((one) => ('Sequence' in one ? one.Sequence.id : []))
        .sort()
        .join('') === texts,
    { error: `must hold ${[...texts].join(' and ')} once and no other text` },
  );
const ends = { sep: z.tuple([z.string(), tokenId]), cls: z.tuple([z.string(), tokenId]) };

const postProcessor = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('Sequence'),
    get processors() {
      return z.array(postProcessor);
    },
  }),
  z.object({
    type: z.literal('TemplateProcessing'),
    single: template('A'),
    pair: template('AB'),
    special_tokens: z
      .record(z.string(), z.object({ ids: z.array(tokenId), tokens: z.array(z.string()) }))
      .optional(),
  }),
  z.object({ type: z.literal('BertProcessing'), ...ends }),
  z.object({ type: z.literal('RobertaProcessing'), ...ends }),
  plain('ByteLevel'),
]);

export const addedToken = z.object({
  id: tokenId,
  content: z.string(),
  lstrip: flag,
  rstrip: flag,
  normalized: flag,
  special: flag,
});

/** The parts of a tokenizer.json that are used. */
const tokenizerJson = z.object({
  model: modelConfig,
  normalizer: normalizer.nullish(),
  pre_tokenizer: preTokenizer.nullish(),
  post_processor: postProcessor.nullish(),
  added_tokens: z.array(addedToken).default([]),
  padding: z.object({ pad_id: tokenId.optional() }).nullish(),
});

export type NormalizerConfig = z.output<typeof normalizer>;
export type PreTokenizerConfig = z.output<typeof preTokenizer>;
export type PostProcessorConfig = z.output<typeof postProcessor>;
export type TokenizerJson = z.output<typeof tokenizerJson>;

function depth(value: unknown): number {
  let level = [value];
  let count = 0;
  for (; level.length > 0 && count <= deepest; count++) {
    level = level.flatMap((one): unknown[] =>
      typeof one === 'object' && one ? Object.values(one) : [],
    );
  }
  return count;
}

/** How many times as long a text may become. */
function growth(config: NormalizerConfig | PreTokenizerConfig): number {
  switch (config.type) {
    case 'Sequence': {
      const steps = 'normalizers' in config ? config.normalizers : config.pretokenizers;
      return (steps as NormalizerConfig[]).reduce((product, one) => product * growth(one), 1);
    }
    case 'Prepend':
      return 1 + config.prepend.length;
    case 'Replace': {
      const { pattern: from, content } = config;
      return 'String' in from
        ? Math.max(1, content.length / from.String.length)
        : Math.max(1, content.length);
    }
    default:
      return 1;
  }
}

/**
 * Reads the parts of a tokenizer.json that are used.
 *
 * @throws Error that says where it is wrong
 */
export function parseTokenizerJson(value: unknown): TokenizerJson {
  const {
    normalizer: normalizes,
    pre_tokenizer: splits,
    post_processor: ends,
  } = z.record(z.string(), z.unknown()).parse(value);
  if (depth([normalizes, splits, ends]) > deepest) throw new Error('its steps are nested too deep');
  const parsed = tokenizerJson.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new Error(`${shown(issue?.path.join('.') ?? '')}: ${shown(issue?.message ?? '', 300)}`);
  }
  const steps = [parsed.data.normalizer, parsed.data.pre_tokenizer].filter((one) => one != null);
  const times = steps.reduce((product, one) => product * growth(one), 1);
  if (times > mostGrowth) {
    throw new Error(`its steps can make a text ${times} times as long, more than ${mostGrowth}`);
  }
  return parsed.data;
}
