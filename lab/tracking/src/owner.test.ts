import { spawnSync } from 'node:child_process';
import { thisProcess } from '@singlora/core/disk';
import { expect, test } from 'vitest';
import { isAlive, leaseEnd, STALE_AFTER } from './owner.ts';

const now = Date.parse('2025-01-01T00:00:00Z');
const ago = (ms: number) => new Date(now - ms).toISOString();

test('this process is alive, however long it was silent', () => {
  expect(isAlive(thisProcess(), ago(10 * STALE_AFTER), now)).toBe(true);
});

test('a process that has ended is dead, however lately it was heard of', () => {
  const { pid } = spawnSync(process.execPath, ['--version']);
  expect(isAlive({ ...thisProcess(), pid }, ago(0), now)).toBe(false);
});

test.each(['host', 'bootId', 'pidNamespace'] as const)(
  'of a process with another %s the heartbeat decides, whatever its pid is here',
  (field) => {
    for (const pid of [process.pid, 2 ** 30]) {
      const elsewhere = { ...thisProcess(), pid, [field]: 'elsewhere.invalid' };
      expect(isAlive(elsewhere, ago(STALE_AFTER - 1), now)).toBe(true);
      expect(isAlive(elsewhere, ago(STALE_AFTER), now)).toBe(false);
    }
  },
);

test('a heartbeat from a clock ahead counts as of now, and none that cannot be read counts', () => {
  const elsewhere = { ...thisProcess(), host: 'elsewhere.invalid' };
  expect(leaseEnd(ago(1_000), now)).toBe(now - 1_000 + STALE_AFTER);
  expect(leaseEnd(ago(-1_000_000_000), now)).toBe(now + STALE_AFTER);
  expect(isAlive(elsewhere, 'soon', now)).toBe(false);
});
