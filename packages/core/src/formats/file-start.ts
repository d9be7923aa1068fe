import type { FileBytes } from './file-bytes.ts';

/** Thrown where more of the file is needed to continue. */
export class MoreNeeded extends Error {}

/** The number of bytes read first; four times as many whenever these are too few. */
const firstLook = 1 << 20;
/** The most bytes of a file's start that are read: vocabularies of the largest models take some 15 MB. */
export const maxStartBytes = 100_000_000;

/**
 * Parses the start of a file, where its length is not known in advance.
 *
 * @param parse parses the first bytes; throws `MoreNeeded` where they do not suffice, and is then called again with more
 * @throws what `tooLong` makes, where `maxStartBytes` do not suffice
 */
export async function parseStart<T>(
  file: FileBytes,
  parse: (first: Uint8Array) => T,
  tooLong: () => Error,
): Promise<T> {
  for (let look = firstLook; ; look *= 4) {
    const length = Math.min(look, file.size, maxStartBytes);
    try {
      return parse(await file.read(0, length));
    } catch (error) {
      if (!(error instanceof MoreNeeded)) throw error;
      if (length < look) throw tooLong();
    }
  }
}
