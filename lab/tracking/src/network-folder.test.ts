import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { networkOf } from './network-folder.ts';
import { onNetwork } from './notices.ts';

test.runIf(process.platform === 'linux')(
  'a folder on a network is told by its nearest folder that is there',
  () => {
    const asked: string[] = [];
    const folder = join(tmpdir(), 'not', 'there', 'yet');
    const kind = networkOf(folder, (path) => {
      asked.push(path);
      return 0x6969;
    });
    expect([kind, asked]).toEqual(['NFS', [tmpdir()]]);
    expect(networkOf(folder, () => 0x01021994)).toBeUndefined(); // memory
    expect(onNetwork('/home/a/runs.db', kind ?? '')).toMatch(/^\/home.* lies on NFS.*postgres:/);
  },
);

test.runIf(process.platform === 'linux')('a folder of the kernel is on no network', () => {
  expect(networkOf('/proc')).toBeUndefined();
});
