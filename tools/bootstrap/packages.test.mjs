import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { arePackagesInstalled, installPackages } from './packages.mjs';
import { fakeProgram, folderForThisTest } from './testing.mjs';

const entry = (version, more = {}) => ({ version, integrity: `sha512-${version}`, ...more });

/** A checkout with a lock and, optionally, npm's record of installed packages. */
function checkout(locked, installed) {
  const root = folderForThisTest();
  writeFileSync(join(root, 'package-lock.json'), JSON.stringify({ packages: locked }));
  mkdirSync(join(root, 'node_modules'));
  if (installed) {
    const record = join(root, 'node_modules/.package-lock.json');
    writeFileSync(record, JSON.stringify({ packages: installed }));
  }
  return root;
}

describe('arePackagesInstalled', () => {
  const locked = {
    '': { name: 'root' },
    'packages/core': { name: '@singlora/core', version: '0.1.0' },
    'node_modules/@singlora/core': { resolved: 'packages/core', link: true },
    'node_modules/a': entry('1.0.0'),
    'node_modules/for-another-system': entry('2.0.0', { optional: true }),
  };
  const installed = {
    'node_modules/@singlora/core': { resolved: 'packages/core', link: true },
    'node_modules/a': entry('1.0.0'),
  };

  it('is content with what the lock asks for, less optional packages', () => {
    expect(arePackagesInstalled(checkout(locked, installed))).toBe(true);
  });

  it.each([
    ['nothing is recorded', undefined],
    ['a package is missing', { ...installed, 'node_modules/a': undefined }],
    ['a version differs', { ...installed, 'node_modules/a': entry('1.0.1') }],
    ['a workspace is not linked', { 'node_modules/a': entry('1.0.0') }],
  ])('is not when %s', (_name, record) => {
    expect(arePackagesInstalled(checkout(locked, record))).toBe(false);
  });
});

describe('installPackages', () => {
  const install = (folder) =>
    installPackages(folder, { env: { PATH: `${folder}/bin:/usr/bin:/bin` } });

  it('runs npm ci in the checkout', async () => {
    const folder = folderForThisTest();
    fakeProgram(join(folder, 'bin'), 'npm', `echo "$@" > called`);
    await install(folder);
    const { readFileSync } = await import('node:fs');
    expect(readFileSync(join(folder, 'called'), 'utf8')).toMatch(/^ci /);
  });

  it.each([
    ['npm error code EAI_AGAIN', 'OFFLINE'],
    ['npm error code ENOSPC', 'DISK_FULL'],
    ['npm error code EACCES', 'NOT_WRITABLE'],
    ['npm error code EUSAGE', 'NPM_FAILED'],
  ])('explains "%s"', async (output, code) => {
    const folder = folderForThisTest();
    fakeProgram(join(folder, 'bin'), 'npm', `echo "${output}" >&2`, 'exit 1');
    await expect(install(folder)).rejects.toMatchObject({ code });
  });

  it('says where npm comes from when there is none', async () => {
    const folder = folderForThisTest();
    const none = installPackages(folder, { env: { PATH: folder } });
    await expect(none).rejects.toMatchObject({
      code: 'TOOLS_MISSING',
      message: expect.stringContaining('nodejs.org'),
    });
  });
});
