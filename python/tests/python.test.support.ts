import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe } from 'vitest';

/** The folder of the package's source. */
export const source = join(import.meta.dirname, '../src');

/** A Python of version 3.9 or later, possibly without any packages; undefined where there is none. */
export const python = [process.env['SINGLORA_PYTHON'], 'python3'].find((command) => {
  const program = 'import sys; sys.exit(sys.version_info < (3, 9))';
  return command && spawnSync(command, ['-c', program]).status === 0;
});

function hasPackages(packages: readonly string[]): boolean {
  const named = process.env['SINGLORA_PYTHON'];
  const program =
    'import sys, importlib.util as own; sys.exit(None in map(own.find_spec, sys.argv[1:]))';
  return !!named && spawnSync(named, ['-c', program, ...packages]).status === 0;
}

/** A title, with the reason if its tests are skipped. */
export const withPython = (title: string): string =>
  python ? title : `${title} (skipped: there is no Python 3.9 or later)`;

/** Tests that need packages, with the reason where they are skipped. */
export function describeWith(packages: readonly string[], title: string, tests: () => void): void {
  const isThere = hasPackages(packages);
  const reason = `SINGLORA_PYTHON names no Python with ${packages.join(' and ')}`;
  describe.skipIf(!isThere)(isThere ? title : `${title} (skipped: ${reason})`, tests);
}

/** The path of a recorded file. */
export const fixture = (name: string) => join(import.meta.dirname, 'fixtures', `${name}.jsonl`);

/** Runs the command. */
export const runCommand = (...args: string[]) =>
  runPython(['-m', 'singlora_coordinate_check', ...args]);

/** Runs Python on the package's source, where {@link python} exists. */
export function runPython(args: readonly string[]) {
  const env = {
    ...process.env,
    PYTHONPATH: source,
    PYTHONDONTWRITEBYTECODE: '1',
    PYTHONIOENCODING: 'utf-8',
  };
  const limit = { maxBuffer: 1 << 28 };
  return spawnSync(python ?? 'python3', args, { encoding: 'utf8', env, ...limit });
}
