import { mkdir, mkdtemp, readdir, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sha256Of } from './fake-hub.test.helper.ts';
import { gitBlobHash, knownSha256, sha256 } from './hashes.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hub-'));
});
afterEach(() => rm(folder, { recursive: true }));

const large = Buffer.alloc(2 ** 20 + 1, 1);

describe('hashes', () => {
  it('are those of sha256sum and git hash-object', async () => {
    const path = join(folder, 'file');
    await writeFile(path, 'what is up, doc?');
    expect(await gitBlobHash(path)).toBe('bd9dbf5aae1a3862dd1526723246b20206e5fc37');
    await writeFile(path, '');
    expect(await sha256(path)).toBe(
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    );
  });

  it('of large files are noted until the file changes', async () => {
    const path = join(folder, 'file');
    await writeFile(path, large);
    expect(await knownSha256(path, folder)).toBe(sha256Of(large));
    const [note = ''] = await readdir(join(folder, 'hashes'));
    const { mtimeMs } = await stat(join(folder, 'hashes', note));
    expect(await knownSha256(path, folder)).toBe(sha256Of(large));
    expect((await stat(join(folder, 'hashes', note))).mtimeMs).toBe(mtimeMs);
    // Other content under the size and the time of before.
    const { atime, mtime } = await stat(path);
    const other = Buffer.from(large).fill(2);
    await writeFile(path, other);
    await utimes(path, atime, mtime);
    expect(await knownSha256(path, folder)).toBe(sha256Of(other));
  });

  it('of files in a cache that cannot be written are computed', async () => {
    const path = join(folder, 'file');
    await writeFile(path, large);
    expect(await knownSha256(path, path)).toBe(sha256Of(large));
  });

  it('of the Hub’s large blobs are their names', async () => {
    const name = 'f'.repeat(64);
    await mkdir(join(folder, 'blobs'));
    await writeFile(join(folder, 'blobs', name), 'checked when it came');
    await symlink(join('blobs', name), join(folder, 'pointer'));
    expect(await knownSha256(join(folder, 'pointer'), folder)).toBe(name);
  });
});
