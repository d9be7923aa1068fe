import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { spaceBpe } from './space-bpe.ts';
import { textModel } from './text-model.ts';
import { loadTokenizer } from './tokenizer.ts';

let folder: string;
let sound: Record<string, unknown>;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hub-'));
  const file = join(import.meta.dirname, 'fixtures', 'gpt2.tokenizer.json');
  sound = JSON.parse(await readFile(file, 'utf8')) as typeof sound;
});
afterAll(() => rm(folder, { recursive: true }));

async function load(change: object) {
  const path = join(folder, 'tokenizer.json');
  await writeFile(path, JSON.stringify({ ...sound, ...change }));
  return loadTokenizer(path);
}
const encode = async (change: object, text: string): Promise<number[]> => [
  ...(await load(change)).encode(text, undefined, 1e7).ids,
];
const split = (Regex: string) => ({
  pre_tokenizer: { type: 'Split', pattern: { Regex }, behavior: 'Isolated', invert: false },
});
const replace = (pattern: object, content: string) => ({ type: 'Replace', pattern, content });
const letters = (model: object) => ({
  model,
  pre_tokenizer: null,
  post_processor: null,
  added_tokens: [],
});
const code = (error: unknown) => (error as { code?: string }).code;

describe('a damaged tokenizer.json', () => {
  const bpe = (change: object) => ({
    model: { type: 'BPE', vocab: { a: 0, b: 1, ab: 2 }, merges: ['a b'], ...change },
  });
  const unigram = (change: object) => ({
    model: { type: 'Unigram', unk_id: 0, vocab: [['a', -1]], ...change },
  });
  const template = (change: object) => ({
    type: 'TemplateProcessing',
    single: [{ Sequence: { id: 'A', type_id: 0 } }],
    pair: [{ Sequence: { id: 'A', type_id: 0 } }, { Sequence: { id: 'B', type_id: 1 } }],
    ...change,
  });
  const end = { SpecialToken: { id: '<end>', type_id: 0 } };
  const nested = (depth: number): object => {
    let inner: object = { type: 'NFC' };
    for (let i = 0; i < depth; i++) inner = { type: 'Sequence', normalizers: [inner] };
    return inner;
  };

  it.each<[string, object, RegExp]>([
    ['no model', { model: undefined }, /model: /],
    ['a model that is a list', { model: [] }, /model/],
    ['an unknown model', { model: { type: 'Magic' } }, /model.type: .*'BPE' | 'WordPiece'/],
    ['a vocabulary that is a list', bpe({ vocab: ['a'] }), /model.vocab: must be an object/],
    [
      'ids that are no whole numbers',
      bpe({ vocab: { a: 0.5 } }),
      /id of "a" is 0.5, no whole number/,
    ],
    ['ids that are words', bpe({ vocab: { a: 'b' } }), /id of "a" is "b"/],
    ['ids below 0', bpe({ vocab: { a: -1 } }), /id of "a" is -1/],
    ['ids beyond any model', bpe({ vocab: { a: 1e12 } }), /id of "a" is 1000000000000/],
    ['an id given twice', bpe({ vocab: { a: 0, b: 0 } }), /id of "b" is that of "a", too/],
    ['merges of what is not there', bpe({ merges: ['a c'] }), /a merge names "ac", which is not/],
    ['merges into what is not there', bpe({ merges: ['b a'] }), /a merge names "ba"/],
    ['merges that are no pairs', bpe({ merges: ['ab'] }), /model.merges: must be a list of pairs/],
    ['merges that are no texts', bpe({ merges: [[1, 2]] }), /model.merges: must be/],
    [
      'an unknown piece that is none',
      unigram({ unk_id: 7 }),
      /model.unk_id: is not in the vocabulary/,
    ],
    ['scores that are no numbers', unigram({ vocab: [['a', '1']] }), /model.vocab.0.1/],
    ['no pieces', unigram({ vocab: [] }), /model.vocab/],
    ['added tokens without an id', { added_tokens: [{ content: 'x' }] }, /added_tokens.0.id/],
    ['a normalizer that is unknown', { normalizer: { type: 'Shout' } }, /normalizer.type: /],
    [
      'a pre-tokenizer without a pattern',
      { pre_tokenizer: { type: 'Split' } },
      /pre_tokenizer.pattern/,
    ],
    [
      'words of no length',
      { pre_tokenizer: { type: 'FixedLength', length: 0 } },
      /pre_tokenizer.length/,
    ],
    [
      'an end that is no token',
      { post_processor: template({ single: [{ Sequence: { id: 'A', type_id: 0 } }, end] }) },
      /special token <end> is not in its vocabulary/,
    ],
    [
      'an end with another id',
      { post_processor: { type: 'RobertaProcessing', cls: ['!', 5], sep: ['!', 1] } },
      /gives ! the id 5, its vocabulary/,
    ],
    [
      'a template with a text twice',
      {
        post_processor: template({ single: Array(9).fill({ Sequence: { id: 'A', type_id: 0 } }) }),
      },
      /post_processor.single: must hold A once/,
    ],
    [
      'a template without its second text',
      { post_processor: template({ pair: [{ Sequence: { id: 'A', type_id: 0 } }] }) },
      /post_processor.pair: must hold A and B once/,
    ],
    ['steps nested deep', { normalizer: nested(40) }, /nested too deep/],
    ['steps nested deeper', { normalizer: nested(2000) }, /nested too deep/],
    ['an open group', split('(a'), /Unterminated group/],
    ['a backreference', split('(a)\\1'), /pattern "\(a\)\\1" cannot be used .*backreference/],
    [
      'an expression without end',
      split('((a{1000}){1000}){1000}'),
      /more than 20000 steps|too large/,
    ],
  ])('with %s is refused', async (_, change, message) => {
    const error: unknown = await load(change).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(code(error)).toBe('HUB_TOKENIZER');
    expect((error as Error).message).toMatch(message);
  });

  it('is told of in few words, whatever it holds', async () => {
    const long = `\u001b[2J${'x'.repeat(100_000)}`;
    for (const change of [
      bpe({ vocab: { [long]: -1 } }),
      bpe({ merges: [[long, long]] }),
      split(`(${long}`),
      { normalizer: { type: long } },
      { post_processor: { type: 'BertProcessing', cls: [long, 1], sep: [long, 1] } },
    ]) {
      const error: unknown = await load(change).then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      expect((error as Error).message.length).toBeLessThan(1000);
      expect((error as Error).message).not.toContain('\u001b');
    }
  });

  it('says which text it has no tokens for', async () => {
    const tokenizer = await load(
      letters({ type: 'WordPiece', vocab: { a: 0 }, unk_token: '[UNK]' }),
    );
    expect([...tokenizer.encode('a', undefined, 9).ids]).toEqual([0]);
    expect(() => tokenizer.encode('b', undefined, 9)).toThrow(
      /cannot encode the text "b": .*no unknown token/,
    );
  });
});

