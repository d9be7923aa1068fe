import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { passedOn } from './ending.mjs';

/** A process that runs a program in its place, as `npm start` does. */
function forwarder(program, interpreter = [process.execPath, '-e']) {
  const [command, ...args] = [...interpreter, program].map((text) => JSON.stringify(text));
  const child = spawn(process.execPath, [
    '--input-type=module',
    '-e',
    `import { forward } from ${JSON.stringify(new URL('./forward.mjs', import.meta.url).href)};
     process.exitCode = await forward(${command}, [${args.join()}]);`,
  ]);
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text) => (output += text));
  return {
    child,
    ready: once(child.stdout, 'data'),
    ended: once(child, 'exit'),
    output: () => output,
  };
}

describe('forward', () => {
  it('returns the exit code', async () => {
    const { ended } = forwarder('process.exit(7)');
    expect(await ended).toEqual([7, null]);
  });

  it('returns 128 and the number of the signal that ended the program', async () => {
    const { ended } = forwarder("process.kill(process.pid, 'SIGKILL')");
    expect(await ended).toEqual([137, null]);
  });

  it('passes one Ctrl-C on once, though terminal and npm both send it, and waits for the end', async () => {
    const { child, ready, ended, output } = forwarder(`
      let count = 0;
      process.on('SIGINT', () => { if (++count === 1) setTimeout(() => { console.log(count + ' received'); process.exit(130); }, 300); });
      setInterval(() => {}, 1000);
      console.log('ready');`);
    await ready;
    child.kill('SIGINT');
    await sleep(20);
    child.kill('SIGINT');
    expect(await ended).toEqual([130, null]);
    expect(output()).toBe('ready\n1 received\n');
  });

  /** Ends once it has received `count` signals. */
  const program = (signal, count) => `
    let left = ${count};
    process.on('${signal}', () => { console.log('heard'); if (--left === 0) process.exit(3); });
    setInterval(() => {}, 1000);
    console.log('ready');`;

  it('passes a second Ctrl-C on', async () => {
    const twice = forwarder(program('SIGINT', 2));
    await twice.ready;
    twice.child.kill('SIGINT');
    await once(twice.child.stdout, 'data');
    await sleep(700);
    twice.child.kill('SIGINT');
    expect(await twice.ended).toEqual([3, null]);
  });

  it('ends a program that computes without a pause on the second', async () => {
    const busy = forwarder(`
      process.on('SIGINT', () => {});
      process.stdout.write('ready', () => { for (;;); });`);
    await busy.ready;
    busy.child.kill('SIGINT');
    await sleep(700);
    busy.child.kill('SIGINT');
    expect(await busy.ended).toEqual([130, null]);
  });

  it.each(passedOn)('passes %s on', async (signal) => {
    const { child, ready, ended } = forwarder(program(signal, 1));
    await ready;
    child.kill(signal);
    expect(await ended).toEqual([3, null]);
  });

  // A shell is there before our own next line runs, in a quarter of the starts or more.
  it('passes a signal on that comes as soon as the program is there', async () => {
    const program = `trap 'exit 3' USR2; kill -USR2 $PPID; for _ in 1 2 3 4 5 6 7 8 9; do sleep .2; done`;
    const starts = Array.from({ length: 20 }, () => forwarder(program, ['/bin/sh', '-c']).ended);
    expect(new Set((await Promise.all(starts)).map(String))).toEqual(new Set(['3,']));
  });
});
