import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeZip, temporaryFolder } from './testing.mjs';
import { unzip } from './unzip.mjs';

const everything = () => true;

/** Unzips given bytes; tells what came of it and what lies in the folder. */
async function tryUnzip(bytes, want = everything) {
  const place = temporaryFolder();
  const path = join(place, 'archive.whl');
  const folder = join(place, 'out');
  writeFileSync(path, bytes);
  const result = await unzip(path, folder, want).catch((error) => error);
  const files = existsSync(folder)
    ? readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
        entry.isFile(),
      )
    : [];
  return { result, folder, place, files: files.map(({ name }) => name) };
}

describe('unzip', () => {
  it('extracts the wanted members, stored or deflated, and no other', async () => {
    const bytes = makeZip([
      { name: 'a/deflated.txt', data: 'x'.repeat(100_000) },
      { name: 'a/stored.txt', data: 'stored', method: 0 },
      { name: 'a/empty.txt', data: '', method: 0 },
      { name: 'a/', data: '', method: 0 },
      { name: 'b/unwanted.txt' },
    ]);
    const { result, folder } = await tryUnzip(bytes, (name) => name.startsWith('a/'));
    expect(result).toEqual([
      { name: 'a/deflated.txt', bytes: 100_000 },
      { name: 'a/stored.txt', bytes: 6 },
      { name: 'a/empty.txt', bytes: 0 },
    ]);
    expect(readFileSync(join(folder, 'a/deflated.txt'), 'utf8')).toBe('x'.repeat(100_000));
    expect(readFileSync(join(folder, 'a/stored.txt'), 'utf8')).toBe('stored');
    expect(existsSync(join(folder, 'b'))).toBe(false);
  });

  it.each([
    ['a name that climbs out', [{ name: '../evil.txt' }], 'leaves the folder'],
    ['a name that climbs out midway', [{ name: 'a/../../evil.txt' }], 'leaves the folder'],
    ['an absolute name', [{ name: '/tmp/evil.txt' }], 'leaves the folder'],
    ['a drive', [{ name: 'C:evil.txt' }], 'leaves the folder'],
    ['a backslash', [{ name: '..\\evil.txt' }], 'leaves the folder'],
    ['the same name twice', [{ name: 'a' }, { name: 'a' }], 'there twice'],
    ['a symbolic link', [{ name: 'a', data: '/etc', mode: 0o120777 }], 'not a plain file'],
    ['encryption', [{ name: 'a', flags: 1 }], 'encrypted'],
    ['an unknown method', [{ name: 'a', method: 12 }], 'unknown method 12'],
    ['a member beyond the end', [{ name: 'a', packed: 1_000_000 }], 'outside the file'],
    ['a header beyond the end', [{ name: 'a', header: 1_000_000 }], 'outside the file'],
    ['a header that is none', [{ name: 'a', header: 3 }], 'outside the file'],
  ])('refuses %s before it writes anything', async (_name, hostile, reason) => {
    const { result, place, files } = await tryUnzip(makeZip([{ name: 'good.txt' }, ...hostile]));
    expect(result).toMatchObject({
      code: 'ARCHIVE_INVALID',
      message: expect.stringContaining(reason),
    });
    expect(files).toEqual([]);
    expect(existsSync(join(place, '..', 'evil.txt'))).toBe(false);
  });

  it.each([
    ['a wrong checksum', { crc: 1 }, 'checksum'],
    ['more bytes than it says', { bytes: 3 }, 'longer than it says'],
    ['fewer bytes than it says', { bytes: 300 }, 'checksum'],
    ['data that is no deflate stream', { data: '\xff\xff\xff', method: 0 }, 'checksum'],
  ])('removes a member with %s', async (_name, flaw, reason) => {
    const honest = { name: 'flawed.txt', data: 'some content', ...flaw };
    const bytes = makeZip([flaw.method === 0 ? { ...honest, crc: 7 } : honest]);
    const { result, files } = await tryUnzip(bytes);
    expect(result).toMatchObject({
      code: 'ARCHIVE_INVALID',
      message: expect.stringContaining(reason),
    });
    expect(files).toEqual([]);
  });

  it('refuses damaged deflate data', async () => {
    const bytes = makeZip([{ name: 'a.txt', data: 'some content, long enough to be deflated' }]);
    bytes[30 + 'a.txt'.length] = 0x07; // a block of the reserved type
    const { result, files } = await tryUnzip(bytes);
    expect(result).toMatchObject({
      code: 'ARCHIVE_INVALID',
      message: expect.stringContaining('damaged'),
    });
    expect(files).toEqual([]);
  });

  it('leaves a file that is there already as it is, and says so', async () => {
    const place = temporaryFolder();
    const path = join(place, 'a.zip');
    writeFileSync(
      path,
      makeZip([
        { name: 'x/a.txt', data: 'new' },
        { name: 'b', data: 'new' },
      ]),
    );
    for (const [taken, make] of [
      ['one', () => writeFileSync(join(place, 'one', 'b'), 'old')],
      ['two', () => mkdirSync(join(place, 'two', 'b'))],
      ['three', () => writeFileSync(join(place, 'three', 'x'), 'old')],
    ]) {
      mkdirSync(join(place, taken));
      make();
      await expect(unzip(path, join(place, taken), everything)).rejects.toMatchObject({
        code: 'PLACE_TAKEN',
      });
    }
    expect(readFileSync(join(place, 'one', 'b'), 'utf8')).toBe('old');
  });

  it('refuses a file that is a folder too, before anything is written', async () => {
    const { result, files } = await tryUnzip(makeZip([{ name: 'a/b' }, { name: 'a' }]));
    expect(result).toMatchObject({ code: 'ARCHIVE_INVALID' });
    expect(files).toEqual([]);
  });

  it('escapes what names would do to a terminal', async () => {
    const { result } = await tryUnzip(makeZip([{ name: '/\u001b[2J' }]));
    expect(result.message).toContain("'/\\u{1b}[2J'");
  });

  it('refuses an archive cut anywhere', async () => {
    const whole = makeZip([{ name: 'a.txt' }, { name: 'b.txt' }]);
    for (const length of [0, 10, whole.length >> 1, whole.length - 1]) {
      const { result } = await tryUnzip(whole.subarray(0, length));
      expect(result).toMatchObject({ code: 'ARCHIVE_INVALID' });
    }
  });

  it('reads what another program wrote', async () => {
    const place = temporaryFolder();
    const path = join(place, 'other.zip');
    // Node's own distribution brings no zip writer; Python's is the one that writes wheels.
    const write = `import zipfile; z=zipfile.ZipFile(${JSON.stringify(path)},'w',8); z.writestr('ä/x.txt','hello'*999); z.close()`;
    execFileSync('python3', ['-c', write]);
    expect(await unzip(path, place, everything)).toEqual([{ name: 'ä/x.txt', bytes: 4995 }]);
    expect(readFileSync(join(place, 'ä/x.txt'), 'utf8')).toBe('hello'.repeat(999));
  });
});
