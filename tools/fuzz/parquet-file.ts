import { chance, edges, pick, several, small, type Draw } from './draw.ts';
import { codecs } from './pack.ts';
import {
  binary,
  damageThrift,
  i32,
  i64,
  list,
  struct,
  thriftBytes,
  varint,
  type Thrift,
} from './thrift.ts';

// Numbers of the format: https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift
const [BOOLEAN, INT32, INT64, DOUBLE, BYTE_ARRAY] = [0, 1, 2, 5, 6];
const [PLAIN, RLE, DELTA_BINARY_PACKED, DELTA_LENGTH, DELTA_BYTE_ARRAY, RLE_DICTIONARY, SPLIT] = [
  0, 3, 5, 6, 7, 8, 9,
];
const [REQUIRED, OPTIONAL, REPEATED] = [0, 1, 2];

/** Levels or indices: one run of the same value. */
const run = (count: number, value: number): Buffer =>
  Buffer.concat([varint(count * 2), Buffer.from([value])]);

function prefixed(bytes: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(bytes.length);
  return Buffer.concat([length, bytes]);
}

function plain(draw: Draw, type: number, count: number): Buffer {
  if (type === BOOLEAN) return Buffer.alloc(Math.ceil(count / 8), draw.integer(256));
  if (type === BYTE_ARRAY)
    return Buffer.concat(
      Array.from({ length: count }, () =>
        prefixed(Buffer.from(pick(draw, ['', 'A crane', 'café', '1']))),
      ),
    );
  return Buffer.alloc(count * (type === INT32 ? 4 : 8), draw.integer(256));
}

/** The same number `count` times, in blocks of 128 and 4 miniblocks whose differences take no bits. */
const delta = (count: number, value: number): Buffer =>
  Buffer.concat([varint(128), varint(4), varint(count), varint(2 * value), Buffer.alloc(5)]);

interface Part {
  header: Thrift;
  body: Buffer;
}

interface Column {
  readonly codec: number;
  readonly parts: Part[];
}

function part(
  draw: Draw,
  damage: boolean,
  kind: number,
  body: Buffer,
  pack: (bytes: Buffer) => Buffer,
  about: Record<number, Thrift>,
): Part {
  const content = damage && chance(draw, 0.02) ? Buffer.alloc(pick(draw, [1e6, 1e7])) : body;
  const packed = pack(content);
  const told = chance(draw, 0.5) ? body : content;
  const header = struct({ 1: i32(kind), 2: i32(told.length), 3: i32(packed.length), ...about });
  if (damage && chance(draw, 0.3)) damageThrift(draw, header);
  return { header, body: packed };
}

/** What is the same of a column in every row group. */
interface Kind {
  readonly name: string;
  readonly type: number;
  readonly repetition: number;
}

