import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { folderForEachTest } from '@singlora/core/disk/temporary';
import { beforeEach, describe, expect, it } from 'vitest';
import { loadPromptTokenizer } from './prompt-tokenizer.ts';

const fixtures = join(import.meta.dirname, 'fixtures');

describe('loadPromptTokenizer', () => {
  it.each(['clip', 'clip-2', 'clip-fast'])('%s gives the ids of CLIPTokenizer', async (name) => {
    const tokenizer = await loadPromptTokenizer(join(fixtures, name));
    const json = await readFile(join(fixtures, `${name}.cases.json`), 'utf8');
    const cases = JSON.parse(json) as [prompt: string, ids: number[]][];
    expect(cases.length).toBeGreaterThan(50);
    for (const [prompt, ids] of cases)
      expect([...(await tokenizer.encode(prompt))], prompt).toEqual(ids);
  });

  it('fills with what the files name', async () => {
    for (const [name, filler] of [
      ['clip', 1143],
      ['clip-2', 0],
    ] as const) {
      const ids = await (await loadPromptTokenizer(join(fixtures, name))).encode('');
      expect([ids.length, ids.at(-1)]).toEqual([77, filler]);
    }
  });

  it('says which words of a long prompt are left out', async () => {
    const tokenizer = await loadPromptTokenizer(join(fixtures, 'clip'));
    const notices: string[] = [];
    const tell = (line: string) => notices.push(line);
    await tokenizer.encode('dog '.repeat(75), tell);
    expect(notices).toEqual([]);
    const ids = await tokenizer.encode(`${'dog '.repeat(75)} In the café`, tell);
    expect(notices).toEqual([
      expect.stringMatching(/^The prompt "dog dog .*" is \d+ tokens long, .*: "in the café"\.$/),
    ]);
    expect([ids.length, ids.at(-2), ids.at(-1)]).toEqual([77, ids[1], 1143]);
  });
});

describe('a damaged folder', () => {
  const folder = folderForEachTest();
  beforeEach(async () => {
    await cp(join(fixtures, 'clip'), folder, { recursive: true });
  });

  it.each<[string, string, RegExp]>([
    ['vocab.json', '{"a": 0}', /vocab.json has no "<\|startoftext\|>"/],
    ['vocab.json', '{', /vocab.json: .*JSON/],
    ['merges.txt', 'a b c', /erges/],
    ['tokenizer_config.json', '{"tokenizer_class": "T5Tokenizer"}', /is "T5Tokenizer", and only/],
    ['tokenizer_config.json', '{"model_max_length": -1}', /tokenizer_config.json: model_max_len/],
    ['special_tokens_map.json', '{"pad_token": "[PAD]"}', /vocab.json has no "\[PAD\]"/],
  ])('%s: %s', async (name, content, message) => {
    await writeFile(join(folder, name), content);
    await expect(loadPromptTokenizer(folder)).rejects.toThrow(message);
    await expect(loadPromptTokenizer(folder)).rejects.toMatchObject({ code: 'HUB_TOKENIZER' });
  });

  it('lacks a file, or all but the vocabulary and its merges', async () => {
    await rm(join(folder, 'tokenizer_config.json'));
    await rm(join(folder, 'special_tokens_map.json'));
    const ids = await (await loadPromptTokenizer(folder)).encode('');
    expect([ids.length, ids.at(-1)]).toEqual([77, 1143]);
    await rm(join(folder, 'merges.txt'));
    await expect(loadPromptTokenizer(folder)).rejects.toThrow(/merges.txt/);
  });
});
