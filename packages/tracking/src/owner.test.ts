import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { currentOwner, isAlive, isVisible, leaseEnd, STALE_AFTER } from './owner.ts';

const now = Date.parse('2025-01-01T00:00:00Z');
const ago = (ms: number) => new Date(now - ms).toISOString();
const linux = process.platform === 'linux';

test('this process is alive, however long it was silent', () => {
  expect(isAlive(currentOwner(), ago(10 * STALE_AFTER), now)).toBe(true);
});

test('a process that has ended is dead, however lately it was heard of', () => {
  const { pid } = spawnSync(process.execPath, ['--version']);
  expect(isAlive({ ...currentOwner(), pid }, ago(0), now)).toBe(false);
});

test.runIf(linux)('a later process with the same pid is another one', () => {
  expect(isAlive({ ...currentOwner(), processStarted: '1' }, ago(0), now)).toBe(false);
});

test('where the start of a process is unknown its pid decides', () => {
  expect(isAlive({ ...currentOwner(), processStarted: '' }, ago(0), now)).toBe(true);
});

test.runIf(linux)('a process that its parent has not buried is dead', async () => {
  // The shell's child lives until we close its input; by then the shell has become a program that
  // never waits for children.
  const parent = spawn('sh', ['-c', 'exec 3<&0; cat <&3 & echo $!; exec sleep 60']);
  const [line] = (await once(parent.stdout, 'data')) as [Buffer];
  const zombie = { ...currentOwner(), pid: Number(line), processStarted: '' };
  await expect.poll(() => readFileSync(`/proc/${parent.pid}/comm`, 'utf8')).toBe('sleep\n');
  expect(isAlive(zombie, ago(0), now)).toBe(true);
  parent.stdin.end();
  await expect.poll(() => isAlive(zombie, ago(0), now)).toBe(false);
  expect(() => process.kill(zombie.pid, 0)).not.toThrow();
  parent.kill();
});

test.each(['host', 'bootId', 'pidNamespace'] as const)(
  'of a process with another %s the heartbeat decides, whatever its pid is here',
  (field) => {
    for (const pid of [process.pid, 2 ** 30]) {
      const elsewhere = { ...currentOwner(), pid, [field]: 'elsewhere.invalid' };
      expect(isVisible(elsewhere)).toBe(false);
      expect(isAlive(elsewhere, ago(STALE_AFTER - 1), now)).toBe(true);
      expect(isAlive(elsewhere, ago(STALE_AFTER), now)).toBe(false);
    }
  },
);

test.runIf(linux)('an owner says its boot and its namespace', () => {
  expect(currentOwner().bootId).toMatch(/^[0-9a-f-]{36}$/);
  expect(currentOwner().pidNamespace).toMatch(/^pid:\[\d+\]$/);
});

test.runIf(linux)('where neither boot nor namespace is told, no pid is judged', () => {
  const untold = { ...currentOwner(), bootId: '', pidNamespace: '' };
  expect(isVisible(untold)).toBe(false);
  expect(isVisible(untold, untold)).toBe(false);
});

test('a heartbeat from a clock ahead counts as of now, and none that cannot be read counts', () => {
  const elsewhere = { ...currentOwner(), host: 'elsewhere.invalid' };
  expect(leaseEnd(ago(1_000), now)).toBe(now - 1_000 + STALE_AFTER);
  expect(leaseEnd(ago(-1_000_000_000), now)).toBe(now + STALE_AFTER);
  expect(isAlive(elsewhere, 'soon', now)).toBe(false);
});
