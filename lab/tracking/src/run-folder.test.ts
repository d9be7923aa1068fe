import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { folderForEachTest } from '@singlora/core/disk/temporary';
import { afterEach, expect, test } from 'vitest';
import { makeRunFolder } from './run-folder.ts';

const runs = folderForEachTest();
let mounted = false;
afterEach(() => {
  if (mounted) execFileSync('umount', [runs]);
  mounted = false;
});

test('a run gets a folder, with those above it, and keeps one that is there', () => {
  const inner = join(runs, 'inner');
  expect(makeRunFolder(inner, '0123456789ab')).toBe(join(inner, '0123456789ab'));
  mkdirSync(join(inner, '0123456789ab', 'adapter'));
  expect(makeRunFolder(inner, '0123456789ab')).toBe(join(inner, '0123456789ab'));
});

test('a read-only file system is called that', ({ skip }) => {
  mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'ro', 'singlora', runs]).status === 0;
  if (!mounted) skip();
  expect(() => makeRunFolder(runs, '0123456789ab')).toThrow(
    expect.objectContaining({ code: 'READ_ONLY' }) as Error,
  );
});
