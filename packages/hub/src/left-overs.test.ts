import { temporaryPath, writerTag } from '@singlora/files';
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { removeLeftOvers } from './left-overs.ts';

let folder: string;
let env: NodeJS.ProcessEnv;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hub-'));
  env = { HF_HUB_CACHE: join(folder, 'hub'), XDG_CACHE_HOME: join(folder, 'own') };
});
afterEach(() => rm(folder, { recursive: true }));

/** A name or a lock's content, as of a process that has ended. */
function ofTheDead(text: string): string {
  const { pid } = spawnSync(process.execPath, ['--version']);
  return text.replace(/(\.|^)([0-9a-f]{8}-)\d+-/, `$1$2${pid}-`);
}

async function leave(path: string, content = 'half', ageMs = 0): Promise<void> {
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(path, content);
  const then = new Date(Date.now() - ageMs);
  await utimes(path, then, then);
}

const day = 24 * 60 * 60 * 1000;

describe('removeLeftOvers', () => {
  it.each(['own/singlora/hashes', 'own/singlora/wheels', 'hub/models--a--b/refs'])(
    'removes what dead processes left in %s, and leaves the living theirs',
    async (place) => {
      const inside = join(folder, place);
      const [alive, dead] = [temporaryPath(join(inside, 'x')), temporaryPath(join(inside, 'x'))];
      await leave(alive);
      await leave(ofTheDead(dead));
      await leave(join(inside, 'x'), 'whole', 99 * day);
      await leave(join(inside, 'x.lock'), ofTheDead(writerTag()));
      await leave(join(inside, 'y.lock'), writerTag(), 2 * day);
      await removeLeftOvers(env);
      expect((await readdir(inside)).sort()).toEqual([basename(alive), 'x', 'y.lock'].sort());
    },
  );

  it('keeps a download that can be taken up again, for a month, and one that is under way', async () => {
    const blobs = join(folder, 'hub/datasets--a--b/blobs');
    const half = (blob: string) => join(blobs, `${blob}.singlora.incomplete`);
    await leave(half('young'), 'half', 20 * day);
    await leave(half('old'), 'half', 40 * day);
    await leave(half('whole'));
    await leave(join(blobs, 'whole'), 'whole');
    await leave(half('running'), 'half', 40 * day);
    await leave(`${half('running')}.lock`, writerTag());
    await leave(join(blobs, 'theirs.incomplete'), 'half', 400 * day);
    await removeLeftOvers(env);
    expect((await readdir(blobs)).sort()).toEqual([
      'running.singlora.incomplete',
      'running.singlora.incomplete.lock',
      'theirs.incomplete',
      'whole',
      'young.singlora.incomplete',
    ]);
  });

  it('finds nothing to do where there are no caches', async () => {
    await removeLeftOvers(env);
    expect(await readdir(folder)).toEqual([]);
  });
});
