import { createHash, hash } from 'node:crypto';
import { open, readFile } from 'node:fs/promises';
import { z } from 'zod';
import { ARTIFACT_NAME } from './artifact.ts';
import { listOf } from './each-entry.ts';
import { artifactChanged } from './errors.ts';
import type { ArtifactRecord, RunRecord } from './records.ts';
import { artifactToDigits, hasDigits } from './significant-digits.ts';

// A small artifact lies within its run's line of an archive; a larger one in lines after that, of any number.

/** The bytes in one such line; a multiple of three, which base 64 need not pad. */
const PIECE = 3 << 20;
/** The maximum size within a run's line, of one artifact and of all, in bytes. */
const most = { one: 1 << 20, all: 4 << 20 };

/** An artifact for an archive, with its content or the pieces of it. */
export interface ArchivedArtifact {
  readonly name: string;
  readonly sha256: string;
  readonly content: Buffer | Pieces;
}

interface Pieces {
  /** One a line. */
  readonly lines: number;
  readonly read: () => Iterable<Buffer> | AsyncIterable<Buffer>;
}

/**
 * A run's artifacts for an archive.
 *
 * @param digits of numbers in JSON artifacts; all by default
 * @throws TrackingError ARTIFACT_CHANGED, also while pieces are read
 */
export async function artifactsOf(
  { id, artifacts }: Pick<RunRecord, 'id' | 'artifacts'>,
  digits: number | undefined,
): Promise<ArchivedArtifact[]> {
  const all: ArchivedArtifact[] = [];
  let room = most.all;
  for (const file of artifacts) {
    const isRounded = digits !== undefined && hasDigits(file.name);
    const fits = (bytes: number) => bytes <= Math.min(most.one, room);
    if (!isRounded && !fits(file.bytes)) {
      const lines = Math.ceil(file.bytes / PIECE);
      const { name, sha256 } = file;
      all.push({ name, sha256, content: { lines, read: () => piecesOf(id, file) } });
      continue;
    }
    const content = await contentOf(id, file, digits);
    const own = { name: file.name, sha256: hash('sha256', content) };
    if (fits(content.length)) {
      room -= content.length;
      all.push({ ...own, content });
    } else {
      const lines = Math.ceil(content.length / PIECE);
      all.push({ ...own, content: { lines, read: () => cut(content) } });
    }
  }
  return all;
}

async function contentOf(id: string, { name, path, sha256 }: ArtifactRecord, digits?: number) {
  const content = await readFile(path).catch(() => undefined);
  if (content === undefined || hash('sha256', content) !== sha256) throw artifactChanged(id, path);
  return digits === undefined ? content : artifactToDigits(name, content, digits);
}

function* cut(content: Buffer): Generator<Buffer> {
  for (let at = 0; at < content.length; at += PIECE) yield content.subarray(at, at + PIECE);
}

async function* piecesOf(id: string, { path, bytes, sha256 }: ArtifactRecord) {
  const all = createHash('sha256');
  const file = await open(path).catch(() => {
    throw artifactChanged(id, path);
  });
  try {
    for (let at = 0; at < bytes; at += PIECE) {
      const piece = Buffer.alloc(Math.min(PIECE, bytes - at));
      const { bytesRead } = await file.read(piece, 0, piece.length, at);
      if (bytesRead < piece.length) throw artifactChanged(id, path);
      all.update(piece);
      yield piece;
    }
  } finally {
    await file.close();
  }
  if (all.digest('hex') !== sha256) throw artifactChanged(id, path);
}

/** The line of a piece. */
export const pieceLine = (piece: Buffer): string =>
  JSON.stringify({ base64: piece.toString('base64') });

export const pieceRecord = z.strictObject({
  base64: z.base64().transform((text) => Buffer.from(text, 'base64')),
});

/** Whether a file system can hold it; longer names would fail in the midst of an import. */
const isShort = (name: string) =>
  name.length <= 1_000 && name.split('/').every(({ length }) => length <= 255);

const content = z.union([
  z.strictObject({ text: z.string() }).transform(({ text }) => Buffer.from(text)),
  z.strictObject({ base64: z.base64() }).transform(({ base64 }) => Buffer.from(base64, 'base64')),
  z.strictObject({ lines: z.int().positive() }),
]);

/** An artifact in a run's line: its content, or the number of lines that follow with it. */
const artifact = z
  .strictObject({
    name: z
      .string()
      .regex(ARTIFACT_NAME, 'is no name of an artifact')
      .refine(isShort, 'is too long a name'),
    sha256: z.string(),
    content,
  })
  .refine(
    ({ sha256, content: own }) => 'lines' in own || hash('sha256', own) === sha256,
    'is not what its SHA-256 says',
  );

/** The artifacts of a run: each can be a file beside the others. */
export const archivedArtifacts = listOf(artifact)
  .refine((all) => new Set(all.map(({ name }) => name)).size === all.length, 'share a name')
  .superRefine((all, context) => {
    const names = new Set(all.map(({ name }) => name));
    const folder = all.flatMap(({ name }) => foldersOf(name)).find((one) => names.has(one));
    if (folder === undefined) return;
    context.addIssue({ code: 'custom', message: `have ${folder} both as a file and as a folder` });
  });

/** `a` and `a/b` of `a/b/c`. */
function foldersOf(name: string): string[] {
  const parts = name.split('/');
  return parts.slice(1).map((_, at) => parts.slice(0, at + 1).join('/'));
}
