import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderForThisTest } from '@singlora/core/disk/temporary';
import { expect, it } from 'vitest';
import { requireLimits } from './limits.mjs';

function given({ files = '1024', space = 'unlimited' }) {
  const path = join(folderForThisTest(), 'limits');
  const line = (name, limit, unit) =>
    `${name.padEnd(26)}${limit.padEnd(21)}unlimited            ${unit}\n`;
  writeFileSync(
    path,
    line('Max open files', files, 'files') + line('Max address space', space, 'bytes'),
  );
  return () => requireLimits(path);
}

it('asks for enough files and addresses, and says how to get them', () => {
  expect(given({})).not.toThrow();
  expect(given({ files: '64' })).toThrow(/Only 64 files .*ulimit -n 1024/);
  expect(given({ space: '14336000000' })).not.toThrow();
  expect(given({ space: '1024000000' })).toThrow(
    /1\.0 GB of addresses.* 14\.0 GB .*ulimit -v unlimited/,
  );
});

it('asks for nothing where the system does not tell its limits', () => {
  expect(() => requireLimits(join(folderForThisTest(), 'none'))).not.toThrow();
});
