import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { folderForAllTests } from '@singlora/core/disk/temporary';
import { describe, expect, it } from 'vitest';
import { passedOn } from './bootstrap/ending.mjs';

const folder = folderForAllTests();

/** Starts the launcher in its own process group, with a test program. */
function launch(program) {
  const entry = join(folder, `entry-${Math.random()}.ts`);
  writeFileSync(entry, `${program}\nconsole.log('ready', process.pid);`);
  const child = spawn(process.execPath, [join(import.meta.dirname, 'launch.mjs'), entry], {
    detached: true,
  });
  let output = '';
  const keep = (text) => (output += text);
  child.stdout.setEncoding('utf8').on('data', keep);
  child.stderr.setEncoding('utf8').on('data', keep);
  const ready = once(child.stdout, 'data');
  return {
    child,
    /** the test program's own process id */
    inner: ready.then(() => Number(/ready (\d+)/.exec(output)[1])),
    ended: once(child, 'close').then(([code]) => ({ code, output })),
  };
}

/** Counts a signal, and ends with the second. */
const counting = (signal) => `
  let count = 0;
  setInterval(() => {}, 1000);
  process.on('${signal}', () => {
    console.log('counted', ++count);
    if (count === 2) process.exit(9);
  });`;

describe('launch', () => {
  it.each(passedOn)('passes %s on, and outlives the program', async (signal) => {
    const { child, inner, ended } = launch(counting(signal));
    await inner;
    child.kill(signal);
    await Promise.race([once(child.stdout, 'data'), ended]);
    child.kill(signal);
    expect(await ended).toMatchObject({ code: 9, output: expect.stringContaining('counted 2') });
  });

  it('ends a program that computes without a pause on the second Ctrl-C, not on one that comes twice', async () => {
    const { child, inner, ended } = launch(
      `process.on('SIGINT', () => {}); setImmediate(() => { for (;;); });`,
    );
    const pid = await inner;
    const press = () => process.kill(-child.pid, 'SIGINT'); // to both, as a terminal does
    press();
    await sleep(50);
    press();
    await sleep(1500);
    expect(process.kill(pid, 0)).toBe(true);
    press();
    expect(await ended).toEqual({ code: 130, output: `ready ${pid}\n` });
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });

  it('says that the program was killed from outside, with 128 + n', async () => {
    const { inner, ended } = launch('setInterval(() => {}, 1000);');
    process.kill(await inner, 'SIGKILL');
    const { code, output } = await ended;
    expect(code).toBe(137);
    expect(output).toMatch(/killed by SIGKILL, perhaps for lack of memory/);
  });

  it.each([
    ['SIGSEGV', 139, /crashed \(SIGSEGV\)/],
    ['SIGTERM', 143, /^ready \d+\n$/],
  ])('gives 128 + n for %s, which the program does not handle', async (signal, code, output) => {
    const { inner, ended } = launch('setInterval(() => {}, 1000);');
    process.kill(await inner, signal);
    expect(await ended).toEqual({ code, output: expect.stringMatching(output) });
  });

  it('runs an experiment by the path of a link to the repository, and says where there is no file', () => {
    const link = join(folder, 'a link');
    symlinkSync(join(import.meta.dirname, '..'), link);
    const run = (...argv) => {
      const { status, stdout, stderr } = spawnSync(
        process.execPath,
        [join(link, 'tools/launch.mjs'), ...argv],
        { encoding: 'utf8' },
      );
      return [status, stdout, stderr];
    };
    const help = expect.stringMatching(/^Usage: nx run experiments:mnli/);
    expect(run(join(link, 'experiments/mnli.experiment.ts'), '--help')).toEqual([0, help, '']);
    const missing = expect.stringMatching(/^There is no file .*mnlii\.experiment\.ts\. .*\n$/);
    expect(run('experiments/mnlii.experiment.ts')).toEqual([2, '', missing]);
  });

  it.skipIf(process.platform !== 'linux')('says that too few files may be open', () => {
    const launcher = join(import.meta.dirname, 'launch.mjs');
    const command = `ulimit -n 24; exec ${process.execPath} ${launcher} experiments/mnli.experiment.ts`;
    const { status, stderr } = spawnSync('sh', ['-c', command]);
    expect([status, stderr.toString()]).toEqual([
      1,
      expect.stringMatching(/^Only 24 files may be open at once here.*ulimit -n 1024.*\n$/),
    ]);
  });
});
