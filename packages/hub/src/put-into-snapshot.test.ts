import { lstat, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { putIntoSnapshot } from './put-into-snapshot.ts';

let folder: string;
let blob: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'snapshot-'));
  blob = join(folder, 'blob');
  file = join(folder, 'unet', 'config.json');
  await writeFile(blob, '{}');
});
afterEach(() => rm(folder, { recursive: true }));

const isLink = async () => (await lstat(file)).isSymbolicLink();

it('links to the blob, once', async () => {
  await putIntoSnapshot(file, blob);
  await putIntoSnapshot(file, blob);
  expect([await readFile(file, 'utf8'), await isLink()]).toEqual(['{}', true]);
});

it('takes the place of a link that leads nowhere', async () => {
  await mkdir(join(folder, 'unet'));
  await symlink('/nowhere/at/all', file);
  await putIntoSnapshot(file, blob);
  expect(await readFile(file, 'utf8')).toBe('{}');
});

it.each(['EPERM', 'ENOTSUP', 'ENOSYS'])(
  'moves the blob where links are refused: %s',
  async (code) => {
    const refuse = () => Promise.reject(Object.assign(new Error('no links here'), { code }));
    await putIntoSnapshot(file, blob, refuse);
    expect([await readFile(file, 'utf8'), await isLink()]).toEqual(['{}', false]);
  },
);

it('does not take the place of a folder', async () => {
  await mkdir(file, { recursive: true });
  await expect(putIntoSnapshot(file, blob)).rejects.toMatchObject({ code: 'HUB_CACHE_READONLY' });
});
