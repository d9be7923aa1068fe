import { zip } from '../zip.test.support.ts';

const byte = (...bytes: readonly number[]): Buffer => Buffer.from(bytes);

function uint(bytes: number, value: number): Buffer {
  const buffer = Buffer.alloc(8);
  buffer.writeBigUInt64LE(BigInt.asUintN(64, BigInt(value)));
  return buffer.subarray(0, bytes);
}

// Opcodes, to assemble pickles from.
export const empty = { list: byte(0x5d), tuple: byte(0x29), map: byte(0x7d) } as const;
export const [pop, none, no, mark, reduce, build, appends, setItems, tuple, persistent, stop] = [
  ...[0x30, 0x4e, 0x89, 0x28, 0x52, 0x62, 0x65, 0x75, 0x74, 0x51, 0x2e].map((code) => byte(code)),
] as [Buffer, Buffer, Buffer, Buffer, Buffer, Buffer, Buffer, Buffer, Buffer, Buffer, Buffer];
export const put = (place: number): Buffer => Buffer.concat([byte(0x71), uint(1, place)]);
export const get = (place: number): Buffer => Buffer.concat([byte(0x68), uint(1, place)]);
export const protocol = (number = 2): Buffer => byte(0x80, number);
export const name = (path: string): Buffer =>
  Buffer.from(`c${path.replace(/\.(?=[^.]*$)/, '\n')}\n`);
export const integer = (value: number): Buffer =>
  Number.isInteger(value) && value >= -(2 ** 31) && value < 2 ** 31
    ? Buffer.concat([byte(0x4a), uint(4, value)])
    : Buffer.concat([byte(0x8a, 8), uint(8, value)]);
export const text = (value: string): Buffer => {
  const bytes = Buffer.from(value);
  return Buffer.concat([byte(0x58), uint(4, bytes.length), bytes]);
};
export const tupleOf = (...items: readonly Buffer[]): Buffer =>
  Buffer.concat([mark, ...items, tuple]);
export const listOf = (...items: readonly Buffer[]): Buffer =>
  Buffer.concat([empty.list, mark, ...items, appends]);
export const mapOf = (...items: readonly Buffer[]): Buffer =>
  Buffer.concat([empty.map, mark, ...items, setItems]);

export interface TensorParts {
  readonly type: string;
  readonly key: string | number;
  readonly count: number;
  readonly offset?: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
}

/** `_rebuild_tensor_v2` of a storage; old files have None for the storage's view, new ones may have notes. */
export function tensor(parts: TensorParts, view?: Buffer, ...notes: readonly Buffer[]): Buffer {
  const { type, key, count, offset = 0, shape, strides } = parts;
  const id = tupleOf(
    text('storage'),
    name(`torch.${type}Storage`),
    typeof key === 'number' ? integer(key) : text(key),
    text('cpu'),
    integer(count),
    ...(view ? [view] : []),
  );
  const hooks = Buffer.concat([name('collections.OrderedDict'), empty.tuple, reduce]);
  const sizes = [tupleOf(...shape.map(integer)), tupleOf(...strides.map(integer))] as const;
  const args = tupleOf(
    Buffer.concat([id, persistent]),
    integer(offset),
    ...sizes,
    no,
    hooks,
    ...notes,
  );
  return Buffer.concat([name('torch._utils._rebuild_tensor_v2'), args, reduce]);
}

export const pickle = (content: Buffer, number = 2): Buffer =>
  Buffer.concat([protocol(number), content, stop]);

export interface Stored {
  readonly key: string;
  readonly count: number;
  readonly bytes: Uint8Array;
}

/** The form before PyTorch 1.6. */
export function legacyFile(
  content: Buffer,
  storages: readonly Stored[],
  littleEndian = true,
): Buffer {
  const magic = Buffer.from('8a0a6cfc9c46f9206aa85019', 'hex');
  const system = mapOf(text('little_endian'), byte(littleEndian ? 0x88 : 0x89));
  const keys = listOf(...storages.map(({ key }) => text(key)));
  return Buffer.concat([
    ...[magic, integer(1001), system, content, keys].map((part) => pickle(part)),
    ...storages.flatMap(({ count, bytes }) => [uint(8, count), bytes]),
  ]);
}

/** The form since PyTorch 1.6. */
export const zippedFile = (content: Buffer, storages: readonly Stored[]): Buffer =>
  zip({
    'x/data.pkl': pickle(content),
    'x/byteorder': 'little',
    ...Object.fromEntries(storages.map(({ key, bytes }) => [`x/data/${key}`, bytes])),
  });
