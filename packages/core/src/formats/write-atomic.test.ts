import { execFile } from 'node:child_process';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { folderForEachTest } from '../disk/temporary.test.support.ts';
import { describe, expect, it } from 'vitest';
import { writeFileAtomic } from './write-atomic.ts';

const folder = folderForEachTest();

describe('writeFileAtomic', () => {
  it('makes missing folders and replaces what is there', async () => {
    const path = join(folder, 'a', 'b.txt');
    await writeFileAtomic(path, 'old');
    await writeFileAtomic(path, [Buffer.from('ne'), Buffer.from('w ✓')]);
    expect(await readFile(path, 'utf8')).toBe('new ✓');
    expect(await readdir(join(folder, 'a'))).toEqual(['b.txt']);
  });

  it('keeps the old file and no other when the content breaks off', async () => {
    const path = join(folder, 'state');
    await writeFile(path, 'old');
    function* breaking() {
      yield Buffer.from('new');
      throw new Error('broken');
    }
    await expect(writeFileAtomic(path, breaking())).rejects.toThrow(/Cannot write .*state: broken/);
    expect(await readFile(path, 'utf8')).toBe('old');
    expect(await readdir(folder)).toEqual(['state']);
  });

  it('says that there is no room, and leaves nothing', async () => {
    // The system's limit on file size simulates a full disk.
    const script = `
      import { writeFileAtomic } from ${JSON.stringify(join(import.meta.dirname, 'write-atomic.ts'))};
      const error = await writeFileAtomic(process.argv[1], Buffer.alloc(1e6)).catch((error) => error);
      console.log(error.code, error.message);
    `;
    const node = `exec "$0" --conditions=@singlora/source --import tsx --input-type=module --eval "$1" "$2"`;
    const { stdout } = await promisify(execFile)('bash', [
      ...['-c', `trap '' XFSZ; ulimit -f 100; ${node}`],
      ...[process.execPath, script, join(folder, 'large')],
    ]);
    expect(stdout).toMatch(/^FORMAT_DISK_FULL No room to write .*large/);
    expect(await readdir(folder)).toEqual([]);
  });

  it('puts no file in the place of a pipe or a device', async () => {
    const pipe = join(folder, 'pipe');
    await promisify(execFile)('mkfifo', [pipe]);
    await expect(writeFileAtomic(pipe, 'x')).rejects.toThrow(/pipe: it is a device or a pipe/);
    expect((await stat(pipe)).isFIFO()).toBe(true);
    expect(await readdir(folder)).toEqual(['pipe']);
  });

  it('says that it may not write', async () => {
    await writeFile(join(folder, 'file'), '');
    await expect(writeFileAtomic(join(folder, 'file', 'inside'), 'x')).rejects.toMatchObject({
      code: 'FORMAT_UNWRITABLE',
    });
    await expect(writeFileAtomic(folder, 'x')).rejects.toMatchObject({ code: 'FORMAT_UNWRITABLE' });
    expect(await readdir(folder)).toEqual(['file']);
  });
});
