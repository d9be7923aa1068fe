import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FormatError, openPickle } from '@singlora/formats';
import * as write from '../../../packages/formats/src/pickle/write.test.helper.ts';
import { chance, edges, pick, several, small, type Draw } from '../draw.ts';
import type { Reader } from '../reader.ts';

const fixtures = join(import.meta.dirname, '../../../packages/formats/src/pickle/fixtures');
const written = ['state.2.pt', 'state.5.pt', 'state.legacy.2.pt', 'lightning.2.ckpt'].map((name) =>
  readFileSync(join(fixtures, name)),
);

const bytesOf = { Float: 4, Half: 2, BFloat16: 2, Double: 8, Long: 8, Byte: 1, ComplexFloat: 8 };
const types = Object.keys(bytesOf) as (keyof typeof bytesOf)[];
const floats = new Set(['F32', 'F16', 'BF16', 'F64']);

/** Pieces of a pickle that a damaged one may be made of, over and over. */
const pieces: readonly Buffer[] = [
  ...Object.values(write.empty),
  ...[write.pop, write.none, write.mark, write.reduce, write.build, write.appends, write.setItems],
  ...[write.tuple, write.persistent, write.stop, write.put(0), write.get(0), write.put(1)],
  ...[write.get(1), write.listOf(write.get(0), write.get(0)), write.text('state_dict')],
  ...[
    write.text('a'),
    write.integer(7),
    write.integer(2 ** 40),
    write.name('collections.OrderedDict'),
  ],
  ...[write.name('torch._tensor._rebuild_from_type_v2'), write.name('torch.FloatStorage')],
  ...[write.name('posix.system'), write.tupleOf(), write.mapOf(), Buffer.from([0x94])],
  ...[0x85, 0x86, 0x87, 0x61, 0x73, 0x32, 0x8f, 0x91].map((code) => Buffer.from([code])),
];

function strange(draw: Draw): Buffer {
  const one = pick(draw, pieces);
  const repeated = Array.from({ length: small(draw, 200_000) }, () => one);
  return Buffer.concat([...several(draw, 60, () => pick(draw, pieces)), ...repeated]);
}

/** Sizes and strides of a tensor in a storage; sound ones fit. */
function layout(draw: Draw, damage: boolean) {
  const odd = (honest: number) => (damage && chance(draw, 0.05) ? pick(draw, edges) : honest);
  const sizes = several(draw, 4, () => draw.integer(5));
  const order = sizes.map((_, i) => i).sort(() => draw.uniform() - 0.5);
  const strides = sizes.map(() => 0);
  let step = 1 + draw.integer(2);
  for (const axis of order) {
    strides[axis] = step;
    step *= Math.max(1, sizes[axis] as number);
  }
  const offset = draw.integer(4);
  const shape = sizes.map(odd);
  return { shape, strides: strides.map(odd), offset: odd(offset), count: odd(offset + step) };
}

function make(draw: Draw, damage: boolean): Buffer {
  if (chance(draw, 0.1)) return pick(draw, written);
  const legacy = chance(draw, 0.5);
  const stored: write.Stored[] = [];
  const entries = several(draw, 12, (i) => {
    if (damage && chance(draw, 0.05)) return [write.text(`t.${i}`), strange(draw)];
    const type = pick(draw, types);
    const parts = {
      type,
      key: damage && chance(draw, 0.1) ? '0' : String(i),
      ...layout(draw, damage),
    };
    const size = Math.min(parts.count, 2000) * bytesOf[type];
    const bytes = Buffer.alloc(Math.max(0, size), draw.integer(damage ? 256 : 0x40));
    stored.push({ key: parts.key, count: parts.count, bytes });
    const name = write.text(damage && chance(draw, 0.05) ? 't' : `t.${i}`);
    return [name, write.tensor(parts, legacy ? write.none : undefined)];
  });
  const content = write.mapOf(...entries.flat());
  return legacy ? write.legacyFile(content, stored) : write.zippedFile(content, stored);
}

/** What `torch.save` writes, in both of its forms, made here or by PyTorch. */
export const pickle: Reader = {
  make,
  read: async (input, folder) => {
    const path = join(folder, 'model.pt');
    writeFileSync(path, input);
    const file = await openPickle(path);
    try {
      for (const name of file.names) {
        if (floats.has(file.info(name).dtype)) await file.readFloat32(name);
        await file.read(name);
      }
    } finally {
      await file.close();
    }
  },
  refuses: (error) => error instanceof FormatError,
};
