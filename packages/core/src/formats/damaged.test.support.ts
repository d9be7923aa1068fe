import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { fc, test } from '@fast-check/vitest';
import { folderForAllTests } from '../disk/temporary.test.support.ts';
import { describe, expect, it } from 'vitest';

/** A source of random numbers for the damage. */
export interface Draw {
  /** A number in [0, 1). */
  uniform(): number;
  integer(below: number): number;
}

const unit = () => fc.noBias(fc.nat(2 ** 31 - 1));
const draws = fc.gen().map((draw): Draw => {
  const uniform = () => draw(unit) / 2 ** 31;
  return { uniform, integer: (below) => Math.floor(uniform() * below) };
});

export function pick<T>(draw: Draw, values: readonly T[]): T {
  return values[draw.integer(values.length)]!;
}

/** True with this probability; false where the draw is 0, to which fast-check shrinks. */
export const chance = (draw: Draw, probability: number): boolean =>
  draw.uniform() >= 1 - probability;

/** A whole number from 0 to `most`, small far more often than large. */
export const small = (draw: Draw, most: number): number =>
  Math.floor((most + 1) ** draw.uniform()) - 1;

export const several = <T>(draw: Draw, most: number, make: (index: number) => T): T[] =>
  Array.from({ length: small(draw, most) }, (_, index) => make(index));

/** Limits of sizes, signs and types. */
export const edges: readonly number[] = [
  ...[0, 1, 2, 3, 7, 8, 15, 16, 31, 32, 63, 64, 127, 128, 255, 256, 1000, 4095, 4096, 65535, 65536],
  ...[2 ** 20, 1e6, 1e7, 1e8, 2 ** 30, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 40],
  ...[2 ** 53 - 1, 2 ** 53, 2 ** 62, -1, -2, -128, -(2 ** 31), -(2 ** 53)],
];

function damagedOnce(draw: Draw, bytes: Buffer): Buffer {
  // Cuts at the start, at the end, or near them, where headers and footers are.
  const place = () => {
    const near = small(draw, bytes.length);
    return pick(draw, [near, bytes.length - near, draw.integer(bytes.length + 1)]);
  };
  const at = place();
  const piece = bytes.subarray(at, at + 1 + small(draw, 64));
  const number = (): [Buffer, number] => {
    const width = pick(draw, [1, 2, 4, 8]);
    const stored = Buffer.alloc(8);
    const value = BigInt(pick(draw, edges)) + BigInt(draw.integer(3) - 1);
    stored.writeBigUInt64LE(BigInt.asUintN(64, value));
    return [stored.subarray(0, width), width];
  };
  const byte = (value: number): [Buffer, number] => [Buffer.from([value]), 1];
  const times = pick(draw, [2, 3, 10, 100, 1000]);
  /** The bytes that are put at `at`, and how many bytes they replace. */
  const [put, over] = pick<() => [Buffer, number]>(draw, [
    () => byte((bytes[at] ?? 0) ^ (1 << draw.integer(8))),
    () => byte(draw.integer(256)),
    () => byte(pick(draw, [0, 255])),
    number,
    number,
    () => [Buffer.from(bytes.subarray(place()).subarray(0, piece.length)), 0],
    () => [Buffer.alloc(0), piece.length],
    () => [Buffer.alloc(0), bytes.length],
    () => [Buffer.concat(Array<Buffer>(times).fill(piece)), piece.length],
    () => [Buffer.alloc(piece.length, pick(draw, [0, 255, 0x80])), piece.length],
  ])();
  return Buffer.concat([bytes.subarray(0, at), put, bytes.subarray(at + over)]);
}

/** The bytes with one or more damages anywhere, whatever their meaning. */
export function damagedBytes(draw: Draw, bytes: Uint8Array): Buffer {
  let damaged = Buffer.from(bytes);
  do damaged = Buffer.from(damagedOnce(draw, damaged));
  while (chance(draw, 0.4));
  return damaged;
}

/** Marks text in a JSON tree that is written unchanged, and need not be JSON. */
const raw = (text: string): string => `\ue000${text}\ue001`;
const textOf = (tree: unknown): string =>
  JSON.stringify(tree).replace(/"\ue000((?:[^"\\]|\\.)*)\ue001"/g, (_, text) =>
    String(JSON.parse(`"${text}"`)),
  );

