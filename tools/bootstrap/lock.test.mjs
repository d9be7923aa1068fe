import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { withLock } from './lock.mjs';
import { temporaryFolder } from './testing.mjs';

const lockModule = new URL('./lock.mjs', import.meta.url).href;

/** A process that takes a lock and then does as the lines say. */
const holder = (path, lines) =>
  spawn(process.execPath, [
    '--input-type=module',
    '-e',
    `import { withLock } from ${JSON.stringify(lockModule)};
     import { setTimeout as sleep } from 'node:timers/promises';
     await withLock(${JSON.stringify(path)}, async (share) => { ${lines} });`,
  ]);

describe('withLock', () => {
  it('lets one at a time in, across processes, and leaves no file', async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'deep/er/lock');
    const log = join(folder, 'log');
    const lines = `
      const { appendFileSync } = await import('node:fs');
      appendFileSync(${JSON.stringify(log)}, 'in ');
      await sleep(50);
      appendFileSync(${JSON.stringify(log)}, 'out ');`;
    const processes = Array.from({ length: 4 }, () => holder(path, lines));
    const codes = await Promise.all(processes.map(async (child) => (await once(child, 'exit'))[0]));
    expect(codes).toEqual([0, 0, 0, 0]);
    expect(readFileSync(log, 'utf8')).toBe('in out '.repeat(4));
    expect(existsSync(path)).toBe(false);
  });

  it('takes over from a holder that was killed, at once', async () => {
    const path = join(temporaryFolder(), 'lock');
    const child = holder(path, `console.log('held'); await sleep(60_000);`);
    await once(child.stdout, 'data');
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(existsSync(path)).toBe(true);
    expect(await withLock(path, async () => 'mine')).toBe('mine');
  });

  it('waits for the child that a killed holder left at work', async () => {
    const path = join(temporaryFolder(), 'lock');
    const orphan = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60_000)']);
    const child = holder(
      path,
      `await share(${orphan.pid}); console.log('held'); await sleep(60_000);`,
    );
    await once(child.stdout, 'data');
    child.kill('SIGKILL');
    await once(child, 'exit');

    const waited = [];
    const entered = withLock(path, async () => 'mine', { onWait: (who) => waited.push(who) });
    expect(await Promise.race([entered, sleep(400, 'waiting')])).toBe('waiting');
    expect(waited).toEqual([`process ${child.pid} on ${hostname()}`]);
    orphan.kill('SIGKILL');
    expect(await entered).toBe('mine');
  });

  it('believes a lock from another machine for half a minute', async () => {
    const path = join(temporaryFolder(), 'lock');
    writeFileSync(path, JSON.stringify({ token: 'x', place: 'elsewhere ', pids: [1] }));
    const entered = withLock(path, async () => 'mine');
    expect(await Promise.race([entered, sleep(300, 'waiting')])).toBe('waiting');
    const before = new Date(Date.now() - 31_000);
    utimesSync(path, before, before);
    expect(await entered).toBe('mine');
  });

  it('is given back when the work fails, and stops waiting when told to', async () => {
    const path = join(temporaryFolder(), 'lock');
    await expect(withLock(path, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(existsSync(path)).toBe(false);
    await withLock(path, async () => {
      const signal = AbortSignal.timeout(100);
      await expect(withLock(path, async () => 'in', { signal })).rejects.toThrow(/abort/i);
      expect(existsSync(path)).toBe(true);
    });
  });
});
