import { parquetTooLarge } from '../errors.ts';

const MiB = 2 ** 20;

/**
 * The most memory that the rows of a file may take, by its size in bytes. Columns pack well, those of few different values a hundredfold
 * and more, so this is wider than for other files; what small ones may claim is the same.
 */
const memoryForRows = (fileBytes: number): number => 8 * fileBytes + 32 * MiB;

/** The most that a page may take beside its column, which may be the whole file: with both it is what other readers may. */
const memoryForPage = (fileBytes: number): number => fileBytes + 64 * MiB;

/** Counts what reading a file comes to, before memory is taken for it. */
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
