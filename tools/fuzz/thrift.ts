import { chance, edges, pick, type Draw } from './draw.ts';

/** A value in Thrift's compact protocol, written as it stands: its type need not fit. */
export type Thrift =
  | { readonly kind: 'int'; value: number; type?: number }
  | { readonly kind: 'bool'; value: boolean }
  | { readonly kind: 'binary'; value: Buffer; length?: number }
  | { readonly kind: 'list'; values: Thrift[]; count?: number; type?: number }
  | { readonly kind: 'struct'; fields: Map<number, Thrift> };

const [I32, I64, BINARY, LIST, STRUCT] = [5, 6, 8, 9, 12];

export const i32 = (value: number): Thrift => ({ kind: 'int', value });
export const i64 = (value: number): Thrift => ({ kind: 'int', value, type: I64 });
export const binary = (value: string | Buffer): Thrift => ({
  kind: 'binary',
  value: Buffer.from(value),
});
export const list = (values: Thrift[]): Thrift => ({ kind: 'list', values });

/** A struct of the fields that are not left out. */
export function struct(fields: Readonly<Record<number, Thrift | undefined>>): Thrift {
  const present = Object.entries(fields).filter(
    (entry): entry is [string, Thrift] => entry[1] !== undefined,
  );
  return { kind: 'struct', fields: new Map(present.map(([id, value]) => [Number(id), value])) };
}

export function varint(value: number | bigint): Buffer {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  do {
    bytes.push(Number(rest & 0x7fn) | (rest > 0x7fn ? 0x80 : 0));
    rest >>= 7n;
  } while (rest > 0n);
  return Buffer.from(bytes);
}

const zigzag = (value: number): Buffer => {
  const wide = BigInt(value);
  return varint((wide << 1n) ^ (wide >> 63n));
};

function typeOf(value: Thrift): number {
  if (value.kind === 'int') return value.type ?? I32;
  if (value.kind === 'bool') return value.value ? 1 : 2;
  return { binary: BINARY, list: LIST, struct: STRUCT }[value.kind];
}

/** The bytes of a value, without its type. */
export function thriftBytes(value: Thrift): Buffer {
  switch (value.kind) {
    case 'int':
      return zigzag(value.value);
    case 'bool':
      return Buffer.alloc(0);
    case 'binary':
      return Buffer.concat([varint(value.length ?? value.value.length), value.value]);
    case 'list': {
      const { values, count = values.length } = value;
      const type = value.type ?? (values[0] ? typeOf(values[0]) : I32);
      const head =
        count < 15 && count >= 0
          ? Buffer.from([(count << 4) | type])
          : Buffer.concat([Buffer.from([0xf0 | type]), varint(count)]);
      return Buffer.concat([head, ...values.map(thriftBytes)]);
    }
    case 'struct': {
      let before = 0;
      const fields = [...value.fields].map(([id, field]) => {
        const step = id - before;
        before = id;
        const type = typeOf(field);
        const head =
          step > 0 && step < 16
            ? Buffer.from([(step << 4) | type])
            : Buffer.concat([Buffer.from([type]), zigzag(id)]);
        return Buffer.concat([head, thriftBytes(field)]);
      });
      return Buffer.concat([...fields, Buffer.from([0])]);
    }
  }
}

function all(value: Thrift, found: Thrift[] = []): Thrift[] {
  found.push(value);
  if (value.kind === 'list') for (const entry of value.values) all(entry, found);
  if (value.kind === 'struct') for (const field of value.fields.values()) all(field, found);
  return found;
}

function nested(depth: number): Thrift {
  let value: Thrift = struct({});
  for (let i = 0; i < depth; i++) value = struct({ 1: value });
  return value;
}

function damageOne(draw: Draw, value: Thrift): void {
  switch (value.kind) {
    case 'int':
      value.value = pick(draw, [
        pick(draw, edges),
        value.value + 1,
        value.value - 1,
        value.value * 2,
        draw.integer(20),
      ]);
      return;
    case 'bool':
      value.value = !value.value;
      return;
    case 'binary':
      if (chance(draw, 0.3)) value.length = pick(draw, edges);
      else
        value.value = Buffer.from(
          pick(draw, [
            '',
            '__proto__',
            'x'.repeat(1000),
            '\u001b[31m',
            value.value.toString('latin1'),
          ]),
        );
      return;
    case 'list':
      if (chance(draw, 0.2)) value.type = draw.integer(16);
      else if (chance(draw, 0.3)) value.count = pick(draw, edges);
      else
        value.values = pick(draw, [[], [...value.values, ...value.values], value.values.slice(1)]);
      return;
    case 'struct': {
      const ids = [...value.fields.keys()];
      if (ids.length === 0) return;
      const id = pick(draw, ids);
      const field = value.fields.get(id) as Thrift;
      if (chance(draw, 0.5)) value.fields.delete(id);
      else if (chance(draw, 0.1)) value.fields.set(id, nested(200));
      else
        value.fields.set(
          chance(draw, 0.5) ? id + draw.integer(5) : id,
          pick(draw, [field, i32(pick(draw, edges)), binary('x')]),
        );
    }
  }
}

/** Changes one to some places, in place. */
export function damageThrift(draw: Draw, value: Thrift): void {
  do damageOne(draw, pick(draw, all(value)));
  while (chance(draw, 0.3));
}
