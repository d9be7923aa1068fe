import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { replaceFile } from '@singlora/files';
import { checkLength, lineOf, runIn } from './archived-run.ts';
import { compressionOf, isOfCompression } from './compression.ts';
import { archiveDamaged, runTooLarge, storageError } from './errors.ts';
import { grouped } from './grouped.ts';
import { isDamaged, type ListedRun, type MetricPoint, type RunRecord } from './records.ts';
import type { Tracking } from './tracking.ts';

/** What to export; by default every finished run in full. */
export interface ExportFilter {
  /** Whether to export a finished run. */
  isWanted?: (run: ListedRun) => boolean;
  /** The minimum number of steps between a metric's points after the first; the last is always kept. All points by default. */
  every?: number;
  /** Names of artifacts, or of folders of artifacts, to leave out. */
  without?: readonly string[];
  /** The significant digits of learning curves and of numbers in JSON artifacts; all by default. */
  digits?: number;
}

const NEWLINE = 0x0a;

/**
 * Writes finished runs to a new archive at `path`, whole or not at all: Brotli where its name ends in `.br`, else gzip; one line of JSON
 * per run, in the order of their starts. The same runs give the same bytes. `lineOf` says what is left out. Returns how many were
 * written, how many matching runs were not because they are unfinished or damaged, and which names of `without` no artifact of the
 * written has. Without any run no file is written.
 *
 * @throws TrackingError ARTIFACT_CHANGED; RUN_TOO_LARGE; CANNOT_OPEN and the like where the file cannot be written
 */
export async function exportRuns(
  tracking: Tracking,
  path: string,
  { isWanted = () => true, ...kept }: ExportFilter = {},
): Promise<{ exported: number; leftOut: number; unused: readonly string[] }> {
  const finished: Pick<RunRecord, 'id' | 'startedAt'>[] = [];
  const unused = new Set(kept.without);
  let leftOut = 0;
  for await (const run of tracking.each()) {
    if (!isWanted(run)) continue;
    if (!isFinished(run)) {
      leftOut += 1;
      continue;
    }
    finished.push({ id: run.id, startedAt: run.startedAt });
    for (const left of unused)
      if (run.artifacts.some(({ name }) => isIn(name, left))) unused.delete(left);
  }
  if (finished.length === 0) return { exported: 0, leftOut, unused: [...unused] };
  const order = ({ startedAt, id }: (typeof finished)[number]) => `${startedAt} ${id}`;
  finished.sort((a, b) => (order(a) < order(b) ? -1 : 1));
  let unwritten: unknown; // where a write fails, Node 20 throws that the pipeline was aborted
  const keep = (error: unknown) => {
    unwritten = error;
    throw error;
  };
  try {
    await replaceFile(path, (file) =>
      pipeline(
        Readable.from(lines(tracking, finished, kept)),
        compressionOf(path).compress(),
        async (pieces: AsyncIterable<Buffer>) => {
          for await (const piece of pieces) await file.writeFile(piece).catch(keep); // each after the one before
        },
      ),
    );
  } catch (error) {
    throw storageError(unwritten ?? error, path);
  }
  return { exported: finished.length, leftOut, unused: [...unused] };
}

const isFinished = (run: ListedRun): run is RunRecord =>
  !isDamaged(run) && run.status === 'finished';

/** Whether an artifact is the one with this name, or lies in the folder with it. */
const isIn = (artifact: string, name: string) =>
  artifact === name || artifact.startsWith(`${name}/`);

async function* lines(
  tracking: Tracking,
  runs: readonly { id: string }[],
  { every = 1, without = [], digits }: Pick<ExportFilter, 'every' | 'without' | 'digits'>,
) {
  for (const { id } of runs) {
    const recorded = await tracking.get(id);
    const artifacts = recorded.artifacts.filter(
      ({ name }) => !without.some((left) => isIn(name, left)),
    );
    const run = { ...recorded, artifacts };
    const contents = new Map<string, Buffer>();
    for (const { name, path } of run.artifacts) {
      const content = await readFile(path).catch(() => undefined); // reported as missing below
      if (content !== undefined) contents.set(name, content);
    }
    const metrics = thinned(await tracking.metrics(id), every);
    const fail = (problem: string) => runTooLarge(run, problem);
    const line = bytesOf(() => lineOf(run, metrics, contents, digits), fail);
    runIn(line, fail); // an export must be importable
    yield line;
    yield '\n';
  }
}

/** The bytes of a text; an error for more than a string can hold. */
function bytesOf(make: () => string, fail: (problem: string) => Error): Buffer {
  try {
    return Buffer.from(make());
  } catch (error) {
    const isTooLong =
      error instanceof RangeError ||
      (error as Error & { code?: unknown }).code === 'ERR_STRING_TOO_LONG';
    throw isTooLong ? fail('has more bytes than a text can hold') : error;
  }
}

/**
 * Thins each key's points: the first, each at least `every` steps after the previous kept one, and
 * the last. Sparse curves stay whole.
 */
function thinned(points: readonly MetricPoint[], every: number): MetricPoint[] {
  return [...grouped(points, ({ key }) => key).values()].flatMap((own) => {
    let next = -Infinity;
    return own.filter(({ step }, at) => {
      const kept = step >= next || at === own.length - 1;
      if (kept) next = step + every;
      return kept;
    });
  });
}

/**
 * Records the runs of an archive with their artifacts, under their own ids and identities. They are
 * finished, so none is resumed. A run that already exists is skipped. Returns the counts of both.
 *
 * Reading a run takes at most some 200 MB in addition to what is kept of it, whatever the archive
 * contains.
 *
 * @param isFlushed false: files may be lost in a power cut, as in a temporary database
 * @throws TrackingError ARCHIVE_DAMAGED, naming the line; CANNOT_OPEN where the file does not exist
 */
export async function importRuns(tracking: Tracking, path: string, isFlushed = true) {
  let [imported, present] = [0, 0];
  for await (const line of linesOf(path)) {
    const fail = (problem: string) => archiveDamaged(path, imported + present + 1, problem);
    if (await tracking.add(runIn(line, fail), isFlushed)) imported += 1;
    else present += 1;
  }
  return { imported, present };
}

/** Reads an archive's first run. @throws TrackingError as `importRuns` does */
export async function checkArchive(path: string): Promise<void> {
  for await (const line of linesOf(path)) {
    runIn(line, (problem) => archiveDamaged(path, 1, problem));
    return;
  }
}

/** Yields the lines of a compressed text, without line ends. */
async function* linesOf(path: string): AsyncGenerator<Buffer> {
  let number = 1;
  let parts: Buffer[] = [];
  let length = 0;
  const take = (end: Buffer) => {
    const line = Buffer.concat([...parts, end]);
    [parts, length, number] = [[], 0, number + 1];
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
      checkLength(length, (problem) => archiveDamaged(path, number, problem));
    }
  } catch (error) {
    if (isOfCompression(error)) {
      const { name } = compressionOf(path);
      throw archiveDamaged(path, number, `is not ${name}, damaged or cut short`, error);
    }
    throw storageError(error, path);
  }
  if (length > 0) throw archiveDamaged(path, number, 'is cut short');
}

/** Errors of the file are passed on to the reader of the text. */
function unzipped(path: string): AsyncIterable<Buffer> {
  const file = createReadStream(path);
  const text = compressionOf(path).decompress();
  file.once('error', (error) => text.destroy(error));
  text.once('close', () => file.destroy());
  return file.pipe(text);
}
