import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FormatError, openGguf } from '@singlora/formats';
import {
  gguf as file,
  joined,
  u32,
  u64,
  type Piece,
} from '../../../packages/formats/src/gguf.test.helper.ts';
import { chance, edges, pick, several, small, type Draw } from '../draw.ts';
import type { Reader } from '../reader.ts';

/** Numbers and bytes of a block, by ggml's id of the type. */
const blocks: Readonly<Record<number, readonly [numbers: number, bytes: number]>> = {
  0: [1, 4],
  1: [1, 2],
  2: [32, 18],
  3: [32, 20],
  6: [32, 22],
  7: [32, 24],
  8: [32, 34],
  10: [256, 84],
  11: [256, 110],
  12: [256, 144],
  13: [256, 176],
  14: [256, 210],
  15: [256, 292],
  28: [1, 8],
  30: [1, 2],
};
const widths: Readonly<Record<number, number>> = {
  0: 1,
  1: 1,
  2: 2,
  3: 2,
  4: 4,
  5: 4,
  6: 4,
  7: 1,
  10: 8,
  11: 8,
  12: 8,
};
const [text, array] = [8, 9];

const edge = (draw: Draw): bigint => BigInt.asUintN(64, BigInt(pick(draw, edges)));
const count = (draw: Draw, damage: boolean, honest: number): Piece =>
  u64(damage && chance(draw, 0.03) ? edge(draw) : honest);
const word = (draw: Draw, damage: boolean, honest: number): Piece =>
  u32(damage && chance(draw, 0.03) ? Number(edge(draw) & 0xffffffffn) : honest);

function makeText(draw: Draw, damage: boolean): Piece {
  if (damage && chance(draw, 0.03))
    return Buffer.concat([joined(u64(edge(draw))), Buffer.from('x')]);
  if (damage && chance(draw, 0.03)) return joined(u64(2), Buffer.from([0xc3, 0x28]));
  return pick(draw, ['', 'a', 'llama', '\u2581the', 'x'.repeat(small(draw, 5000))]);
}

function makeValue(draw: Draw, damage: boolean, type: number, depth = 0): Buffer {
  const width = widths[type];
  if (width !== undefined)
    return Buffer.alloc(width, type === 7 ? draw.integer(2) : draw.integer(256));
  if (type === text) return joined(makeText(draw, damage));
  if (type !== array) return Buffer.alloc(small(draw, 16));
  const of = depth > 5 ? 0 : pick(draw, [0, 4, 6, 7, 8, 9, 10, 12, damage ? draw.integer(16) : 5]);
  const entries = several(draw, of === array ? 3 : 200, () =>
    makeValue(draw, damage, of, depth + 1),
  );
  return joined(word(draw, damage, of), count(draw, damage, entries.length), ...entries);
}

function make(draw: Draw, damage: boolean): Buffer {
  const key = (i: number) =>
    pick(draw, ['general.alignment', `key.${i}`, 'tokenizer.ggml.tokens', `key.${i}`]);
  const entry = (i: number): Buffer => {
    const name = damage ? key(i) : `key.${i}`;
    const type =
      damage && chance(draw, 0.05) ? draw.integer(20) : pick(draw, [0, 4, 6, 7, 8, 9, 10, 12]);
    return joined(name, word(draw, damage, type), makeValue(draw, damage, type, damage ? 0 : 5));
  };
  let dataBytes = 0;
  const tensors = several(draw, 8, (i) => {
    const type = Number(pick(draw, Object.keys(blocks)));
    const [numbers, bytes] = blocks[type] as [number, number];
    const rows = 1 + draw.integer(3);
    const offset = dataBytes;
    dataBytes += Math.ceil((rows * bytes) / 32) * 32;
    const odd = <T>(honest: T) => (damage && chance(draw, 0.05) ? edge(draw) : honest);
    const name = damage && chance(draw, 0.05) ? 't.0' : `t.${i}`;
    return { name, type, dimensions: [odd(numbers), odd(rows)], offset: odd(offset) };
  });
  const metadata = several(draw, 12, entry);
  return file({
    metadata,
    tensors,
    dataBytes,
    version: damage && chance(draw, 0.02) ? draw.integer(5) : 3,
    ...(damage && chance(draw, 0.03) && { keys: edge(draw) }),
    ...(damage && chance(draw, 0.03) && { count: edge(draw) }),
  });
}

export const gguf: Reader = {
  make,
  read: async (input, folder) => {
    const path = join(folder, 'model.gguf');
    writeFileSync(path, input);
    const opened = await openGguf(path);
    try {
      for (const key of opened.metadata.keys) {
        opened.metadata.get(key);
      }
      for (const name of opened.names) await opened.readFloat32(name);
    } finally {
      await opened.close();
    }
  },
  refuses: (error) => error instanceof FormatError,
};