function makeColumn(draw: Draw, damage: boolean, { type, repetition }: Kind, rows: number): Column {
  const [codec, pack] = pick(draw, codecs);
  const dictionary = type !== BOOLEAN && chance(draw, 0.4);
  const encodings = {
    [BOOLEAN]: [PLAIN],
    [INT32]: [PLAIN, DELTA_BINARY_PACKED, SPLIT],
    [INT64]: [PLAIN, DELTA_BINARY_PACKED],
    [DOUBLE]: [PLAIN, SPLIT],
    [BYTE_ARRAY]: [PLAIN, DELTA_LENGTH, DELTA_BYTE_ARRAY],
  }[type] as number[];
  const encoding = dictionary ? RLE_DICTIONARY : pick(draw, encodings);
  const parts: Part[] = [];
  if (dictionary) {
    const entries = 1 + draw.integer(3);
    const about = struct({ 1: i32(entries), 2: i32(PLAIN) });
    parts.push(part(draw, damage, 2, plain(draw, type, entries), pack, { 7: about }));
  }
  const second = chance(draw, 0.3); // version 2 of data pages
  const nulls = repetition === OPTIONAL && chance(draw, 0.2);
  const count = nulls ? 0 : rows;
  const levels = (levelOf: number): Buffer =>
    second ? run(rows, levelOf) : prefixed(run(rows, levelOf));
  const repetitions = repetition === REPEATED ? levels(0) : Buffer.alloc(0);
  const definitions = repetition === REQUIRED ? Buffer.alloc(0) : levels(nulls ? 0 : 1);
  const indices = () => Buffer.concat([Buffer.from([1]), run(count, 0)]);
  const deltas = () => [
    ...(encoding === DELTA_BYTE_ARRAY ? [delta(count, 0)] : []),
    delta(count, 1),
  ];
  const values = dictionary
    ? indices()
    : [DELTA_BINARY_PACKED, DELTA_LENGTH, DELTA_BYTE_ARRAY].includes(encoding)
      ? Buffer.concat([...deltas(), Buffer.alloc(type === BYTE_ARRAY ? count : 0, 'x')])
      : plain(draw, type, count);
  if (second) {
    const about = struct({
      1: i32(rows),
      2: i32(rows - count),
      3: i32(rows),
      4: i32(encoding),
      5: i32(definitions.length),
      6: i32(repetitions.length),
    });
    const page = part(draw, damage, 3, values, pack, { 8: about });
    const before = definitions.length + repetitions.length;
    if (page.header.kind === 'struct') {
      for (const size of [2, 3]) {
        const field = page.header.fields.get(size);
        if (field?.kind === 'int') field.value += before;
      }
    }
    page.body = Buffer.concat([repetitions, definitions, page.body]);
    parts.push(page);
  } else {
    const about = struct({ 1: i32(rows), 2: i32(encoding), 3: i32(RLE), 4: i32(RLE) });
    parts.push(
      part(draw, damage, 0, Buffer.concat([repetitions, definitions, values]), pack, { 5: about }),
    );
  }
  if (damage && chance(draw, 0.05)) parts.push(...parts);
  return { codec, parts };
}

/** A parquet file of some columns: every codec, most encodings, both kinds of data pages. */
export function makeParquet(draw: Draw, damage: boolean): Buffer {
  const rows = small(draw, 100);
  const chunks: Buffer[] = [Buffer.from('PAR1')];
  let at = 4;
  const groups = 1 + draw.integer(2);
  const kinds = several(draw, 5, (i): Kind => {
    const name = damage && chance(draw, 0.03) ? '__proto__' : `column${i}`;
    const type = pick(draw, [BOOLEAN, INT32, INT64, DOUBLE, BYTE_ARRAY, BYTE_ARRAY]);
    return { name, type, repetition: pick(draw, [REQUIRED, OPTIONAL, OPTIONAL, REPEATED]) };
  });
  const schema = kinds.map(({ name, type, repetition }) =>
    struct({
      1: i32(type),
      3: i32(repetition),
      4: binary(name),
      6: type === BYTE_ARRAY ? i32(0) : undefined,
    }),
  );
  const rowGroups = Array.from({ length: groups }, () => {
    const described = kinds.map((kind) => {
      const { codec, parts } = makeColumn(draw, damage, kind, rows);
      const start = at;
      for (const { header, body } of parts) {
        const head = thriftBytes(header);
        chunks.push(head, body);
        at += head.length + body.length;
      }
      const meta = struct({
        1: i32(kind.type),
        2: list([i32(PLAIN)]),
        3: list([binary(kind.name)]),
        4: i32(codec),
        5: i64(rows),
        6: i64(at - start),
        7: i64(at - start),
        9: i64(start),
      });
      return struct({ 2: i64(start), 3: meta });
    });
    return struct({ 1: list(described), 2: i64(at), 3: i64(rows) });
  });
  const root = struct({ 4: binary('schema'), 5: i32(kinds.length) });
  const note = struct({ 1: binary('huggingface'), 2: binary('{"info":{}}') });
  const footer = struct({
    1: i32(2),
    2: list([root, ...schema]),
    3: i64(rows * groups),
    4: list(rowGroups),
    5: list([note]),
  });
  if (damage && chance(draw, 0.6)) damageThrift(draw, footer);
  const bytes = thriftBytes(footer);
  const end = Buffer.alloc(8);
  end.writeUInt32LE(
    damage && chance(draw, 0.03)
      ? pick(
          draw,
          edges.filter((edge) => edge >= 0 && edge < 2 ** 32),
        )
      : bytes.length,
  );
  end.write('PAR1', 4);
  return Buffer.concat([...chunks, bytes, end]);
}
