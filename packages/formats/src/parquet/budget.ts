import { parquetTooLarge } from '../errors.ts';

const MiB = 2 ** 20;

/**
 * What the rows of a file of so many bytes may come to. Columns pack well, those of few different values a hundredfold
 * and more, so this is wider than for other files; what small ones may claim is the same.
 */
const memoryForRows = (fileBytes: number): number => 8 * fileBytes + 32 * MiB;

/** Counts what reading a file comes to, before memory is taken for it. */
export class Budget {
  readonly #path: string;
  readonly #most: number;
  #kept = 0;

  constructor(path: string, fileBytes: number) {
    this.#path = path;
    this.#most = memoryForRows(fileBytes);
  }

  /** For as long as it takes to read a part. @throws FormatError where that is too much */
  check(bytes: number, what: string): void {
    if (!(this.#kept + bytes <= this.#most)) throw parquetTooLarge(this.#path, what);
  }

  /** For good. @throws FormatError where that is too much */
  keep(bytes: number, what: string): void {
    this.check(bytes, what);
    this.#kept += bytes;
  }
}
