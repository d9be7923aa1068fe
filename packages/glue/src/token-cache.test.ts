import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Tokenizer } from '@singlora/hub';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { templates } from './tokenize.ts';
import { tokenizeOnce } from './token-cache.ts';

const encode = vi.fn<Tokenizer['encode']>((text, pair, maxLength) => {
  const ids = Int32Array.from(`${text}${pair ?? ''}`, (letter) => letter.charCodeAt(0));
  return Promise.resolve({
    ids: ids.subarray(0, maxLength),
    typeIds: ids.map((_, i) => (i < text.length ? 0 : 1)).subarray(0, maxLength),
    uncut: ids.length,
  });
});
const tokens = (text: string) => Promise.resolve([...text]);
const tokenizer: Tokenizer = { vocabularySize: 256, padId: 0, encode, tokens };
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
      maxLength: 12,
      tokenizerSha256: 'a',
      folder,
      ...changes,
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

  it.each<[string, (file: Buffer) => Buffer]>([
    ['another id', (file) => changeAt(file, file.indexOf('o'.charCodeAt(0), headerOf(file)))],
    ['another last byte', (file) => changeAt(file, file.length - 1)],
    ['no seal', (file) => Buffer.from(file.toString('latin1').replace('seal', 'lead'), 'latin1')],
    ['nothing', () => Buffer.alloc(0)],
    ['half of it', (file) => file.subarray(0, file.length / 2)],
    ['something else', () => Buffer.from('not tokens')],
  ])('tells of a file that holds %s, and tokenises again', async (_, spoil) => {
    const first = await run();
    const path = join(folder, readdirSync(folder)[0]!);
    const sound = readFileSync(path);
    const { atime, mtime } = statSync(path);
    writeFileSync(path, spoil(sound));
    utimesSync(path, atime, mtime);
    const onNotice = vi.fn<(line: string) => void>();
    expect(await run({ onNotice })).toEqual(first);
    expect(onNotice.mock.calls).toEqual([[expect.stringContaining(path)]]);
    expect(readFileSync(path)).toEqual(sound);
    expect(await run({ onNotice })).toEqual(first);
    expect(onNotice).toHaveBeenCalledOnce();
  });

  it('tells of a file made for other rows', async () => {
    await run({}, [{ ...rows[0]!, a: 'eno' }, rows[1]!]);
    const others = join(folder, readdirSync(folder)[0]!);
    const wanted = await run();
    const own = readdirSync(folder).map((name) => join(folder, name));
    copyFileSync(
      others,
      own.find((path) => path !== others)!,
    );
    const onNotice = vi.fn<(line: string) => void>();
    expect(await run({ onNotice })).toEqual(wanted);
    expect(onNotice).toHaveBeenCalledOnce();
  });

  it('goes on where the cache cannot be written, and removes what dead processes left', async () => {
    const first = await run();
    const blocked = join(folder, 'file');
    writeFileSync(blocked, '');
    expect(await run({ folder: blocked })).toEqual(first);
    const old = join(folder, `.x.${'0'.repeat(8)}-1-1-${'0'.repeat(8)}.partial`);
    writeFileSync(old, 'half');
    utimesSync(old, 0, 0);
    await run();
    expect(existsSync(old)).toBe(false);
  });
});

/** The length of a safetensors file's header. */
function headerOf(file: Buffer): number {
  return 8 + Number(file.readBigUInt64LE());
}

function changeAt(file: Buffer, at: number): Buffer {
  const changed = Buffer.from(file);
  changed[at]! ^= 1;
  return changed;
}
