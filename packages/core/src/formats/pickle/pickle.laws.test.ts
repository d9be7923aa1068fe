import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  chance,
  damagedBytes,
  edges,
  pick,
  readsOrRefuses,
  several,
  small,
  type Draw,
} from '../damaged.test.support.ts';
import { FormatError } from '../errors.ts';
import { openPickle } from './open.ts';
import * as write from './write.test.helper.ts';

const model = 'model.pt';
const written = ['state.2.pt', 'state.5.pt', 'state.legacy.2.pt', 'lightning.2.ckpt'];
const bytesOf = { Float: 4, Half: 2, BFloat16: 2, Double: 8, Long: 8, Byte: 1, ComplexFloat: 8 };
const types = Object.keys(bytesOf) as (keyof typeof bytesOf)[];
const floats = new Set(['F32', 'F16', 'BF16', 'F64']);

/** Pieces of a pickle, which a damaged one may repeat. */
const pieces: readonly Buffer[] = [
  ...Object.values(write.empty),
  ...[write.pop, write.none, write.mark, write.reduce, write.build, write.appends, write.setItems],
  ...[write.tuple, write.persistent, write.stop, write.put(0), write.get(0), write.put(1)],
  ...[write.get(1), write.listOf(write.get(0), write.get(0)), write.text('state_dict')],
  ...[write.text('a'), write.integer(7), write.integer(2 ** 40), write.tupleOf(), write.mapOf()],
  ...['collections.OrderedDict', 'torch._tensor._rebuild_from_type_v2', 'torch.FloatStorage'].map(
    write.name,
  ),
  ...[write.name('posix.system'), Buffer.from([0x94])],
  ...[0x85, 0x86, 0x87, 0x61, 0x73, 0x32, 0x8f, 0x91].map((code) => Buffer.from([code])),
];

function strange(draw: Draw): Buffer {
  const repeated = Array<Buffer>(small(draw, 200_000)).fill(pick(draw, pieces));
  return Buffer.concat([...several(draw, 60, () => pick(draw, pieces)), ...repeated]);
}

/** Sizes and strides of a tensor in a storage; most fit. */
function layout(draw: Draw) {
  const odd = (honest: number) => (chance(draw, 0.05) ? pick(draw, edges) : honest);
  const sizes = several(draw, 4, () => draw.integer(5));
  let step = 1 + draw.integer(2);
  const strides = sizes.map((size) => {
    const stride = step;
    step *= Math.max(1, size);
    return stride;
  });
  const order = sizes.map((_, i) => i).sort(() => draw.uniform() - 0.5);
  const inOrder = (values: number[]) => order.map((i) => odd(values[i]!));
  const offset = draw.integer(4);
  return {
    shape: inOrder(sizes),
    strides: inOrder(strides),
    offset: odd(offset),
    count: odd(offset + step),
  };
}

function made(draw: Draw): Buffer {
  const legacy = chance(draw, 0.5);
  const stored: write.Stored[] = [];
  const entries = several(draw, 12, (i) => {
    if (chance(draw, 0.05)) return [write.text(`t.${i}`), strange(draw)];
    const type = pick(draw, types);
    const parts = { type, key: chance(draw, 0.1) ? '0' : String(i), ...layout(draw) };
    const size = Math.max(0, Math.min(parts.count, 2000) * bytesOf[type]);
    stored.push({
      key: parts.key,
      count: parts.count,
      bytes: Buffer.alloc(size, draw.integer(256)),
    });
    const name = write.text(chance(draw, 0.05) ? 't' : `t.${i}`);
    return [name, write.tensor(parts, legacy ? write.none : undefined)];
  });
  const content = write.mapOf(...entries.flat());
  const hurt = chance(draw, 0.3) ? damagedBytes(draw, content) : content;
  return legacy ? write.legacyFile(hurt, stored) : write.zippedFile(hurt, stored);
}

readsOrRefuses('a file of PyTorch', {
  sound: written.map((name) => ({
    [model]: readFileSync(join(import.meta.dirname, 'fixtures', name)),
  })),
  damaged: (draw, { [model]: file = '' }) => ({
    [model]: chance(draw, 0.7) ? made(draw) : damagedBytes(draw, Buffer.from(file)),
  }),
  async read(folder) {
    const file = await openPickle(join(folder, model));
    try {
      for (const name of file.names) {
        if (floats.has(file.info(name).dtype)) await file.readFloat32(name);
        await file.read(name);
      }
    } finally {
      await file.close();
    }
  },
  refusals: [FormatError],
});
