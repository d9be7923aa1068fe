import { lstat, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { folderForEachTest } from '@singlora/core/disk/temporary';
import { beforeEach, expect, it } from 'vitest';
import { putIntoSnapshot } from './put-into-snapshot.ts';

const folder = folderForEachTest();
const blob = join(folder, 'blob');
const file = join(folder, 'unet', 'config.json');
beforeEach(() => writeFile(blob, '{}'));

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
