import { EventEmitter } from 'node:events';
import type { ChildProcess } from 'node:child_process';
import { expect, test } from 'vitest';
import { helpersFrom } from './helpers.ts';

class Helper extends EventEmitter {
  readonly pid = 7;
  readonly stderr = new EventEmitter();
  connected = true;
  disconnect() {
    this.connected = false;
  }
}

/** Helpers that are no processes, and what is told of them. */
function given(count: number) {
  const started: Helper[] = [];
  const lines: string[] = [];
  const start = () => {
    const helper = new Helper();
    started.push(helper);
    return helper as unknown as ChildProcess;
  };
  const helpers = helpersFrom(start, count, (line) => void lines.push(line));
  return { helpers, started, lines };
}

test('helpers start once, and stop together', () => {
  const { helpers, started, lines } = given(2);
  expect(started).toHaveLength(0);
  helpers.start();
  helpers.start();
  expect(started).toHaveLength(2);
  helpers.stop();
  expect(started.map(({ connected }) => connected)).toEqual([false, false]);
  for (const helper of started) helper.emit('close', 143, null);
  expect(lines).toEqual([]);
});

test('none starts after a stop was asked for', () => {
  const { helpers, started } = given(1);
  helpers.stop();
  helpers.start();
  expect(started).toHaveLength(0);
});

test('one that fails is told of, with the last lines that it wrote', () => {
  const { helpers, started, lines } = given(2);
  helpers.start();
  started[0]?.stderr.emit('data', Buffer.from('1\n2\n3\n4\n'));
  started[0]?.stderr.emit('data', Buffer.from('no memory\n'));
  started[0]?.emit('close', null, 'SIGABRT');
  started[1]?.emit('close', 0, null);
  expect(lines).toEqual([
    '  Process 7 beside this one ended with SIGABRT:\n  2\n  3\n  4\n  no memory',
  ]);
});