describe('a tokenizer that would hang', () => {
  it.each(['(a+)+$', '(a|a)*b', '(?:a*)*b', '(.*a){20}', '\\s+$', 'a.*b|a', 'a+(?=a*b)'])(
    'splits at %s at once',
    async (Regex) => {
      const text = `${'a'.repeat(2000)}${' '.repeat(2000)}!`;
      const ids = await encode(split(Regex), text);
      expect(ids.length).toBeGreaterThan(0);
      const normalizer = { type: 'Sequence', normalizers: [replace({ Regex }, '')] };
      await expect(encode({ normalizer }, text)).resolves.toEqual(expect.any(Array));
    },
  );

  it('takes 100,000 times the same character, known or not', async () => {
    const count = 100_000;
    const vocab = { a: 0, aa: 1, '[UNK]': 2 };
    const merges = [['a', 'a']];
    const pieces = [
      ['[UNK]', 0],
      ['a', -2],
      ['aa', -3],
    ];
    const models: [object, number][] = [
      [{ type: 'BPE', vocab, merges, unk_token: '[UNK]', fuse_unk: true }, 1],
      [{ type: 'Unigram', vocab: pieces, unk_id: 0 }, 1],
      [
        {
          type: 'WordPiece',
          vocab: { ...vocab, '##aa': 3 },
          unk_token: '[UNK]',
          continuing_subword_prefix: '##',
          max_input_chars_per_word: 1e9,
        },
        1,
      ],
    ];
    for (const [model, unknown] of models) {
      const tokenizer = await load(letters(model));
      expect(tokenizer.encode('a'.repeat(count), undefined, 1e7).ids).toHaveLength(count / 2);
      expect(tokenizer.encode('z'.repeat(count), undefined, 1e7).ids).toHaveLength(unknown);
    }
    for (const one of ['a', ' ', '\n', '!', '7', '😀']) {
      expect((await encode({}, one.repeat(count / 10))).length).toBeGreaterThan(0);
    }
  });

  it('takes pieces of 40,000 characters', () => {
    const tokens = ['<unk>', 'a', 'b', 'aa', 'a'.repeat(40_000), `${'a'.repeat(40_000)}b`];
    const encode = spaceBpe({
      type: 'SpaceBPE',
      vocab: new Map(tokens.map((token, id) => [token, id])),
      scores: tokens.map((_, id) => -id),
      unk_token: '<unk>',
      isPiece: () => true,
    });
    expect(encode('a'.repeat(80_000))).toEqual(Array(40_000).fill(3));
    const vocab = new Map(
      Array.from({ length: 1500 }, (_, id) => ['a'.repeat(id + 1), id] as const),
    );
    const merges = Array.from({ length: 1499 }, (_, i) => ['a'.repeat(i + 1), 'a'] as const);
    const bpe = textModel({ type: 'BPE', vocab, merges });
    expect(bpe('a'.repeat(3000))).toEqual(Array(1500).fill(1));
  });

  it('refuses words that are looked for everywhere and take long', async () => {
    const vocab = [
      ['<unk>', 0],
      ['a'.repeat(513), -1],
    ];
    const loading = load(letters({ type: 'Unigram', vocab, unk_id: 0 }));
    await expect(loading).rejects.toThrow(/token of 513 characters, more than 512/);
    const added_tokens = [{ id: 1, content: 'a'.repeat(513) }];
    await expect(load({ added_tokens })).rejects.toThrow(/token of 513 characters/);
  });

  it('refuses steps that blow a text up, and takes what is put in as it is', async () => {
    const blow = {
      type: 'Sequence',
      normalizers: Array(10).fill(replace({ String: 'a' }, 'aaaaaaaaaa')),
    };
    await expect(load({ normalizer: blow })).rejects.toThrow(/text 10000000000 times as long/);
    const dollars = await encode({ normalizer: replace({ String: 'x' }, "$'$&$`") }, 'axb');
    expect(dollars).toEqual(await encode({}, "a$'$&$`b"));
  });

  it('refuses marks that take Unicode long to sort', async () => {
    const tokenizer = await load({ normalizer: { type: 'NFC' } });
    expect(() => tokenizer.encode(`a${'\u0301\u0316'.repeat(100_000)}`, undefined, 9)).toThrow(
      /a thousand combining marks in a row/,
    );
  });
});
