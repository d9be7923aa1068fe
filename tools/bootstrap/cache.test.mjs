import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writerTag } from '../../packages/core/src/disk/writer-tag.mjs';
import { withStaging } from './cache.mjs';
import { folderForThisTest } from './testing.mjs';

it('stages in a folder that goes, with those that dead processes left', async () => {
  const parent = folderForThisTest();
  const dead = writerTag().replace(/-\d+-/, `-${2 ** 30}-`);
  const left = (tag) => join(parent, `.staging.${tag}.partial`);
  const living = left(writerTag(process.ppid));
  for (const folder of [left(dead), living]) mkdirSync(folder);
  const used = await withStaging(parent, async (folder) => folder);
  expect(existsSync(used)).toBe(false);
  expect(readdirSync(parent).map((name) => join(parent, name))).toEqual([living]);
});
