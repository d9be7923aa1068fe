import { createHash, type Hash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import { replaceFile } from '@singlora/core/disk';
import { encodeHeader, fromFloat16, openSafetensors, toFloat16 } from '@singlora/core/formats';
import type { Example, Prefix } from '@singlora/training';
import { GlueError, messages } from './errors.ts';

/** The model, layer and examples of a file's states. */
export interface PrefixSubject {
  /** The model: its weights' hashes, its precision. */
  readonly model: readonly string[];
  /** The layer whose input the states are, counted from 0. */
  readonly layer: number;
  /** The size of a token's state. */
  readonly width: number;
  readonly examples: readonly Example[];
}

/** A prefix on the disk. */
export interface KeptPrefix extends Prefix {
  /** Closes the file; nothing can be read afterwards. */
  close(): void;
}

/** The version of the files, raised whenever the computation of the states or the layout changes. */
const version = 2;
/** The bytes of a half-precision value. */
const half = 2;
/** The exponent's bits in half precision: all are set in values that are not finite. */
const exponent = 0x7c00;

/** SHA-256 of all that decides the states. */
export function prefixFingerprint({ model, layer, width, examples }: PrefixSubject): string {
  const hash = createHash('sha256').update(JSON.stringify([version, model, layer, width]));
  for (const { ids, typeIds } of examples)
    hash.update(Int32Array.of(ids.length)).update(ids).update(typeIds);
  return hash.digest('hex');
}

const tokensOf = ({ examples }: PrefixSubject): number =>
  examples.reduce((sum, { ids }) => sum + ids.length, 0);

/** The size of the states in bytes. */
export const stateBytes = (subject: PrefixSubject): number =>
  tokensOf(subject) * subject.width * half;

/** The hash of the subject, to be updated with the states; its digest is at the end of the file. */
const sealOf = (subject: PrefixSubject): Hash =>
  createHash('sha256').update(prefixFingerprint(subject));

/**
 * Writes states in half precision, completely or not at all.
 * @param computed the layer's input for each example in turn, `[tokens, width]`
 * @throws errors of the file system and of `computed`; Error for a state that exceeds half precision
 */
export async function writePrefix(
  path: string,
  subject: PrefixSubject,
  computed: AsyncIterable<Float32Array>,
): Promise<void> {
  const seal = sealOf(subject);
  const header = encodeHeader(path, {
    states: { dtype: 'F16', shape: [tokensOf(subject), subject.width] },
    seal: { dtype: 'U8', shape: [32] },
  });
  await replaceFile(path, async (file) => {
    for (const bytes of header) await file.appendFile(bytes);
    for await (const states of computed) {
      const halves = toFloat16(states);
      if (halves.some((number) => (number & exponent) === exponent))
        throw new Error('some are too large for half precision');
      const bytes = new Uint8Array(halves.buffer);
      seal.update(bytes);
      await file.appendFile(bytes);
    }
    await file.appendFile(seal.digest());
  });
}

/**
 * Opens a file of states. They are read on use, so their number takes no memory.
 * @throws Error, of `formats` too, where the file differs from what was written for this subject
 */
export async function openPrefix(path: string, subject: PrefixSubject): Promise<KeptPrefix> {
  const { layer, width, examples } = subject;
  const place = await placeOf(path);
  const size = stateBytes(subject);
  if (place.size !== size) throw new Error(`it holds ${place.size} bytes, expected ${size}`);
  const file = openSync(path, 'r');
  try {
    const found = sealOf(subject);
    for (const piece of piecesOf(file, place)) found.update(piece);
    if (!found.digest().equals(place.seal))
      throw new Error('its states are not those that were written');
  } catch (error) {
    closeSync(file);
    throw error;
  }
  let next = place.start;
  const starts = examples.map(({ ids }) => {
    const start = next;
    next += ids.length * width * half;
    return start;
  });
  const longest = examples.reduce((most, { ids }) => Math.max(most, ids.length), 0);
  const halves = new Uint16Array(longest * width);
  return {
    layer,
    width,
    read(example, states) {
      const count = (examples[example]?.ids.length ?? 0) * width;
      const bytes = count * half;
      // Otherwise values of the previous read would remain where the file has none.
      if (readAll(file, halves, bytes, starts[example] ?? 0) < bytes)
        throw new GlueError('GLUE_STATES', messages.cutStates(path));
      fromFloat16(halves, states.subarray(0, count));
    },
    close: () => closeSync(file),
  };
}

/** The position of the states in a file, in bytes, and the file's seal. */
async function placeOf(path: string): Promise<{ start: number; size: number; seal: Uint8Array }> {
  const file = await openSafetensors(path);
  try {
    const { start, end } = file.info('states');
    return { start, size: end - start, seal: (await file.read('seal')).bytes };
  } finally {
    await file.close();
  }
}

function* piecesOf(file: number, { start, size }: { start: number; size: number }) {
  const buffer = Buffer.alloc(Math.min(size, 1 << 20));
  for (let at = 0; at < size; at += buffer.length) {
    const piece = buffer.subarray(0, Math.min(buffer.length, size - at));
    readAll(file, piece, piece.length, start + at);
    yield piece;
  }
}

/** Reads `bytes` bytes from a position on, which may take several calls; returns how many there were. */
function readAll(file: number, into: NodeJS.ArrayBufferView, bytes: number, from: number): number {
  let read = 0;
  while (read < bytes) {
    const more = readSync(file, into, read, bytes - read, from + read);
    if (more === 0) break;
    read += more;
  }
  return read;
}
