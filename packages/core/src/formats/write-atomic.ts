import type { FileHandle } from 'node:fs/promises';
import { CodedError } from '../errors/index.ts';
import { replaceFile } from '../disk/index.ts';
import { unwritable } from './errors.ts';

/** The content of a file to write; pieces are written one after the other. */
export type FileContent = string | Uint8Array | Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

function pieces(content: FileContent): Iterable<Uint8Array> | AsyncIterable<Uint8Array> {
  if (typeof content === 'string') return [Buffer.from(content)];
  return content instanceof Uint8Array ? [content] : content;
}

async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.byteLength;) {
    done += (await file.write(bytes, done)).bytesWritten;
  }
}

/**
 * Writes a file completely or not at all, like `replaceFile`. Makes missing folders.
 *
 * @throws FormatError `FORMAT_DISK_FULL` or `FORMAT_UNWRITABLE`, or the error of making a piece; no partial file is left.
 */
export async function writeFileAtomic(path: string, content: FileContent): Promise<void> {
  try {
    await replaceFile(path, async (file) => {
      let written = Promise.resolve();
      // Each piece is made while the previous one is written.
      for await (const piece of pieces(content)) {
        await written;
        written = writeAll(file, piece);
        written.catch(() => undefined); // It is thrown where it is waited for.
      }
      await written;
    });
  } catch (cause) {
    throw cause instanceof CodedError ? cause : unwritable(path, cause);
  }
}
