import {
  chown,
  mkdir,
  readdir,
  readFile,
  rename,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { folderForEachTest } from '@singlora/core/disk/temporary';
import { describe, expect, it, vi } from 'vitest';
import { gitHash, sha256Of } from './fake-hub.test.helper.ts';
import { notePath, readNote, stampOf, writeNote } from './hash-notes.ts';
import { knownSha256 } from './known-hash.ts';

const folder = folderForEachTest();
const path = join(folder, 'file');
const cache = join(folder, 'cache');

const large = Buffer.alloc(2 ** 20 + 1, 1);
const other = Buffer.alloc(2 ** 20 + 1, 2);

/** Writes other bytes, and restores size and times. */
async function change(path: string, content: Buffer): Promise<void> {
  const { atime, mtime } = await stat(path);
  await writeFile(path, content);
  await utimes(path, atime, mtime);
}

describe('the hash of a large file', () => {
  it('is computed once', async () => {
    await writeFile(path, large);
    expect(await knownSha256(path, { cache })).toBe(sha256Of(large));
    const [note = ''] = await readdir(join(cache, 'hashes'));
    const { mtimeMs } = await stat(join(cache, 'hashes', note));
    expect(await knownSha256(path, { cache })).toBe(sha256Of(large));
    expect((await stat(join(cache, 'hashes', note))).mtimeMs).toBe(mtimeMs);
  });

  it('is computed again for other content under the size and the time of before', async () => {
    await writeFile(path, large);
    await knownSha256(path, { cache });
    await change(path, other);
    expect(await knownSha256(path, { cache })).toBe(sha256Of(other));
  });

  it('is computed again for another file put in its place', async () => {
    await writeFile(path, large);
    await knownSha256(path, { cache });
    await writeFile(`${path}.new`, other);
    await rename(`${path}.new`, path);
    expect(await knownSha256(path, { cache })).toBe(sha256Of(other));
  });

  it('is computed where the cache cannot be written', async () => {
    await writeFile(path, large);
    expect(await knownSha256(path, { cache: path })).toBe(sha256Of(large));
  });

  it.each([
    ['empty', () => ''],
    ['of another form', () => '{"a": 1}'],
    ['long', () => 'x'.repeat(1e6)],
    ['with another hash', (note: string) => note.replace(sha256Of(large), 'f'.repeat(64))],
    ['with no hash', (note: string) => note.replace(sha256Of(large), '')],
  ])('is not believed from a note that is %s', async (_, spoil) => {
    await writeFile(path, large);
    await knownSha256(path, { cache });
    const note = notePath(cache, path);
    await writeFile(note, spoil(await readFile(note, 'utf8')));
    expect(await knownSha256(path, { cache })).toBe(sha256Of(large));
    expect((await readNote(cache, path))?.sha256).toBe(sha256Of(large));
  });

  it('is not believed from the note on another file', async () => {
    await writeFile(path, large);
    await writeFile(`${path}2`, other);
    await knownSha256(`${path}2`, { cache });
    await rename(notePath(cache, `${path}2`), notePath(cache, path));
    expect(await knownSha256(path, { cache })).toBe(sha256Of(large));
  });

  it.runIf(process.getuid?.() === 0)('is not believed from another user’s note', async () => {
    await writeFile(path, large);
    await knownSha256(path, { cache });
    await chown(notePath(cache, path), 12345, 12345);
    expect(await readNote(cache, path)).toBeUndefined();
  });
});

describe('a blob of the Hub', () => {
  async function blob(name: string, content: Buffer): Promise<string> {
    const blob = join(folder, "it's", 'blobs', name);
    await mkdir(join(blob, '..'), { recursive: true });
    await writeFile(blob, content);
    await symlink(blob, path);
    return blob;
  }

  it.each([
    ['large and named by SHA-256', large, sha256Of(large), other, sha256Of(other)],
    ['large and named by git', large, gitHash(large), other, gitHash(other)],
    ['small', Buffer.from('{}'), gitHash(Buffer.from('{}')), ...small('[]')],
  ])('%s is an error once its bytes are not those of its name', async (_, was, name, is, found) => {
    const real = await blob(name, was);
    expect(await knownSha256(path, { cache })).toBe(sha256Of(was));
    expect(await knownSha256(path, { cache })).toBe(sha256Of(was));
    await change(real, is);
    const error = await knownSha256(path, { cache }).catch((error: unknown) => error);
    expect(error).toMatchObject({ code: 'HUB_CHECKSUM' });
    for (const part of [path, name, found, `rm '${real.replace("'", "'\\''")}'`]) {
      expect((error as Error).message).toContain(part);
    }
  });

  it('is hashed whatever a note says', async () => {
    const real = await blob(sha256Of(large), other);
    await writeNote(cache, real, { stamp: await stampOf(real), sha256: sha256Of(other) });
    await expect(knownSha256(path, { cache })).rejects.toMatchObject({ code: 'HUB_CHECKSUM' });
  });
});

function small(content: string): [Buffer, string] {
  return [Buffer.from(content), gitHash(Buffer.from(content))];
}

describe('a file that never changes', () => {
  it.each([
    ['large', large, other],
    ['small', Buffer.from('{}'), Buffer.from('[]')],
  ])('and is %s is told of for as long as it is not what it was', async (_, was, is) => {
    const onChange = vi.fn<(line: string) => void>();
    await writeFile(path, was);
    expect(await knownSha256(path, { cache, onChange })).toBe(sha256Of(was));
    expect(onChange).not.toHaveBeenCalled();
    for (let run = 1; run <= 2; run++) {
      await change(path, is);
      expect(await knownSha256(path, { cache, onChange })).toBe(sha256Of(is));
      expect(onChange).toHaveBeenCalledTimes(run);
    }
    const [line] = onChange.mock.lastCall ?? [];
    for (const part of [path, sha256Of(was), sha256Of(is), notePath(cache, path)]) {
      expect(line).toContain(part);
    }
    await change(path, was);
    expect(await knownSha256(path, { cache, onChange })).toBe(sha256Of(was));
    expect(onChange).toHaveBeenCalledTimes(2);
  });
});
