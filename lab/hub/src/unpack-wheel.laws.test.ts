import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  chance,
  damagedBytes,
  edges,
  pick,
  readsOrRefuses,
  several,
  small,
} from '@singlora/core/formats/damaged';
import { zip } from '@singlora/core/formats/zip';
import { HubError } from './errors.ts';
import { unpackWheel } from './unpack-wheel.ts';

const names = [
  ...['a', 'taken', 'taken/a', 'a/b', 'b/', 'x/y/z.bin', '../out', '/etc/x', 'c\\d', 'e\u0000'],
  ...['.', 'a/../b', 'ü', 'C:x', 'model/file1'],
];
const content = Buffer.alloc(1000, 'x');
const wheel = {
  project: 'a',
  version: '1',
  bytes: 0,
  sha256: '',
  folder: 'model',
  files: {
    file0: { bytes: content.length, sha256: createHash('sha256').update(content).digest('hex') },
  },
};
const file = 'archive.zip';
const wanted = { 'model/file0': content };

readsOrRefuses('a wheel', {
  sound: [{ [file]: zip(wanted) }, { [file]: zip({ 'model/file1': 'x', ...wanted }) }],
  /** A wheel with members of any name, and fields of its records changed. */
  damaged(draw) {
    const others = several(draw, 6, () => [
      pick(draw, names),
      Buffer.alloc(small(draw, 2000), 'y'),
    ]);
    let bytes = zip({ ...Object.fromEntries(others), ...(chance(draw, 0.9) && wanted) });
    while (chance(draw, 0.7)) {
      const records = [...bytes.toString('latin1').matchAll(/PK[\0-\x06]{2}/g)]; // oxlint-disable-line no-control-regex
      const at = (pick(draw, records)?.index ?? 0) + 4 + 2 * draw.integer(22);
      const value = BigInt(pick(draw, edges));
      if (at + 4 > bytes.length) continue;
      if (chance(draw, 0.5)) bytes.writeUInt16LE(Number(BigInt.asUintN(16, value)), at);
      else bytes.writeUInt32LE(Number(BigInt.asUintN(32, value)), at);
    }
    if (chance(draw, 0.3)) bytes = damagedBytes(draw, bytes);
    return { [file]: bytes };
  },
  /** Unpacks into a folder that already holds some file. */
  async read(folder) {
    const target = join(folder, 'unpacked');
    mkdirSync(target, { recursive: true });
    writeFileSync(join(target, 'taken'), 'here before');
    await unpackWheel(join(folder, file), wheel, target);
  },
  refusals: [HubError],
});
