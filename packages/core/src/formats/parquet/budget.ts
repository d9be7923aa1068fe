import { parquetTooLarge } from '../errors.ts';
import { memoryForRows } from '../memory-budget.ts';

const MiB = 2 ** 20;

/** The most that a page may take besides its column, which may be the whole file: together they match the limit of other readers. */
const memoryForPage = (fileBytes: number): number => fileBytes + 64 * MiB;

/** Counts the memory that reading a file takes, before it is allocated. */
export class Budget {
  readonly #path: string;
  readonly #most: number;
  readonly #mostOfPage: number;
  #kept = 0;

  constructor(path: string, fileBytes: number) {
    this.#path = path;
    this.#most = memoryForRows(fileBytes);
    this.#mostOfPage = memoryForPage(fileBytes);
  }

  /** Counts memory that is needed while a part is read. @throws FormatError where that is too much */
  check(bytes: number, what: string): void {
    if (!(this.#kept + bytes <= this.#most)) throw parquetTooLarge(this.#path, what);
  }

  /** Counts memory that is needed while a page is unpacked. @throws FormatError where that is too much */
  checkPage(bytes: number): void {
    this.check(bytes, 'a page');
    if (!(bytes <= this.#mostOfPage)) throw parquetTooLarge(this.#path, 'a page');
  }

  /** Counts memory that is kept. @throws FormatError where that is too much */
  keep(bytes: number, what: string): void {
    this.check(bytes, what);
    this.#kept += bytes;
  }
}
