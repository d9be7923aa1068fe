import { readdirSync, readFileSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { replaceFile } from './replace-file.mjs';
import { folderForThisTest } from './temporary.test.support.ts';

it('flushes the file and its folders before it is done, unless it is told that it may be lost', async () => {
  const handle = await open('.');
  const flush = vi.spyOn(Object.getPrototypeOf(handle) as FileHandle, 'sync');
  await handle.close();
  const folder = folderForThisTest();
  const path = join(folder, 'new', 'one.txt');
  const write = (text: string, isFlushed?: boolean) =>
    replaceFile(path, (file) => file.writeFile(text), isFlushed);

  await write('kept', false);
  expect(flush).not.toHaveBeenCalled();
  await write('flushed');
  expect(flush).toHaveBeenCalledTimes(2); // the file and its folder
  expect([readFileSync(path, 'utf8'), readdirSync(join(folder, 'new'))]).toEqual([
    'flushed',
    ['one.txt'],
  ]);
  flush.mockRestore();
});
