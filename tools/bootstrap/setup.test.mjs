import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cudaNotices, takeGpuOption } from './setup.mjs';
import { folderForThisTest } from './testing.mjs';

describe('takeGpuOption', () => {
  it('takes it out wherever it stands; the last one counts', () => {
    expect(takeGpuOption(['--preset', 'smoke'])).toEqual({
      gpu: undefined,
      rest: ['--preset', 'smoke'],
    });
    expect(takeGpuOption(['--a', '--gpu', '--b'])).toEqual({ gpu: true, rest: ['--a', '--b'] });
    expect(takeGpuOption(['--gpu', '--no-gpu'])).toEqual({ gpu: false, rest: [] });
  });
});

it('the CUDA build is told of, and that no GPU was found where there is none', () => {
  expect(cudaNotices(true).join()).not.toContain('No GPU');
  expect(cudaNotices(false).join(' ')).toMatch(/2\.4 GB to download.*No GPU was found/);
});

/** Runs the set-up of a small separate checkout on a machine that has only Node. */
function setUpBare(...args) {
  const root = folderForThisTest();
  for (const part of ['tools/bootstrap', 'packages/core/src/disk', 'lab/hub/src'])
    cpSync(join(import.meta.dirname, '../..', part), join(root, part), { recursive: true });
  const empty = JSON.stringify({ packages: {} });
  writeFileSync(join(root, 'package-lock.json'), empty);
  mkdirSync(join(root, 'node_modules'));
  writeFileSync(join(root, 'node_modules/.package-lock.json'), empty);
  mkdirSync(join(root, 'bin'));
  symlinkSync(process.execPath, join(root, 'bin/node'));
  const env = { PATH: join(root, 'bin'), HOME: root };
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [join(root, 'tools/bootstrap/setup.mjs'), ...args],
      { env },
      (error, stdout, stderr) => resolve({ code: error?.code ?? 0, stdout, stderr }),
    );
  });
}

describe('setup', () => {
  it('names what the native backend needs, and goes on with the portable one', async () => {
    const { code, stdout, stderr } = await setUpBare();
    expect(stderr).toMatch(/needs a C\+\+ compiler .* and Python 3 with pip\. Install with: /);
    expect(stderr).toMatch(/WebAssembly backend: one thread, ten to twenty times slower/);
    expect(stdout).toBe('Ready, on the WebAssembly backend.\n');
    expect(code).toBe(0);
  });

  it('refuses an option it does not know', async () => {
    const { code, stderr } = await setUpBare('--gpus');
    expect(stderr).toBe("Unknown option '--gpus'. The set-up knows --gpu and --no-gpu.\n");
    expect(code).toBe(2);
  });
});
