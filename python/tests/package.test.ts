import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { folderForAllTests } from '@singlora/core/disk/temporary';
import { describe, expect, it, type TestContext } from 'vitest';
import { fixture, python, withPython } from './python.test.support.ts';

/** The build backend in pyproject.toml. */
const backend = 'setuptools>=77';

describe.skipIf(!python)(withPython('the package'), () => {
  const folder = folderForAllTests();

  const run = (program: string, args: readonly string[], more: Record<string, string> = {}) =>
    execFileSync(program, args, {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1', PIP_NO_INPUT: '1', ...more },
      stdio: ['ignore', 'pipe', 'pipe'],
    });

  /** The folder of the backend, if this Python lacks it: skipped where it cannot be fetched. */
  function backendFolder(skip: TestContext['skip']): string {
    const has = "import sys, setuptools; sys.exit(int(setuptools.__version__.split('.')[0]) < 77)";
    if (spawnSync(python!, ['-W', 'ignore', '-c', has]).status === 0) return '';
    const target = join(folder, 'backend');
    const pip = ['-m', 'pip', 'install', '--quiet', '--target', target, backend];
    const { status } = spawnSync(python!, pip, { encoding: 'utf8' });
    if (status !== 0) skip(`Python has no ${backend}, and pip cannot fetch it`);
    return target;
  }

  it('is built as source, from it as a wheel, and works in an empty environment', ({ skip }) => {
    // A copy, since setuptools leaves files next to what it builds.
    const source = join(folder, 'source');
    cpSync(join(import.meta.dirname, '..'), source, {
      recursive: true,
      filter: (path) => !/^(node_modules|dist|__pycache__)$/.test(basename(path)),
    });
    const env = { PYTHONPATH: backendFolder(skip) };
    const build = 'from setuptools.build_meta import build_sdist; build_sdist("..")';
    execFileSync(python!, ['-W', 'ignore', '-c', build], {
      cwd: source,
      env: { ...process.env, ...env },
      stdio: 'pipe',
    });
    const made = (ending: string) => readdirSync(folder).find((name) => name.endsWith(ending))!;
    const packed = run('tar', ['-tzf', made('.tar.gz')]);
    expect(packed).toContain('examples/mup_examples.py');
    const offline = ['--quiet', '--no-index', '--no-deps'];
    run(
      python!,
      ['-m', 'pip', 'wheel', ...offline, '--no-build-isolation', `./${made('.tar.gz')}`],
      env,
    );
    // Without pip, which Debian packages separately.
    run(python!, ['-m', 'venv', '--without-pip', 'empty']);
    const bin = join(folder, 'empty/bin');
    const pip = ['-m', 'pip', `--python=${join(bin, 'python')}`];
    run(python!, [...pip, 'install', '--no-compile', ...offline, `./${made('.whl')}`]);

    const command = join(bin, 'singlora-coordinate-check');
    const said = run(command, [fixture('mlp-mup'), '--expect=mup', '--quiet']);
    expect(JSON.parse(said)).toMatchObject({ verdict: 'as expected', failed: false });
    expect(run(command, ['--version'])).toBe('0.1.0\n');

    // Everything in the sources, including the types.
    const list =
      'import os, singlora_coordinate_check as own; print(*sorted(os.listdir(os.path.dirname(own.__file__))))';
    const installed = run(join(bin, 'python'), ['-c', list]).trim().split(' ');
    const sources = readdirSync(join(import.meta.dirname, '../src/singlora_coordinate_check'));
    expect(installed).toEqual(sources.filter((name) => name !== '__pycache__').sort());
    expect(installed).toContain('py.typed');
  });
});
