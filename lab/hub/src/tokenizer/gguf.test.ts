import type { GgufMetadata } from '@singlora/core/formats';
import { describe, expect, it } from 'vitest';
import { ggufTokenizer } from './gguf.ts';
import { tokenizerJson } from './tokenizer-json.ts';
import { tokenizerOf } from './tokenizer.ts';

/** Metadata with these values under `tokenizer.ggml.`. */
function metadata(values: Record<string, unknown>): GgufMetadata {
  const get = (key: string) => values[key.replace(/^tokenizer\.ggml\./, '')];
  return {
    keys: [],
    get,
    number: get,
    boolean: get,
    string: get,
    strings: get,
    numbers: get,
  } as GgufMetadata;
}

const sound = {
  model: 'gpt2',
  pre: 'gpt-2',
  tokens: ['<s>', 'a', 'b', 'ab', '</s>'],
  merges: ['a b'],
};

describe('ggufTokenizer', () => {
  it.each<[Record<string, unknown>, RegExp]>([
    [{ tokens: undefined }, /lack tokenizer.ggml.tokens/],
    [{ model: 'bert' }, /tokenizer.ggml.model is "bert", and only gpt2 and llama are known/],
    [{ pre: 'tekken' }, /tokenizer.ggml.pre is "tekken", and only gpt-2, .*llama-bpe/],
    [{ pre: undefined }, /tokenizer.ggml.pre is "default"/],
    [{ merges: undefined }, /lack tokenizer.ggml.merges/],
    [{ model: 'llama' }, /lack tokenizer.ggml.scores/],
    [{ add_bos_token: true }, /lack tokenizer.ggml.bos_token_id/],
    [{ add_eos_token: true, eos_token_id: 17 }, /lack tokenizer.ggml.eos_token_id/],
  ])('says what is wrong with %o', (change, message) => {
    expect(() => ggufTokenizer(metadata({ ...sound, ...change }))).toThrow(message);
  });

  it('puts the tokens that begin and end a text where the file asks for them', () => {
    const ends = { add_bos_token: true, bos_token_id: 0, add_eos_token: true, eos_token_id: 4 };
    const token = (id: string, type_id: number) => ({ SpecialToken: { id, type_id } });
    const text = (id: string, type_id: number) => ({ Sequence: { id, type_id } });
    expect(ggufTokenizer(metadata({ ...sound, ...ends }))).toMatchObject({
      post_processor: {
        single: [token('<s>', 0), text('A', 0), token('</s>', 0)],
        pair: [
          ...[token('<s>', 0), text('A', 0), token('</s>', 0)],
          ...[token('<s>', 1), text('B', 1), token('</s>', 1)],
        ],
      },
    });
    expect(ggufTokenizer(metadata(sound))).toMatchObject({ post_processor: null });
  });

  it('finds control and user-defined tokens in texts', () => {
    const json = ggufTokenizer(metadata({ ...sound, token_type: [3, 1, 1, 4, 2] }));
    expect(json).toMatchObject({
      added_tokens: [
        { id: 0, content: '<s>', special: true },
        { id: 3, content: 'ab', special: false },
        { id: 4, content: '</s>', special: true },
      ],
    });
  });
});

it('joins the neighbours that make the piece of the highest score, the leftmost of equals', async () => {
  const tokens = ['a', 'b', 'c', 'ab', 'bc', 'abc', 'aa', '<0x61>'];
  const scores = [0, 0, 0, -2, -1, -3, -1, 0];
  const parts = ggufTokenizer(
    metadata({
      model: 'llama',
      tokens,
      scores,
      token_type: [1, 1, 1, 1, 1, 1, 1, 6],
      add_space_prefix: false,
      add_bos_token: false,
    }),
  );
  const { tokens: pieces } = await tokenizerOf('llama', tokenizerJson(parts));
  expect(await pieces('abc')).toEqual(['abc']);
  expect(await pieces('aabc')).toEqual(['aa', 'bc']);
  expect(await pieces('aaa')).toEqual(['aa', 'a']);
  expect(await pieces('cab')).toEqual(['c', 'ab']);
});

it('finds the merges of a piece of a million letters', () => {
  const tokens = ['a', 'b', 'ab', 'ab'.repeat(500_000)];
  const parts = ggufTokenizer(
    metadata({ model: 'llama', tokens, scores: [0, 0, 0, 0], add_bos_token: false }),
  );
  expect(parts.model).toMatchObject({ merges: [['a', 'b']] });
});
