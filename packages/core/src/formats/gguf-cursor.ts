import { ggufError } from './errors.ts';
import { MoreNeeded } from './file-start.ts';
import { memoryFor } from './memory-budget.ts';

/** The memory of a text besides its characters, including its list entry, in bytes. */
const costOfText = 40;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Reads successive numbers and texts from the start of a file, of which the first part is loaded.
 * Everything that the file claims is checked against its real size before memory is allocated.
 */
export class GgufCursor {
  at = 0;
  readonly where: string;
  readonly fileBytes: number;
  readonly #bytes: Uint8Array;
  readonly #data: DataView;
  #kept: number;

  constructor(where: string, bytes: Uint8Array, fileBytes: number) {
    this.where = where;
    this.fileBytes = fileBytes;
    this.#bytes = bytes;
    this.#data = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#kept = bytes.byteLength;
  }

  /** Counts the memory of decoded values. @throws FormatError where that is too much for the file's size */
  keep(bytes: number, what: string): void {
    this.#kept += bytes;
    if (this.#kept > memoryFor(this.fileBytes))
      throw ggufError(this.where, `with ${what}, its header holds too much for the file's size`);
  }

  /** Skips `count` bytes and returns where they start. `what` names them in errors. */
  #pass(count: number, what: string): number {
    const start = this.at;
    this.fits(count, 1, what);
    if (start + count > this.#bytes.byteLength) throw new MoreNeeded();
    this.at += count;
    return start;
  }

  /** @throws FormatError unless the rest of the file can hold so many items of at least `leastBytes` each */
  fits(count: number, leastBytes: number, what: string): void {
    const rest = this.fileBytes - this.at;
    if (count > rest / leastBytes) {
      const items = leastBytes > 1 ? `${count} entries` : `${count} bytes`;
      throw ggufError(
        this.where,
        `${what} claims ${items} at byte ${this.at}, but only ${rest} bytes are left`,
      );
    }
  }

  u32(what: string): number {
    return this.#data.getUint32(this.#pass(4, what), true);
  }

  u64(what: string): bigint {
    return this.#data.getBigUint64(this.#pass(8, what), true);
  }

  /** A 64-bit count, small enough for a file that a computer can hold. */
  count(what: string): number {
    const value = this.u64(what);
    if (value > BigInt(Number.MAX_SAFE_INTEGER))
      throw ggufError(this.where, `${what} claims ${value}`);
    return Number(value);
  }

  /** A view of the next bytes. */
  take(count: number, what: string): DataView {
    const start = this.#pass(count, what);
    return new DataView(this.#bytes.buffer, this.#bytes.byteOffset + start, count);
  }

  text(what: string): string {
    const length = this.count(what);
    const start = this.#pass(length, what);
    this.keep(costOfText + length, what);
    try {
      return utf8.decode(this.#bytes.subarray(start, start + length));
    } catch {
      throw ggufError(this.where, `${what} is not UTF-8`);
    }
  }
}
