import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { parseJson } from '@singlora/core/formats';
import type { AddedRun } from './add-finished.ts';
import { pieceRecord } from './archived-artifact.ts';
import { checkLength, runIn, type FinishedRun } from './archived-run.ts';
import { compressionOf, isOfCompression } from './compression.ts';
import { archiveDamaged, archiveOutdated, storageError } from './errors.ts';

const NEWLINE = 0x0a;
/** The memory for the one value of a piece's line, in bytes. */
const pieceMemory = 1 << 20;

/** The lines of an archive, one after the other, and the artifacts that lie in them. */
export class ArchiveLines {
  readonly #path: string;
  readonly #lines: AsyncGenerator<Buffer>;
  #number = 0;

  constructor(path: string) {
    this.#path = path;
    this.#lines = linesOf(path, this.fail);
  }

  /** Makes an error of a problem of the line that was asked for last. */
  readonly fail = (problem: string, cause?: unknown): Error =>
    archiveDamaged(this.#path, this.#number, problem, cause);

  /** The run in a line, without its pieces. */
  readonly runIn = (line: Buffer): FinishedRun =>
    runIn(line, this.fail, (problem) => archiveOutdated(this.#path, this.#number, problem));

  async next(): Promise<Buffer | undefined> {
    this.#number += 1;
    const next = await this.#lines.next();
    return next.done === true ? undefined : next.value;
  }

  /** The run with its artifacts, of which the larger ones are read on demand: each once, in their order. */
  withPieces(run: FinishedRun): AddedRun {
    const artifacts = run.artifacts.map((artifact) => {
      const { content } = artifact;
      return {
        ...artifact,
        content: 'lines' in content ? this.#pieces(artifact.sha256, content.lines) : content,
      };
    });
    return { ...run, artifacts };
  }

  /** Reads on to the end of a run's artifacts. */
  async pass({ artifacts }: AddedRun): Promise<void> {
    for (const { content } of artifacts) {
      if (content instanceof Uint8Array) continue;
      const pieces = content[Symbol.asyncIterator]();
      while ((await pieces.next()).done !== true);
    }
  }

  async close(): Promise<void> {
    await this.#lines.return(undefined);
  }

  async *#pieces(sha256: string, lines: number): AsyncGenerator<Buffer> {
    const all = createHash('sha256');
    for (let left = lines; left > 0; left--) {
      const line = await this.next();
      if (line === undefined) throw this.fail('is missing, and should hold a part of an artifact');
      const read = pieceRecord.safeParse(parseJson(line, pieceMemory, this.fail));
      if (!read.success) throw this.fail('is no part of an artifact');
      all.update(read.data.base64);
      yield read.data.base64;
    }
    if (all.digest('hex') !== sha256)
      throw this.fail('ends an artifact that is not what its SHA-256 says');
  }
}

/** Yields the lines of a compressed text, without line ends. @throws the error that `fail` makes of the problem */
async function* linesOf(path: string, fail: ArchiveLines['fail']): AsyncGenerator<Buffer> {
  let parts: Buffer[] = [];
  let length = 0;
  const take = (end: Buffer) => {
    const line = Buffer.concat([...parts, end]);
    [parts, length] = [[], 0];
    return line;
  };
  try {
    for await (let piece of unzipped(path)) {
      for (let end = piece.indexOf(NEWLINE); end >= 0; end = piece.indexOf(NEWLINE)) {
        yield take(piece.subarray(0, end));
        piece = piece.subarray(end + 1);
      }
      parts.push(piece);
      length += piece.length;
      checkLength(length, fail);
    }
  } catch (error) {
    if (isOfCompression(error)) {
      const { name } = compressionOf(path);
      throw fail(`is not ${name}, damaged or cut short`, error);
    }
    throw storageError(error, path);
  }
  if (length > 0) throw fail('is cut short');
}

/** Errors of the file are passed on to the reader of the text. */
function unzipped(path: string): AsyncIterable<Buffer> {
  const file = createReadStream(path);
  const text = compressionOf(path).decompress();
  file.once('error', (error) => text.destroy(error));
  text.once('close', () => file.destroy());
  return file.pipe(text);
}
