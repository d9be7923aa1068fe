import { existsSync, statfsSync } from 'node:fs';
import { dirname } from 'node:path';

/** Linux's magic numbers of file systems that hosts may share, from statfs(2) and the kernel. */
const shared: Readonly<Record<number, string>> = {
  0x6969: 'NFS',
  0x517b: 'SMB',
  0xfe534d42: 'SMB',
  0xff534d42: 'CIFS',
  0x5346414f: 'AFS',
  0x65735546: 'FUSE',
  0x00c36400: 'Ceph',
  0x0bd00bd0: 'Lustre',
  0x19830326: 'BeeGFS',
  0x47504653: 'GPFS',
};

/** The kind of network file system of an existing or future folder; undefined on others. */
export function networkOf(folder: string, typeOf = (path: string) => statfsSync(path).type) {
  let place = folder;
  while (!existsSync(place) && place !== dirname(place)) place = dirname(place);
  return process.platform === 'linux' ? shared[typeOf(place)] : undefined;
}
