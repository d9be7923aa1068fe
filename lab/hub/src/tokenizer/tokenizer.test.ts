import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { folderForThisTest } from '@singlora/core/disk/temporary';
import { describe, expect, it } from 'vitest';
import { tokenizerJson } from './tokenizer-json.ts';
import { loadTokenizer, tokenizerOf } from './tokenizer.ts';

type Case = [
  text: string,
  pair: string | null,
  maxLength: number,
  ids: number[],
  typeIds: number[] | null,
];

const fixtures = join(import.meta.dirname, 'fixtures');
const load = (file: string) => loadTokenizer(resolve(fixtures, file));
const fixture = (name: string) => load(`${name}.tokenizer.json`);

async function casesOf(name: string): Promise<Case[]> {
  return JSON.parse(await readFile(join(fixtures, `${name}.cases.json`), 'utf8')) as Case[];
}

describe('loadTokenizer', () => {
  it.each([
    ...['word-piece.tokenizer.json', 'byte-level.tokenizer.json', 'gpt2.tokenizer.json'],
    'mpnet.tokenizer.json',
    ...['llama2.tokenizer.json', 'llama3.tokenizer.json', 'smollm.tokenizer.json'],
    ...[
      'qwen2.tokenizer.json',
      'unigram.tokenizer.json',
      'gpt2.gguf',
      'llama3.gguf',
      'smollm.gguf',
      'qwen2.gguf',
    ],
    'sentence-piece.gguf', // with the ids that SentencePiece gives
  ])('%s gives the ids that transformers gives', async (file) => {
    const tokenizer = await load(file);
    const cases = await casesOf(file.replace(/\..*$/, ''));
    expect(cases.length).toBeGreaterThan(35);
    for (const [text, pair, maxLength, ids, typeIds] of cases) {
      const encoded = await tokenizer.encode(text, pair ?? undefined, maxLength);
      const what = JSON.stringify({ text, pair, maxLength });
      expect([...encoded.ids], what).toEqual(ids);
      if (typeIds) expect([...encoded.typeIds], what).toEqual(typeIds);
    }
  });

  it('spells the tokens of a text', async () => {
    const { tokens } = await fixture('word-piece');
    expect(await tokens('Dog, [MASK]')).toEqual(['d', '##o', '##g', ',', '[MASK]']);
    const bytes = await fixture('gpt2');
    expect((await bytes.tokens('x é')).join('')).toBe('xĠÃ©');
  });

  it('knows its vocabulary and its padding', async () => {
    expect(await fixture('word-piece')).toMatchObject({ vocabularySize: 600, padId: 0 });
    expect(await fixture('byte-level')).toMatchObject({ vocabularySize: 399, padId: 1 });
    expect(await load('gpt2.gguf')).toMatchObject({ vocabularySize: 600, padId: 3 });
    expect(await load('llama3.gguf')).toMatchObject({ vocabularySize: 600, padId: 0 });
  });

  it('refuses a length without room for the special tokens', async () => {
    const tokenizer = await fixture('word-piece');
    expect([...(await tokenizer.encode('a', 'b', 3)).typeIds]).toEqual([0, 0, 1]);
    await expect(tokenizer.encode('a', 'b', 2)).rejects.toThrow(
      /length of 2 has no room for the 3 special/,
    );
  });

  it('says which text it has no tokens for', async () => {
    const model = {
      type: 'WordPiece',
      vocab: { a: 0 },
      unk_token: '[UNK]',
      continuing_subword_prefix: '##',
      max_input_chars_per_word: 100,
    };
    const tokenizer = await tokenizerOf(
      'words.json',
      tokenizerJson({
        model,
        normalizer: null,
        pre_tokenizer: null,
        post_processor: null,
        added_tokens: [],
      }),
    );
    expect([...(await tokenizer.encode('a', undefined, 9)).ids]).toEqual([0]);
    await expect(tokenizer.encode('b', undefined, 9)).rejects.toMatchObject({
      code: 'HUB_TOKENIZER',
      message: expect.stringMatching(/words.json cannot encode the text "b": .*\[UNK\]/) as string,
    });
  });

  it('reports a file that is missing or no tokenizer', async () => {
    const path = join(folderForThisTest(), 'tokenizer.json');
    await expect(loadTokenizer(path)).rejects.toMatchObject({ code: 'HUB_TOKENIZER' });
    for (const content of ['{', 'null', '{}', '{"model": {"type": "None"}}']) {
      await writeFile(path, content);
      await expect(loadTokenizer(path)).rejects.toMatchObject({ code: 'HUB_TOKENIZER' });
    }
  });

  const special = (id: string) => ({ SpecialToken: { id, type_id: 0 } });
  const text = (id: string) => ({ Sequence: { id, type_id: 0 } });
  const prefix = { continuing_subword_prefix: '#'.repeat(99) };
  const lacksToken = { single: [special('[X]'), text('A')], pair: [text('A'), text('B')] };
  it.each<[string, Record<string, object>]>([
    ['its prefix is longer than a part of its merges', { model: prefix }],
    [
      'it replaces an empty text',
      { normalizer: { type: 'Replace', pattern: { String: '' }, content: 'x' } },
    ],
    [
      'its template names a token that it lacks',
      { post_processor: { type: 'TemplateProcessing', ...lacksToken, special_tokens: {} } },
    ],
  ])('refuses one that the library crashes on: %s', async (_, change) => {
    const sound = await readFile(join(fixtures, 'gpt2.tokenizer.json'), 'utf8');
    const json = JSON.parse(sound) as { model: object };
    const path = join(folderForThisTest(), 'tokenizer.json');
    await writeFile(
      path,
      JSON.stringify({ ...json, ...change, model: { ...json.model, ...change['model'] } }),
    );
    const used = async () => (await loadTokenizer(path)).encode('The dog', undefined, 9);
    await expect(used()).rejects.toMatchObject({
      code: 'HUB_TOKENIZER',
      message: expect.stringMatching(
        /tokenizer.json is not .*: the library that reads it breaks down/,
      ) as string,
    });
  });
});
