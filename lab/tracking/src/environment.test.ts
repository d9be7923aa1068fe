import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderForEachTest } from '@singlora/core/disk/temporary';
import { beforeEach, describe, expect, test } from 'vitest';
import { captureEnvironment, packageVersions } from './environment.ts';
import { gitState } from './git.ts';

const folder = folderForEachTest();
const git = (...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], {
    cwd: folder,
    encoding: 'utf8',
  }).trim();

test('captures what a run ran on', async () => {
  writeFileSync(join(folder, 'package-lock.json'), '{}');
  const environment = await captureEnvironment({
    backend: 'cpu',
    packages: { tfjs: '4' },
    code: { core: 'aa' },
    folder,
  });
  expect(environment).toEqual({
    node: process.version,
    platform: expect.stringContaining(`${process.platform} ${process.arch}`) as string,
    cpu: expect.stringMatching(/./) as string,
    cores: expect.any(Number) as number,
    threads: expect.any(Number) as number,
    memoryBytes: expect.any(Number) as number,
    code: { core: 'aa' },
    packages: { tfjs: '4' },
    lockSha256: createHash('sha256').update('{}').digest('hex'),
    argv: process.argv,
    backend: 'cpu',
  });
  expect(environment.cores).toBeGreaterThan(0);
  expect(environment.memoryBytes).toBeGreaterThan(2 ** 26);
});

test('packageVersions looks upwards and leaves out what is not installed', () => {
  const versions = packageVersions(['kysely', 'no-such-package'], import.meta.dirname);
  expect(versions).toEqual({ kysely: expect.stringMatching(/^\d+\.\d+\.\d+/) as string });
});

describe('gitState', () => {
  beforeEach(() => {
    git('init', '-q', '-b', 'trunk');
    writeFileSync(join(folder, 'a.ts'), 'one\n');
    writeFileSync(join(folder, '.gitignore'), 'runs/\n*.log\n');
    git('add', '.');
  });
  const commit = () => git('commit', '-q', '-m', 'first', '--no-gpg-sign');

  test('a clean checkout has a commit and a branch', async () => {
    commit();
    const head = git('rev-parse', 'HEAD');
    expect(await gitState(folder)).toEqual({ commit: head, branch: 'trunk', dirty: false });
  });

  test('is the same from a folder below', async () => {
    commit();
    writeFileSync(join(folder, 'b.ts'), 'two\n');
    execFileSync('mkdir', [join(folder, 'below')]);
    expect(await gitState(join(folder, 'below'))).toEqual(await gitState(folder));
  });

  test('each edit and each untracked file has its own hash; ignored files have none', async () => {
    commit();
    const hashes = new Set<string | undefined>([(await gitState(folder))?.diffSha256]);
    for (const [name, text] of [
      ['a.ts', 'two\n'],
      ['a.ts', 'three\n'],
      ['b.ts', ''],
      ['b.ts', 'x'],
    ] as const) {
      writeFileSync(join(folder, name), text);
      hashes.add((await gitState(folder))?.diffSha256);
    }
    expect(hashes.size).toBe(5);
    writeFileSync(join(folder, 'noise.log'), 'x');
    hashes.add((await gitState(folder))?.diffSha256);
    expect(hashes.size).toBe(5);
  });

  test('a staged edit counts like an unstaged one', async () => {
    commit();
    writeFileSync(join(folder, 'a.ts'), 'two\n');
    const unstaged = await gitState(folder);
    git('add', '.');
    expect(await gitState(folder)).toEqual(unstaged);
    expect(unstaged?.dirty).toBe(true);
  });

  test('there is none before the first commit, nor outside a repository', async () => {
    expect(await gitState(folder)).toBeUndefined();
    rmSync(join(folder, '.git'), { recursive: true });
    expect(await gitState(folder)).toBeUndefined();
  });
});
