import { openGguf, quoted, type GgufMetadata } from '@singlora/core/formats';
import { byteLevel, splitAt, tokenizerJson, type TokenizerParts } from './tokenizer-json.ts';

type Vocabulary = ReadonlyMap<string, number>;

/** How a byte-level tokenizer splits its texts, and whether it puts a token before them. */
interface Words {
  readonly split: readonly string[];
  readonly begins?: boolean;
  /** Whether words that are tokens stay whole, whatever the merges are. */
  readonly wholeWords?: boolean;
  /** Whether characters are composed (NFC), as in tokenizers of this kind. */
  readonly composed?: boolean;
}

/**
 * How GPT-2 splits a text into words before BPE: contractions; letters, numbers and other signs with
 * the space before them; and runs of blanks.
 */
const gpt2Words = String.raw`'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`;

/** The same for Llama 3, and for Qwen2 with another rule for numbers. */
const llama3Words = (numbers: string): string =>
  String.raw`(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|${numbers}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+`;

const digits = String.raw`\p{N}`;

const gpt2: Words = { split: [gpt2Words] };
const digitByDigit: Words = { split: [digits, gpt2Words] };
const llama3: Words = {
  split: [llama3Words(String.raw`\p{N}{1,3}`)],
  begins: true,
  wholeWords: true,
};
const qwen2: Words = { split: [llama3Words(digits)], composed: true };

/** The ways of splitting texts, by llama.cpp's names for them, `tokenizer.ggml.pre`. */
const ways = new Map<string, Words>([
  ...['gpt-2', 'phi-2'].map((name) => [name, gpt2] as const),
  ...['smollm', 'starcoder', 'refact', 'command-r'].map((name) => [name, digitByDigit] as const),
  ...['llama-bpe', 'llama3', 'llama-v3', 'falcon3'].map((name) => [name, llama3] as const),
  ...['qwen2', 'deepseek-r1-qwen'].map((name) => [name, qwen2] as const),
]);

/** llama.cpp's type of a token that merges make. */
const normal = 1;
/** Its types of tokens that match a text literally: unknown, control, user-defined. */
const added: ReadonlyMap<number, { readonly special: boolean }> = new Map([
  [2, { special: true }],
  [3, { special: true }],
  [4, { special: false }],
]);

function require<T>(value: T | undefined, key: string): T {
  if (value === undefined) throw new Error(`its metadata lack tokenizer.ggml.${key}`);
  return value;
}

/** The template for one text or two, with the tokens that begin and end each. */
function template(
  first: string | undefined,
  last: string | undefined,
  vocab: Vocabulary,
): object | null {
  const ends = [first, last].filter((one) => one !== undefined);
  if (ends.length === 0) return null;
  const around = (sequence: 'A' | 'B', type_id: number) => [
    ...(first === undefined ? [] : [{ SpecialToken: { id: first, type_id } }]),
    { Sequence: { id: sequence, type_id } },
    ...(last === undefined ? [] : [{ SpecialToken: { id: last, type_id } }]),
  ];
  const special = ends.map((id) => [id, { id, ids: [vocab.get(id)], tokens: [id] }]);
  return {
    type: 'TemplateProcessing',
    single: around('A', 0),
    pair: [...around('A', 0), ...around('B', 1)],
    special_tokens: Object.fromEntries(special) as object,
  };
}

interface Parts extends Pick<TokenizerParts, 'model' | 'normalizer' | 'pre_tokenizer'> {
  readonly begins: boolean;
}

function byteLevelParts(metadata: GgufMetadata, vocab: Vocabulary): Parts {
  const name = metadata.string('tokenizer.ggml.pre') ?? 'default';
  const words = ways.get(name);
  if (!words) {
    const known = [...ways.keys()].join(', ');
    throw new Error(`its tokenizer.ggml.pre is ${quoted(name)}, and only ${known} are known`);
  }
  const merges = require(metadata.strings('tokenizer.ggml.merges'), 'merges');
  return {
    model: {
      type: 'BPE',
      vocab: Object.fromEntries(vocab),
      merges,
      ignore_merges: words.wholeWords ?? false,
    },
    normalizer: words.composed ? { type: 'NFC' } : null,
    pre_tokenizer: {
      type: 'Sequence',
      pretokenizers: [...words.split.map(splitAt), byteLevel(false)],
    },
    begins: words.begins ?? false,
  };
}

