import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { currentOwner, isAlive, STALE_AFTER } from './owner.ts';

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

test('on another host the heartbeat decides', () => {
  const elsewhere = { ...currentOwner(), host: 'elsewhere.invalid' };
  expect(isAlive(elsewhere, ago(STALE_AFTER - 1), now)).toBe(true);
  expect(isAlive(elsewhere, ago(STALE_AFTER), now)).toBe(false);
});
