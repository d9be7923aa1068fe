import { spawnSync } from 'node:child_process';
import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { makeFolders } from './make-folders.mjs';
import { folderForThisTest } from './temporary.test.support.ts';

it('makes what is missing, and names the first of it', () => {
  const folder = folderForThisTest();
  expect(makeFolders(join(folder, 'a', 'b', 'c'))).toBe(join(folder, 'a'));
  expect(statSync(join(folder, 'a', 'b', 'c')).isDirectory()).toBe(true);
  expect(makeFolders(join(folder, 'a', 'b'))).toBeUndefined();
  writeFileSync(join(folder, 'file'), '');
  expect(() => makeFolders(join(folder, 'file', 'x'))).toThrow('ENOTDIR');
  expect(() => makeFolders(join(folder, 'file'))).toThrow('EEXIST');
});

it.runIf(process.platform === 'linux')('ends where a parent takes no folders', () => {
  // In a process of its own: an endless loop could not be ended here.
  const script = `import { makeFolders } from '${pathToFileURL(join(import.meta.dirname, 'make-folders.mjs')).href}';
    try { makeFolders('/proc/none/deep'); } catch ({ code }) { console.log(code); }`;
  const argv = ['--input-type=module', '-e', script];
  const { stdout } = spawnSync(process.execPath, argv, { encoding: 'utf8', timeout: 60_000 });
  expect(stdout).toBe('ENOENT\n');
});
