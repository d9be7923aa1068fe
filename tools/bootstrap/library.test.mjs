import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readFileSync, readdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fetchLibrary, isLibraryWhole, libraryFolder } from './library.mjs';
import { Report } from './report.mjs';
import { zip } from '../../packages/core/src/formats/zip.test.support.ts';
import { fakeProgram, folderForThisTest } from './testing.mjs';

const sha256Of = (bytes) => createHash('sha256').update(bytes).digest('hex');

/** A tiny wheel, its lock entry, and a pip that serves it after `seconds` seconds and counts its calls. */
function world({ members, change = {}, seconds = 0 } = {}) {
  const folder = folderForThisTest();
  const bytes = zip(
    members ?? {
      'tensorflow/libtensorflow_cc.so.2': 'the library',
      'tensorflow/include/tensorflow/c/c_api.h': 'the header',
      'tensorflow/python/big.py': 'not needed',
    },
  );
  const served = join(folder, 'served.whl');
  writeFileSync(served, bytes);
  const pip = fakeProgram(
    folder,
    'pip',
    `echo called >> ${join(folder, 'calls')}`,
    `for a in "$@"; do case "$a" in --dest=*) cp ${served} "\${a#--dest=}/";; esac; done`,
    `sleep ${seconds}`,
  );
  const wheel = {
    project: 'tensorflow-tiny',
    version: '2.0',
    tags: {},
    sha256: sha256Of(bytes),
    bytes: bytes.length,
    ...change,
  };
  const library = { unpackedBytes: 1000, wheels: [wheel] };
  const cache = join(folder, 'cache');
  const report = new Report({ write: () => true });
  return {
    cache,
    library,
    folder: libraryFolder(cache, 'tiny', library),
    fetch: (options = {}) =>
      fetchLibrary(cache, 'tiny', { pip: [pip], report, library, ...options }),
    calls: () => readFileSync(join(folder, 'calls'), 'utf8').trim().split('\n').length,
    script: `
      import { fetchLibrary } from ${JSON.stringify(new URL('./library.mjs', import.meta.url).href)};
      import { Report } from ${JSON.stringify(new URL('./report.mjs', import.meta.url).href)};
      await fetchLibrary(${JSON.stringify(cache)}, 'tiny', {
        pip: [${JSON.stringify(pip)}], report: new Report(), library: ${JSON.stringify(library)},
      });`,
  };
}

describe('fetchLibrary', () => {
  it('keeps the library and the headers, drops the wheel, and downloads once', async () => {
    const { fetch, folder, cache, calls } = world();
    expect(await fetch()).toBe(folder);
    expect(readdirSync(cache)).toHaveLength(1);
    expect(readFileSync(join(folder, 'tensorflow/libtensorflow_cc.so.2'), 'utf8')).toBe(
      'the library',
    );
    expect(existsSync(join(folder, 'tensorflow/include/tensorflow/c/c_api.h'))).toBe(true);
    expect(existsSync(join(folder, 'tensorflow/python'))).toBe(false);
    expect(isLibraryWhole(folder)).toBe(true);
    await fetch();
    expect(calls()).toBe(1);
  });

  it('fetches again when a file of it was cut short', async () => {
    const { fetch, folder, calls } = world();
    await fetch();
    truncateSync(join(folder, 'tensorflow/libtensorflow_cc.so.2'), 3);
    expect(isLibraryWhole(folder)).toBe(false);
    await fetch();
    expect(isLibraryWhole(folder)).toBe(true);
    expect(calls()).toBe(2);
  });

  it.each(['', '{', '[]', 'null', '{"files":{}}'])(
    'fetches again where its list of files is %j',
    async (text) => {
      const { fetch, folder } = world();
      await fetch();
      writeFileSync(join(folder, 'library.json'), text);
      expect(isLibraryWhole(folder)).toBe(false);
      await fetch();
      expect(isLibraryWhole(folder)).toBe(true);
    },
  );

  it('downloads once for two processes that start together', async () => {
    const { script, folder, cache, calls } = world({ seconds: 0.2 });
    const start = () => spawn(process.execPath, ['--input-type=module', '-e', script]);
    const codes = await Promise.all(
      [start(), start()].map(async (child) => (await once(child, 'exit'))[0]),
    );
    expect(codes).toEqual([0, 0]);
    expect(isLibraryWhole(folder)).toBe(true);
    expect(readdirSync(cache)).toHaveLength(1);
    expect(calls()).toBe(1);
  });

  it('goes on after one that was killed, and clears what it left', async () => {
    const { script, fetch, folder, cache } = world({ seconds: 1 });
    const child = spawn(process.execPath, ['--input-type=module', '-e', script]);
    await once(child.stderr, 'data'); // the download has begun
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(readdirSync(cache).some((name) => name.startsWith('.staging.'))).toBe(true);
    await fetch();
    expect(isLibraryWhole(folder)).toBe(true);
    expect(readdirSync(cache)).toHaveLength(1);
  });

  it.each([
    ['a wrong checksum', { change: { sha256: '0'.repeat(64) } }, 'WHEEL_CHECKSUM'],
    ['a hostile archive', { members: { '../x.so': '' } }, 'ARCHIVE_INVALID'],
    ['a disk that is too small', { change: { bytes: 1e18 } }, 'DISK_FULL'],
  ])('leaves nothing behind after %s', async (_name, options, code) => {
    const { fetch, cache } = world(options);
    await expect(fetch()).rejects.toMatchObject({ code });
    expect(readdirSync(cache)).toEqual([]);
  });

  it('names a cache that cannot be written', async () => {
    const { fetch, cache } = world();
    writeFileSync(cache, 'a file where the folder should be');
    await expect(fetch()).rejects.toMatchObject({
      code: 'NOT_WRITABLE',
      message: expect.stringContaining(cache),
    });
  });

  it('stops and clears up when interrupted', async () => {
    const { fetch, cache } = world({ seconds: 1 });
    await expect(fetch({ signal: AbortSignal.timeout(100) })).rejects.toThrow(/abort|timeout/i);
    expect(readdirSync(cache)).toEqual([]);
  });
});
