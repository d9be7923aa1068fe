import { pickleError } from '../errors.ts';
import { MoreNeeded } from '../file-start.ts';
import { memoryFor } from '../memory-budget.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const longestName = 1000;

/** Reads a pickle's numbers and texts in turn, and counts the memory that they take. */
export class PickleCursor {
  at = 0;
  readonly where: string;
  readonly #bytes: Uint8Array;
  readonly #data: DataView;
  readonly #end: number;
  readonly #most: number;
  #kept: number;

  /**
   * @param bytes the loaded bytes, out of `end`
   * @param fileBytes the size of the whole file, by which memory is measured
   */
  constructor(where: string, bytes: Uint8Array, end: number, fileBytes: number) {
    this.where = where;
    this.#bytes = bytes;
    this.#data = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#end = end;
    this.#most = memoryFor(fileBytes);
    this.#kept = bytes.byteLength;
  }

  /** Counts memory that stays allocated. @throws FormatError where that is more than suits the file's size */
  keep(bytes: number): void {
    this.#kept += bytes;
    if (this.#kept > this.#most)
      throw this.fail(`by byte ${this.at} of its pickle, it holds too much for the file's size`);
  }

  fail(problem: string): Error {
    return pickleError(this.where, problem);
  }

  /** Skips `count` bytes and returns their start. */
  #pass(count: number): number {
    const start = this.at;
    if (start + count > this.#end)
      throw this.fail(
        `its pickle wants ${count} bytes at byte ${start}, and ${this.#end - start} are left`,
      );
    if (start + count > this.#bytes.byteLength) throw new MoreNeeded();
    this.at += count;
    return start;
  }

  u8(): number {
    return this.#data.getUint8(this.#pass(1));
  }

  u16(): number {
    return this.#data.getUint16(this.#pass(2), true);
  }

  i32(): number {
    return this.#data.getInt32(this.#pass(4), true);
  }

  u32(): number {
    return this.#data.getUint32(this.#pass(4), true);
  }

  /** A length in 64 bits. One that is not exact exceeds any file's size. */
  u64(): number {
    return Number(this.#data.getBigUint64(this.#pass(8), true));
  }

  /** Big-endian, as in pickles. */
  f64(): number {
    return this.#data.getFloat64(this.#pass(8));
  }

  /** A whole number of `count` bytes, in two's complement; a bigint where a number would not be exact. */
  long(count: number): number | bigint {
    this.keep(count);
    const bytes = this.take(count);
    let value = 0n;
    for (let i = count - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[i] as number);
    const signed = BigInt.asIntN(8 * count, value);
    const number = Number(signed);
    return Number.isSafeInteger(number) ? number : signed;
  }

  take(count: number): Uint8Array {
    const start = this.#pass(count);
    return this.#bytes.subarray(start, start + count);
  }

  text(count: number): string {
    const bytes = this.take(count);
    this.keep(40 + 2 * count);
    try {
      return utf8.decode(bytes);
    } catch {
      throw this.fail(`the text at byte ${this.at - count} of its pickle is not UTF-8`);
    }
  }

  /** A text up to the end of its line, as names are written. */
  line(): string {
    const start = this.at;
    while (this.u8() !== 0x0a) {
      if (this.at - start > longestName)
        throw this.fail(`the name at byte ${start} of its pickle has no end`);
    }
    const length = this.at - start - 1;
    this.at = start;
    const text = this.text(length);
    this.at++;
    return text;
  }
}
