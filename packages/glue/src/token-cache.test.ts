import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Tokenizer } from '@singlora/hub';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { templates } from './templates.ts';
import { tokenizeOnce } from './token-cache.ts';

const encode = vi.fn<Tokenizer['encode']>((text, pair, maxLength) => {
  const ids = Int32Array.from(`${text}${pair ?? ''}`, (letter) => letter.charCodeAt(0));
  return {
    ids: ids.subarray(0, maxLength),
    typeIds: ids.map((_, i) => (i < text.length ? 0 : 1)).subarray(0, maxLength),
  };
});
const tokenizer: Tokenizer = { vocabularySize: 256, padId: 0, encode };
const rows = [
  { a: 'one', b: 'and two', label: 2, index: 0 },
  { a: 'alone', label: 0, index: 1 },
];

describe('tokenizeOnce', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tokens-'));
    encode.mockClear();
  });
  const run = (changes: object = {}, own = rows) =>
    tokenizeOnce(own, tokenizer, {
      template: templates.pair,
      ...{ maxLength: 12, tokenizerSha256: 'a', folder, ...changes },
    });

  it('gives the second time what it gave the first, without tokenising', async () => {
    const first = await run();
    expect(encode).toHaveBeenCalledTimes(2);
    expect(await run()).toEqual(first);
    expect(encode).toHaveBeenCalledTimes(2);
  });

  it('keeps how many rows were cut', async () => {
    expect((await run({ maxLength: 8 })).truncated).toBe(1);
    encode.mockClear();
    expect((await run({ maxLength: 8 })).truncated).toBe(1);
    expect(encode).not.toHaveBeenCalled();
  });

  it('tokenises anew for other texts, another layout, length or tokenizer, but not for other labels', async () => {
    await run();
    await run({ maxLength: 11 });
    await run({ tokenizerSha256: 'b' });
    await run({}, [{ ...rows[0]!, a: 'ones' }, rows[1]!]);
    await run({ template: templates.lines });
    expect(encode).toHaveBeenCalledTimes(10);
    const relabelled = await run({}, [{ ...rows[0]!, label: 1 }, rows[1]!]);
    expect(relabelled.examples.map(({ label }) => label)).toEqual([1, 0]);
    expect(encode).toHaveBeenCalledTimes(10);
  });

  it('goes on without a cache that is damaged or cannot be written', async () => {
    const first = await run();
    const [name] = readdirSync(folder);
    writeFileSync(join(folder, name!), 'not tokens');
    expect(await run()).toEqual(first);
    expect(await run()).toEqual(first);
    expect(encode).toHaveBeenCalledTimes(4);
    const blocked = join(folder, 'file');
    writeFileSync(blocked, '');
    expect(await run({ folder: blocked })).toEqual(first);
  });
});
