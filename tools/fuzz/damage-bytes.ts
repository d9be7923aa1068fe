import { chance, edges, pick, small, type Draw } from './draw.ts';

type Damage = (draw: Draw, bytes: Buffer) => Buffer;

const somewhere = (draw: Draw, bytes: Buffer): number => draw.integer(bytes.length + 1);

/** Cuts at the start, the end, or — as headers and footers are there — near them. */
function place(draw: Draw, bytes: Buffer): number {
  const near = small(draw, bytes.length);
  return pick(draw, [near, bytes.length - near, somewhere(draw, bytes)]);
}

function range(draw: Draw, bytes: Buffer): [number, number] {
  const start = place(draw, bytes);
  return [start, Math.min(bytes.length, start + 1 + small(draw, 64))];
}

const flip: Damage = (draw, bytes) => {
  const at = Math.min(place(draw, bytes), bytes.length - 1);
  bytes[at] = pick(draw, [(bytes[at] ?? 0) ^ (1 << draw.integer(8)), draw.integer(256), 0, 255]);
  return bytes;
};

const number: Damage = (draw, bytes) => {
  const width = pick(draw, [1, 2, 4, 8]);
  const at = place(draw, bytes);
  if (at + width > bytes.length) return bytes;
  const value = BigInt(pick(draw, edges)) + BigInt(draw.integer(3) - 1);
  const stored = Buffer.alloc(8);
  stored.writeBigUInt64LE(BigInt.asUintN(64, value));
  stored.copy(bytes, at, 0, width);
  return bytes;
};

const splice: Damage = (draw, bytes) => {
  const [start, end] = range(draw, bytes);
  const at = place(draw, bytes);
  return Buffer.concat([bytes.subarray(0, at), bytes.subarray(start, end), bytes.subarray(at)]);
};

const remove: Damage = (draw, bytes) => {
  const [start, end] = range(draw, bytes);
  return Buffer.concat([bytes.subarray(0, start), bytes.subarray(end)]);
};

const repeat: Damage = (draw, bytes) => {
  const [start, end] = range(draw, bytes);
  const piece = bytes.subarray(start, end);
  const times = pick(draw, [2, 3, 10, 100, 1000]);
  const copies = Array.from({ length: times }, () => piece);
  return Buffer.concat([bytes.subarray(0, start), ...copies, bytes.subarray(end)]);
};

const truncate: Damage = (draw, bytes) => bytes.subarray(0, place(draw, bytes));

const fill: Damage = (draw, bytes) => {
  const [start, end] = range(draw, bytes);
  return bytes.fill(pick(draw, [0, 255, 0x80, draw.integer(256)]), start, end);
};

const swap: Damage = (draw, bytes) => {
  const cuts = [place(draw, bytes), place(draw, bytes), place(draw, bytes)].sort((a, b) => a - b);
  const [a, b, c] = cuts as [number, number, number];
  const parts = [
    [0, a],
    [b, c],
    [a, b],
    [c, bytes.length],
  ] as const;
  return Buffer.concat(parts.map(([start, end]) => bytes.subarray(start, end)));
};

const damages = [flip, flip, flip, number, number, splice, remove, repeat, truncate, fill, swap];

/** The bytes with one to some damages anywhere, whatever they mean. */
export function damageBytes(draw: Draw, bytes: Uint8Array): Buffer {
  let damaged = Buffer.from(bytes);
  do {
    if (damaged.length === 0) return damaged;
    damaged = Buffer.from(pick(draw, damages)(draw, damaged));
  } while (chance(draw, 0.4));
  return damaged;
}
