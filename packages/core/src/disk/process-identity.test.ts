import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { isRunning, isVisible, thisProcess } from './process-identity.mjs';

const linux = process.platform === 'linux';

test('this process runs, and one that has ended does not', () => {
  expect(isRunning(thisProcess())).toBe(true);
  const { pid } = spawnSync(process.execPath, ['--version']);
  expect(isRunning({ ...thisProcess(), pid })).toBe(false);
});

test.runIf(linux)('a later process with the same pid is another one', () => {
  expect(isRunning({ ...thisProcess(), processStarted: '1' })).toBe(false);
});

test('where the start of a process is unknown its pid decides', () => {
  expect(isRunning({ ...thisProcess(), processStarted: '' })).toBe(true);
});

test.runIf(linux)('a process that its parent has not buried has ended', async () => {
  // The shell's child lives until we close its input; by then the shell has become a program that
  // never waits for children.
  const parent = spawn('sh', ['-c', 'exec 3<&0; cat <&3 & echo $!; exec sleep 60']);
  const [line] = (await once(parent.stdout, 'data')) as [Buffer];
  const zombie = { ...thisProcess(), pid: Number(line), processStarted: '' };
  await expect.poll(() => readFileSync(`/proc/${parent.pid}/comm`, 'utf8')).toBe('sleep\n');
  expect(isRunning(zombie)).toBe(true);
  parent.stdin.end();
  await expect.poll(() => isRunning(zombie)).toBe(false);
  expect(() => process.kill(zombie.pid, 0)).not.toThrow();
  parent.kill();
});

test.each(['host', 'bootId', 'pidNamespace'] as const)(
  'a process with another %s is not visible',
  (field) => {
    expect(isVisible(thisProcess())).toBe(true);
    expect(isVisible({ ...thisProcess(), [field]: 'elsewhere.invalid' })).toBe(false);
  },
);

test.runIf(linux)('a process says its boot and its namespace', () => {
  expect(thisProcess().bootId).toMatch(/^[0-9a-f-]{36}$/);
  expect(thisProcess().pidNamespace).toMatch(/^pid:\[\d+\]$/);
});

test.runIf(linux)('where neither boot nor namespace is told, no pid is judged', () => {
  const untold = { ...thisProcess(), bootId: '', pidNamespace: '' };
  expect(isVisible(untold)).toBe(false);
  expect(isVisible(untold, untold)).toBe(false);
});
