import { FormatError, parseSafetensors, toFloat32 } from '@singlora/formats';
import { damagedJson } from '../damage-json.ts';
import { chance, edges, pick, several, type Draw } from '../draw.ts';
import type { Reader } from '../reader.ts';

const bytesOf = { F64: 8, I64: 8, F32: 4, I32: 4, F16: 2, BF16: 2, I16: 2, I8: 1, U8: 1, BOOL: 1 };
const dtypes = Object.keys(bytesOf) as (keyof typeof bytesOf)[];
const floats = ['F64', 'F32', 'F16', 'BF16'] as const;

/** A safetensors file of some small tensors with these names, or names of its own. */
export function makeSafetensors(
  draw: Draw,
  damage: boolean,
  shapes: Readonly<Record<string, readonly number[]>> = Object.fromEntries(
    several(draw, 20, (i) => [`layer.${i}.weight`, several(draw, 3, () => draw.integer(5))]),
  ),
): Buffer {
  const own = chance(draw, 0.7) ? 'F32' : pick(draw, floats);
  let end = 0;
  const header: Record<string, unknown> = chance(draw, 0.3)
    ? { __metadata__: { format: 'pt' } }
    : {};
  for (const [name, shape] of Object.entries(shapes)) {
    const dtype = damage && chance(draw, 0.2) ? pick(draw, dtypes) : own;
    const bytes = shape.reduce((product, size) => product * size, bytesOf[dtype]);
    header[name] = { dtype, shape, data_offsets: [end, (end += bytes)] };
  }
  const json = Buffer.from(damage ? damagedJson(draw, header) : JSON.stringify(header));
  const length = Buffer.alloc(8);
  const claimed = damage && chance(draw, 0.1) ? pick(draw, edges) : json.length;
  length.writeBigUInt64LE(BigInt.asUintN(64, BigInt(claimed)));
  return Buffer.concat([length, json, Buffer.alloc(end, draw.integer(damage ? 256 : 0x40))]);
}

export const safetensors: Reader = {
  make: (draw, damage) => makeSafetensors(draw, damage),
  read: async (input) => {
    // At an odd place in memory, as a part of a larger buffer can be.
    const shifted = Buffer.alloc(input.length + 1);
    shifted.set(input, 1);
    const file = await parseSafetensors(shifted.subarray(1));
    for (const name of file.names) {
      const view = await file.read(name);
      if (!floats.some((dtype) => dtype === view.dtype)) continue;
      toFloat32(view);
      await file.readFloat32(name);
    }
  },
  refuses: (error) => error instanceof FormatError,
};
