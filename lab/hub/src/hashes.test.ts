import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { folderForThisTest } from '@singlora/core/disk/temporary';
import { expect, it } from 'vitest';
import { bothHashes, sha256 } from './hashes.ts';

it('hashes as sha256sum and git hash-object do', async () => {
  const path = join(folderForThisTest(), 'file');
  await writeFile(path, 'what is up, doc?');
  expect((await bothHashes(path)).git).toBe('bd9dbf5aae1a3862dd1526723246b20206e5fc37');
  await writeFile(path, '');
  const empty = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
  expect(await sha256(path)).toBe(empty);
  expect((await bothHashes(path)).sha256).toBe(empty);
});
