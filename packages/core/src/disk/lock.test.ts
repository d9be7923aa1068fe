import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { withLock } from './lock.mjs';
import { folderForEachTest } from './temporary.test.support.ts';

const folder = folderForEachTest();
const lock = join(folder, 'inside', 'lock');

const nothing = () => Promise.resolve();

/** A process that takes the lock and then runs `lines`, without a heartbeat while it sleeps in them. */
const holder = (lines: string) =>
  spawn(process.execPath, [
    '--input-type=module',
    '-e',
    `import { withLock } from ${JSON.stringify(new URL('./lock.mjs', import.meta.url).href)};
     import { setTimeout as sleep } from 'node:timers/promises';
     await withLock(${JSON.stringify(lock)}, {}, async (share) => { ${lines} });`,
  ]);

/** Ends a process that has said that it holds the lock. */
async function killHolding(child: ReturnType<typeof holder>): Promise<void> {
  await once(child.stdout, 'data');
  await kill(child);
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  await once(child, 'exit');
}

describe('withLock', () => {
  it('runs one task at a time, across processes, and leaves no file', async () => {
    const log = join(folder, 'log');
    const lines = `
      const { appendFileSync } = await import('node:fs');
      appendFileSync(${JSON.stringify(log)}, 'in ');
      await sleep(50);
      appendFileSync(${JSON.stringify(log)}, 'out ');`;
    const processes = Array.from({ length: 4 }, () => holder(lines));
    const codes = await Promise.all(
      processes.map(async (child) => ((await once(child, 'exit')) as [number])[0]),
    );
    expect(codes).toEqual([0, 0, 0, 0]);
    expect(await readFile(log, 'utf8')).toBe('in out '.repeat(4));
    expect(await readdir(join(folder, 'inside'))).toEqual([]);
  });

  it('lets go after an error', async () => {
    const failing = withLock(lock, {}, () => Promise.reject(new Error('broken')));
    await expect(failing).rejects.toThrow('broken');
    expect(await withLock(lock, {}, () => Promise.resolve('free'))).toBe('free');
  });

  it('takes over where nothing tells of the holder but its silence, not from one that lives', async () => {
    let living = true;
    const deadAfterMs = 1000;
    const held = withLock(lock, { deadAfterMs }, async () => {
      await sleep(2000);
      living = false;
    });
    await sleep(50);
    const waits: string[] = [];
    const onWait = (who: string) => void waits.push(who);
    await withLock(lock, { onWait, deadAfterMs }, () =>
      Promise.resolve(expect(living).toBe(false)),
    );
    await held;
    expect(waits).toEqual([`process ${process.pid}`]);

    await writeFile(lock, 'left by another machine');
    await withLock(lock, { deadAfterMs }, nothing);
    expect(await readdir(join(folder, 'inside'))).toEqual([]);
  });

  it('takes over at once from a holder that was killed', async () => {
    await killHolding(holder(`console.log('held'); await sleep(60_000);`));
    expect(await readdir(join(folder, 'inside'))).toEqual(['lock']);
    const signal = AbortSignal.timeout(60_000);
    await withLock(lock, { signal, deadAfterMs: 600_000 }, nothing);
    expect(await readdir(join(folder, 'inside'))).toEqual([]);
  });

  it('waits for the child that a killed holder left at work', async () => {
    const orphan = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60_000)']);
    await killHolding(
      holder(`await share(${orphan.pid}); console.log('held'); await sleep(60_000);`),
    );
    const options = { deadAfterMs: 200, orphanedAfterMs: 60_000 };
    const entered = withLock(lock, options, () => Promise.resolve('mine'));
    expect(await Promise.race([entered, sleep(1000, 'waiting')])).toBe('waiting');
    await kill(orphan);
    expect(await entered).toBe('mine');
  });

  it('stops waiting when told to', async () => {
    await withLock(lock, {}, async () => {
      const signal = AbortSignal.timeout(50);
      await expect(withLock(lock, { signal }, nothing)).rejects.toMatchObject({
        name: 'TimeoutError',
      });
      expect(await readdir(join(folder, 'inside'))).toEqual(['lock']);
    });
  });

  it('throws what making its folder throws', async () => {
    await writeFile(join(folder, 'inside'), '');
    await expect(withLock(lock, {}, nothing)).rejects.toMatchObject({ code: 'EEXIST' });
  });
});