/**
 * SentencePiece's BPE (Kudo and Richardson, arXiv 1808.06226) as merges: the neighbours that form the piece with
 * the highest score are merged first.
 */
function mergesOf(vocab: Vocabulary, scores: ArrayLike<number>, isPiece: (id: number) => boolean) {
  const merges: { pair: [string, string]; score: number }[] = [];
  const lengths = new Set([...vocab.keys()].map((piece) => piece.length));
  for (const [piece, id] of vocab) {
    if (!isPiece(id)) continue;
    for (let at = 1; at < piece.length; at++) {
      // A look-up takes time in proportion to the part's length, so lengths that no piece has are left out.
      if (!lengths.has(at) || !lengths.has(piece.length - at)) continue;
      const pair: [string, string] = [piece.slice(0, at), piece.slice(at)];
      if (pair.every((part) => vocab.has(part))) merges.push({ pair, score: scores[id] ?? 0 });
    }
  }
  return merges.sort((one, other) => other.score - one.score).map(({ pair }) => pair);
}

function sentencePiece(
  metadata: GgufMetadata,
  vocab: Vocabulary,
  unknown: string | undefined,
): Parts {
  const scores = require(metadata.numbers('tokenizer.ggml.scores'), 'scores');
  const types = metadata.numbers('tokenizer.ggml.token_type');
  const blanks = { type: 'Replace', pattern: { String: ' ' }, content: '\u2581' };
  const prefix = metadata.boolean('tokenizer.ggml.add_space_prefix') ?? true;
  const before = prefix ? [{ type: 'Prepend', prepend: '\u2581' }] : [];
  return {
    model: {
      type: 'BPE',
      vocab: Object.fromEntries(vocab),
      merges: mergesOf(vocab, scores, (id) => (types?.[id] ?? normal) === normal),
      unk_token: unknown ?? null,
      byte_fallback: true,
      fuse_unk: true,
    },
    normalizer: { type: 'Sequence', normalizers: [...before, blanks] },
    pre_tokenizer: null,
    begins: true,
  };
}

/** The parts of the tokenizer that a GGUF file's metadata describe. */
export function ggufTokenizer(metadata: GgufMetadata): TokenizerParts {
  const tokens = require(metadata.strings('tokenizer.ggml.tokens'), 'tokens');
  const vocab = new Map<string, number>();
  for (const [id, token] of tokens.entries()) if (!vocab.has(token)) vocab.set(token, id);
  const named = (key: string): string | undefined =>
    tokens[metadata.number(`tokenizer.ggml.${key}`) ?? -1];
  const kind = metadata.string('tokenizer.ggml.model');
  if (kind !== 'gpt2' && kind !== 'llama')
    throw new Error(
      `its tokenizer.ggml.model is ${quoted(kind)}, and only gpt2 and llama are known`,
    );
  const { begins, ...parts } =
    kind === 'gpt2'
      ? byteLevelParts(metadata, vocab)
      : sentencePiece(metadata, vocab, named('unknown_token_id'));
  const begin = metadata.boolean('tokenizer.ggml.add_bos_token') ?? begins;
  const end = metadata.boolean('tokenizer.ggml.add_eos_token') ?? false;
  const types = metadata.numbers('tokenizer.ggml.token_type');
  const padId = metadata.number('tokenizer.ggml.padding_token_id');
  return {
    ...parts,
    post_processor: template(
      begin ? require(named('bos_token_id'), 'bos_token_id') : undefined,
      end ? require(named('eos_token_id'), 'eos_token_id') : undefined,
      vocab,
    ),
    padding: padId === undefined ? null : { pad_id: padId },
    added_tokens: tokens.flatMap((content, id) => {
      const as = added.get(types?.[id] ?? normal);
      return as && content !== '' ? [{ id, content, normalized: false, ...as }] : [];
    }),
  };
}

/** The same for a file, as text. */
export async function readGgufTokenizer(path: string): Promise<string> {
  const file = await openGguf(path);
  await file.close();
  return tokenizerJson(ggufTokenizer(file.metadata));
}