const names: readonly string[] = [
  ...['__proto__', 'constructor', 'toString', 'hasOwnProperty', '', ' ', '\u0000', '\ud800'],
  ...['\u202e', 'a.b.c', '../../x', '\u001b[31m', '"', '\\', 'ſ', '0', '-1', 'length', 'type'],
];
const texts: readonly string[] = [
  ...names,
  ...['(a+)+$', '((((((((a*)*)*)*)*)*)*)*)*b', '[', '(?<', 'a{99999}', '(?=x)', '\\p{L}', '.*'],
  ...['F32', 'F16', 'BF16', 'F64', 'I64', 'BOOL', 'F8_E4M3', 'true', 'null', 'none', 'all-linear'],
];
const numbers = [
  '1e999',
  '-1e999',
  '0.1e-400',
  '9'.repeat(400),
  'NaN',
  '01',
  '0.5',
  '5e-324',
  '-0',
];

/** A value of any kind, odd more often than not. */
function anything(draw: Draw): unknown {
  const depth = pick(draw, [2, 5, 100, 10_000]);
  return pick<() => unknown>(draw, [
    () => pick(draw, [null, true, false, [], {}, [[]], [null], [{}]]),
    () => pick(draw, edges),
    () => raw(pick(draw, numbers)),
    () => pick(draw, texts),
    () => pick(draw, texts).repeat(pick(draw, [2, 50, 2000])),
    () => several(draw, 40, () => pick<unknown>(draw, [...edges, ...texts, null])),
    () => Object.fromEntries(several(draw, 40, (i) => [pick(draw, names) + i, pick(draw, edges)])),
    () => raw('['.repeat(depth) + ']'.repeat(depth)),
    () => raw(`${'{"a":'.repeat(depth)}0${'}'.repeat(depth)}`),
  ])();
}

function nudged(draw: Draw, value: unknown): unknown {
  if (typeof value === 'number') return value + pick(draw, [1, -1, 0.5, 8, -8, 2 ** 31, 2 ** 53]);
  if (typeof value === 'string')
    return pick(draw, [`${value}x`, value.slice(1), value.toUpperCase(), `${value}\n`]);
  if (typeof value === 'boolean') return !value;
  if (!Array.isArray(value)) return [value];
  return chance(draw, 0.5) ? [...value, ...value] : value.slice(0, small(draw, value.length));
}

type Node = Record<string, unknown>;

function placesIn(tree: unknown): [parent: Node, key: string][] {
  if (typeof tree !== 'object' || tree === null) return [];
  const parent = tree as Node;
  return Object.keys(parent).flatMap((key) => [[parent, key], ...placesIn(parent[key])]);
}

