import { writerTag } from '@singlora/files';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withLock } from './lock.ts';

let folder: string;
let lock: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hub-'));
  lock = join(folder, 'inside', 'lock');
});
afterEach(() => rm(folder, { recursive: true }));

describe('withLock', () => {
  it('runs one task at a time', async () => {
    let running = 0;
    let most = 0;
    const task = async () => {
      most = Math.max(most, ++running);
      await sleep(20);
      return running--;
    };
    expect(await Promise.all([1, 2, 3].map(() => withLock(lock, {}, task)))).toEqual([1, 1, 1]);
    expect(most).toBe(1);
    expect(await readdir(join(folder, 'inside'))).toEqual([]);
  });

  it('lets go after an error', async () => {
    const failing = withLock(lock, {}, () => Promise.reject(new Error('broken')));
    await expect(failing).rejects.toThrow('broken');
    expect(await withLock(lock, {}, () => Promise.resolve('free'))).toBe('free');
  });

  it('takes over from a dead holder, not from one that lives', async () => {
    let living = true;
    const deadAfterMs = 1000;
    const holder = withLock(lock, { deadAfterMs }, async () => {
      await sleep(2000);
      living = false;
    });
    await sleep(50);
    const waits: string[] = [];
    const onWait = () => waits.push('waiting');
    await withLock(lock, { onWait, deadAfterMs }, () =>
      Promise.resolve(expect(living).toBe(false)),
    );
    await holder;
    expect(waits).toEqual(['waiting']);

    await writeFile(lock, 'left by a process that was killed');
    await withLock(lock, { deadAfterMs }, () => Promise.resolve());
    expect(await readdir(join(folder, 'inside'))).toEqual([]);
  });

  it('takes over at once from a process that is known to have ended', async () => {
    const child = spawn(process.execPath, ['--eval', 'setInterval(() => {}, 1000)']);
    await once(child, 'spawn');
    child.kill('SIGKILL');
    await once(child, 'exit');
    await mkdir(join(folder, 'inside'));
    await writeFile(lock, writerTag().replace(/-\d+-/, `-${child.pid}-`));
    const signal = AbortSignal.timeout(1000);
    await withLock(lock, { signal, deadAfterMs: 60_000 }, () => Promise.resolve());
    expect(await readdir(join(folder, 'inside'))).toEqual([]);
  });

  it('stops waiting when told to', async () => {
    await withLock(lock, {}, async () => {
      const signal = AbortSignal.timeout(50);
      await expect(withLock(lock, { signal }, () => Promise.resolve())).rejects.toMatchObject({
        name: 'TimeoutError',
      });
    });
  });

  it('says that its folder cannot be made', async () => {
    await writeFile(join(folder, 'inside'), '');
    await expect(withLock(lock, {}, () => Promise.resolve())).rejects.toMatchObject({
      code: 'HUB_CACHE_READONLY',
    });
  });
});
