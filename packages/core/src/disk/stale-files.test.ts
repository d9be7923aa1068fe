import { spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { removeStale, temporaryPath } from './stale-files.mjs';
import { folderForEachTest } from './temporary.test.support.ts';

const folder = folderForEachTest();

const script = `
  import { temporaryPath } from ${JSON.stringify(join(import.meta.dirname, 'stale-files.mjs'))};
  console.log(temporaryPath(process.argv[1]));
`;
const args = () => [...['--input-type=module', '--eval', script], join(folder, 'file')];

async function leave(path: string, ageMs = 0): Promise<void> {
  await writeFile(path, 'half');
  const then = new Date(Date.now() - ageMs);
  await utimes(path, then, then);
}
const day = 24 * 60 * 60 * 1000;

describe('removeStale', () => {
  it('removes what a dead process left, file or folder, however young', async () => {
    await leave(spawnSync(process.execPath, args(), { encoding: 'utf8' }).stdout.trim());
    const { stdout } = spawnSync(process.execPath, args(), { encoding: 'utf8' });
    await mkdir(join(stdout.trim(), 'inside'), { recursive: true });
    expect(await readdir(folder)).toHaveLength(2);
    await removeStale(folder);
    expect(await readdir(folder)).toEqual([]);
  });

  it('keeps what a living process writes, its own too, however old', async () => {
    const child = spawn(process.execPath, [
      ...args().map((arg) => (arg === script ? `${script};setInterval(() => {}, 1000)` : arg)),
    ]);
    const [line] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string];
    const [theirs, ours] = [line.trim(), temporaryPath(join(folder, 'file'))];
    await leave(theirs, 2 * day);
    await leave(ours, 2 * day);
    await removeStale(folder);
    expect((await readdir(folder)).sort()).toEqual([basename(theirs), basename(ours)].sort());
    child.kill('SIGKILL');
    await once(child, 'exit');
    await removeStale(folder);
    expect(await readdir(folder)).toEqual([basename(ours)]);
  });

  it('takes a process that was given the id of a dead one for another', async () => {
    const [, before, after] = /^(.*-\d+-)\d*(-\w+\.partial)$/.exec(
      temporaryPath(join(folder, 'file')),
    )!;
    await leave(`${before}1${after}`);
    await removeStale(folder);
    expect(await readdir(folder)).toHaveLength(process.platform === 'linux' ? 0 : 1);
  });

  it('goes by age, a day, where ids say nothing', async () => {
    const elsewhere = `.file.${'0'.repeat(8)}-1-1-${'0'.repeat(8)}.partial`;
    const [unnamed, another] = [`.file.${randomUUID()}.partial`, `file.${randomUUID()}.tmp`];
    for (const name of [elsewhere, unnamed, another]) await leave(join(folder, name), day / 2);
    await removeStale(folder);
    expect(await readdir(folder)).toHaveLength(3);
    for (const name of [elsewhere, unnamed, another]) await leave(join(folder, name), 2 * day);
    await removeStale(folder);
    expect(await readdir(folder)).toEqual([]);
  });

  it('removes them in the folders within where that is asked for, however young', async () => {
    const inside = join(folder, 'a/b');
    const living = temporaryPath(join(inside, 'state'));
    await mkdir(inside, { recursive: true });
    for (const path of [living, join(inside, 'state'), join(inside, `.state.${randomUUID()}.tmp`)])
      await leave(path);
    await removeStale(folder, { afterMs: -Infinity });
    expect(await readdir(inside)).toHaveLength(3);
    await removeStale(folder, { afterMs: -Infinity, deep: true });
    expect((await readdir(inside)).sort()).toEqual([basename(living), 'state']);
  });

  it('leaves all other files alone, and a folder that is not there', async () => {
    const names = ['model.partial', 'state.json', 'notes.tmp', 'a.b-c.partial'];
    for (const name of names) await leave(join(folder, name), 9 * day);
    await removeStale(folder);
    expect((await readdir(folder)).sort()).toEqual(names.sort());
    await removeStale(join(folder, 'none'));
  });
});