/** Changes one node of a tree, in place: its value, its name, its type, or its count. */
function changeOne(draw: Draw, tree: object): void {
  const places = placesIn(tree);
  if (places.length === 0) return;
  const [at, key] = pick(draw, places);
  const [elsewhere, other] = pick(draw, places);
  const value = at[key];
  // `__proto__` is a name like any other.
  const define = (name: string, value: unknown) =>
    Object.defineProperty(at, Array.isArray(at) ? at.length : name, {
      value,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  const remove = () => (Array.isArray(at) ? at.splice(Number(key), 1) : delete at[key]);
  pick<() => void>(draw, [
    () => (at[key] = anything(draw)),
    () => (at[key] = anything(draw)),
    () => (at[key] = nudged(draw, value)),
    () => (at[key] = nudged(draw, value)),
    () => (at[key] = raw(textOf(elsewhere[other]))),
    remove,
    () => (remove(), define(pick(draw, names), value)),
    () => define(pick(draw, names), anything(draw)),
    () => (at[key] = raw(`${textOf(value)},${JSON.stringify(key)}:${textOf(value)}`)), // twice
  ])();
}

/** The text of a value with one or more nodes changed; the value itself is not modified. */
export function damagedJson(draw: Draw, value: object): string {
  const tree = structuredClone(value);
  do changeOne(draw, tree);
  while (chance(draw, 0.4));
  return textOf(chance(draw, 0.02) ? anything(draw) : tree);
}

/** A file of safetensors with another header, or other bytes anywhere. */
export function damagedSafetensors(draw: Draw, bytes: Buffer): Buffer {
  if (chance(draw, 0.3)) return damagedBytes(draw, bytes);
  const end = 8 + Number(bytes.readBigUInt64LE());
  const header = JSON.parse(bytes.toString('utf8', 8, end)) as object;
  const json = Buffer.from(damagedJson(draw, header));
  const length = Buffer.alloc(8);
  const claimed = chance(draw, 0.1) ? pick(draw, edges) : json.length;
  length.writeBigUInt64LE(BigInt.asUintN(64, BigInt(claimed)));
  return Buffer.concat([length, json, bytes.subarray(end)]);
}

/** Files of a folder, by name. */
export type Files = Readonly<Record<string, string | Uint8Array>>;

/** A format under test: its files, its reader, and its errors. */
export interface Format {
  /** Valid files, one of each known form. */
  readonly sound: readonly Files[];
  /** Damages the files of one valid form; by default, their bytes. */
  readonly damaged?: (draw: Draw, files: Files) => Files;
  readonly read: (folder: string) => Promise<unknown>;
  /** The classes of errors that refuse a file. */
  readonly refusals: readonly (abstract new (...args: never[]) => Error)[];
  /** Bytes that reading may always take, where a small file may hold much more, as a compressed one does. */
  readonly memory?: number;
  /** How many damaged files are tried by default: few where each starts a process. */
  readonly runs?: number;
}

const damagedFiles = (draw: Draw, files: Files): Files =>
  Object.fromEntries(
    Object.entries(files).map(([name, content]) => [
      name,
      damagedBytes(draw, Buffer.from(content)),
    ]),
  );

const MiB = 2 ** 20;

/** The process's peak memory since the peak was last reset, in bytes; 0 if the system is not Linux. */
function peakMemory({ forget }: { forget: boolean }): number {
  try {
    if (forget) writeFileSync('/proc/self/clear_refs', '5');
    return 1024 * Number(/VmHWM:\s*(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]);
  } catch {
    return 0;
  }
}

/**
 * The memory that `work` takes, in bytes, and its processor time in milliseconds, which other programs do not
 * lengthen.
 */
async function taken(work: () => Promise<void>): Promise<{ memory: number; time: number }> {
  const before = peakMemory({ forget: true });
  const worked = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(worked);
  return { memory: peakMemory({ forget: false }) - before, time: (user + system) / 1000 };
}

function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
}

/** Messages are for people: quotes are cut short, and none contains terminal controls. */
const longestMessage = 5000;
const controls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/; // oxlint-disable-line no-control-regex

/**
 * Tests that valid files are read, and that damaged ones are read or refused by one of our errors. Either takes at most
 * twice the file's size plus 64 MiB of memory, and a processor second per MiB. `SINGLORA_RUNS`: how many damaged files.
 */
export function readsOrRefuses(
  what: string,
  { sound, damaged = damagedFiles, read, refusals, memory = 0, runs = 60 }: Format,
): void {
  describe(what, () => {
    const folder = folderForAllTests();

    function put(files: Files): number {
      rmSync(folder, { recursive: true });
      mkdirSync(folder);
      for (const [name, content] of Object.entries(files))
        writeFileSync(join(folder, name), content);
      return Object.values(files).reduce((sum, content) => sum + Buffer.byteLength(content), 0);
    }

    async function attempt(): Promise<void> {
      try {
        await read(folder);
      } catch (error) {
        if (!refusals.some((refusal) => error instanceof refusal)) throw error;
        const { message } = error as Error;
        expect(message.length).toBeLessThanOrEqual(longestMessage);
        expect(message).not.toMatch(controls);
      }
    }

    it('is read where it is sound', async () => {
      for (const files of sound) {
        put(files);
        await read(folder);
      }
    });

    const numRuns = Number(process.env['SINGLORA_RUNS'] ?? runs);
    test.prop([draws], { numRuns })('is read or refused where it is damaged', async (draw) => {
      const bytes = put(damaged(draw, pick(draw, sound)));
      const most = {
        memory: Math.max(2 * bytes + 64 * MiB, memory),
        time: 1000 * Math.max(1, Math.ceil(bytes / MiB)),
      };
      const isOver = (spent: typeof most) => spent.memory > most.memory || spent.time > most.time;
      if (!isOver(await taken(attempt))) return;
      // Earlier garbage counts too, so an excess is a fault only if it occurs again.
      collectGarbage();
      const spent = await taken(attempt);
      if (isOver(spent)) expect.fail(`${JSON.stringify(spent)} is over ${JSON.stringify(most)}`);
    });
  });
}
