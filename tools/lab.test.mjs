import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const lab = (...args) =>
  spawnSync(process.execPath, [join(import.meta.dirname, 'lab.mjs'), ...args], {
    encoding: 'utf8',
  });

it('lists what can be run by name', () => {
  const { status, stdout } = lab();
  expect(status).toBe(0);
  expect(stdout).toMatch(/^ {2}experiments: .*\bmnli\b.*\bruns\b/m);
  expect(stdout).toMatch(/^ {2}theory: .*\bwidth-sweep\b/m);
});

it('a name that is not there is an error, which lists those that are', () => {
  const { status, stderr } = lab('mnlii', '--preset=smoke');
  expect(status).toBe(2);
  expect(stderr).toMatch(/^Nothing is called mnlii\.\n[^]*\bmnli\b/);
});

it.each(['mnli', 'experiments:mnli'])('%s takes the flags of its Nx target', (name) => {
  const { status, stderr } = lab(name, '--no-such-flag');
  expect(status).toBe(2);
  expect(stderr).toContain('Unknown option --no-such-flag');
});
