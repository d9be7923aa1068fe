import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, utimesSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { withStaging, writeAside } from './cache.mjs';
import { temporaryFolder } from './testing.mjs';

const own = (parent) => withStaging(parent, async (folder) => basename(folder));

describe('withStaging', () => {
  it("removes what dead processes left, and keeps a living one's", async () => {
    const parent = temporaryFolder();
    const name = await own(parent);
    const of = (pid) => join(parent, name.replace(/\d+$/, pid));
    const dead = spawnSync(process.execPath, ['--version']).pid;
    for (const folder of [of(dead), of(process.ppid)]) mkdirSync(folder);
    await own(parent);
    expect(readdirSync(parent)).toEqual([basename(of(process.ppid))]);
  });

  it('goes by age, a day, where ids say nothing', async () => {
    const parent = temporaryFolder();
    const folder = join(parent, '.staging-elsewhere-1');
    mkdirSync(folder);
    await own(parent);
    expect(readdirSync(parent)).toHaveLength(1);
    utimesSync(folder, 0, 0);
    await own(parent);
    expect(readdirSync(parent)).toEqual([]);
  });
});

describe('writeAside', () => {
  it('replaces a file and leaves no other', async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'record');
    await writeAside(path, 'old');
    await writeAside(path, 'new');
    expect(readFileSync(path, 'utf8')).toBe('new');
    expect(readdirSync(folder)).toEqual(['record']);
  });
});
