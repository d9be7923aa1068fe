import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadTokenizer } from './tokenizer.ts';

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
      const encoded = tokenizer.encode(text, pair ?? undefined, maxLength);
      const what = JSON.stringify({ text, pair, maxLength });
      expect([...encoded.ids], what).toEqual(ids);
      if (typeIds) expect([...encoded.typeIds], what).toEqual(typeIds);
    }
  });

  it('spells the tokens of a text', async () => {
    const { tokens } = await fixture('word-piece');
    expect(tokens('Dog, [MASK]')).toEqual(['d', '##o', '##g', ',', '[MASK]']);
    const bytes = await fixture('gpt2');
    expect(bytes.tokens('x é').join('')).toBe('xĠÃ©');
  });

  it.each(['llama3', 'qwen2'])('%s splits in the same way by other means', async (name) => {
    const folder = await mkdtemp(join(tmpdir(), 'hub-'));
    const path = join(folder, 'tokenizer.json');
    const content = await readFile(join(fixtures, `${name}.tokenizer.json`), 'utf8');
    // Unknown to the list of expressions that V8 may match.
    await writeFile(path, content.replace('"(?i:', '"(?:)(?i:'));
    const [known, other] = [await fixture(name), await load(path)];
    for (const [text] of await casesOf(name)) {
      expect(other.encode(text, undefined, 512), text).toEqual(known.encode(text, undefined, 512));
    }
    await rm(folder, { recursive: true });
  });

  it('knows its vocabulary and its padding', async () => {
    expect(await fixture('word-piece')).toMatchObject({ vocabularySize: 600, padId: 0 });
    expect(await fixture('byte-level')).toMatchObject({ vocabularySize: 399, padId: 1 });
    expect(await load('gpt2.gguf')).toMatchObject({ vocabularySize: 600, padId: 3 });
    expect(await load('llama3.gguf')).toMatchObject({ vocabularySize: 600, padId: 0 });
  });

  it('refuses a length without room for the special tokens', async () => {
    const tokenizer = await fixture('word-piece');
    expect([...tokenizer.encode('a', 'b', 3).typeIds]).toEqual([0, 0, 1]);
    expect(() => tokenizer.encode('a', 'b', 2)).toThrow(
      /length of 2 has no room for the 3 special/,
    );
  });

  it('reports a file that is missing or no tokenizer', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'hub-'));
    const path = join(folder, 'tokenizer.json');
    await expect(loadTokenizer(path)).rejects.toMatchObject({ code: 'HUB_TOKENIZER' });
    for (const content of ['{', 'null', '{}', '{"model": {"type": "None"}}']) {
      await writeFile(path, content);
      await expect(loadTokenizer(path)).rejects.toMatchObject({ code: 'HUB_TOKENIZER' });
    }
    await rm(folder, { recursive: true });
  });
});
