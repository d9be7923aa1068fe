import { isAscii, isUtf8 } from 'node:buffer';
import { closedOnError } from './file-bytes.ts';
import { openBytes } from './open-bytes.ts';
import { memoryForRows } from './memory-budget.ts';

const pieceBytes = 1 << 20;
/** The longest line, in bytes; a row of texts is far shorter. */
export const longestLine = 16 << 20;
const byteOrderMark = Buffer.from('\ufeff');
const newline = 0x0a;
const nothing = Buffer.alloc(0);

/**
 * Yields the lines of a file in turn, without their ends, numbered from 1. The caller reports the bytes
 * that it keeps of each; the total is limited by the file's size.
 *
 * @throws the error that `fail` makes for a line that is too long, or with which too much is kept; FormatError `FORMAT_UNREADABLE`
 */
export async function eachLine(
  path: string,
  fail: (line: number, problem: string) => Error,
  take: (line: Buffer, number: number) => number,
): Promise<void> {
  const file = await openBytes(path);
  let [number, kept] = [0, 0];
  let rest: Buffer = nothing;
  const pass = (line: Buffer): void => {
    const begins = ++number === 1 && line.indexOf(byteOrderMark) === 0;
    kept += take(begins ? line.subarray(byteOrderMark.length) : line, number);
    if (kept > memoryForRows(file.size))
      throw fail(number, 'the rows up to here would take far more memory than the file. Split it');
  };
  await closedOnError(file, async () => {
    const piece = Buffer.alloc(Math.min(pieceBytes, file.size));
    for (let at = 0; at < file.size; at += piece.length) {
      const part = piece.subarray(0, Math.min(piece.length, file.size - at));
      await file.readInto(part, at);
      let start = 0;
      for (let end = part.indexOf(newline); end >= 0; end = part.indexOf(newline, start)) {
        const line = end === start ? nothing : part.subarray(start, end);
        pass(rest === nothing ? line : Buffer.concat([rest, line]));
        rest = nothing;
        start = end + 1;
      }
      if (start < part.length) rest = Buffer.concat([rest, part.subarray(start)]);
      if (rest.length > longestLine)
        throw fail(number + 1, `it has more than ${longestLine} bytes`);
    }
    if (rest !== nothing) pass(rest);
  });
  await file.close();
}

/** The bytes that a line's text takes in memory: one per character if all are ASCII, else up to two. */
export function textBytes(line: Buffer, fail: (problem: string) => Error): number {
  if (isAscii(line)) return line.length;
  if (!isUtf8(line)) throw fail('it is not UTF-8');
  return 2 * line.length;
}
