import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { replaceFile } from '@singlora/core/disk';
import { archiveLine } from './archive-line.ts';
import { ArchiveLines } from './archive-lines.ts';
import { artifactsOf, pieceLine } from './archived-artifact.ts';
import { runIn } from './archived-run.ts';
import { compressionOf } from './compression.ts';
import { differencesFrom } from './differences-from.ts';
import { recordChanged, runTooLarge, storageError } from './errors.ts';
import { changedParts } from './hash-content.ts';
import { isDamaged, type ListedRun, type MetricPoint, type RunRecord } from './records.ts';
import { toDigits } from './significant-digits.ts';
import { thinned } from './thinned.ts';
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
    const points = await tracking.metrics(id);
    const changed =
      recorded.hashes && changedParts(recorded.hashes, { ...recorded, metrics: points });
    if (changed && changed.length > 0) throw recordChanged(id, changed);
    const artifacts = recorded.artifacts.filter(
      ({ name }) => !without.some((left) => isIn(name, left)),
    );
    const kept = await artifactsOf({ id, artifacts }, digits);
    const metrics = rounded(thinned(points, every), digits);
    const fail = (problem: string) => runTooLarge(recorded, problem);
    const line = bytesOf(() => archiveLine(recorded, metrics, kept), fail);
    runIn(line, fail); // an export must be importable
    yield line;
    yield '\n';
    for (const { content } of kept)
      if (!Buffer.isBuffer(content))
        for await (const piece of content.read()) yield `${pieceLine(piece)}\n`;
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

function rounded(points: readonly MetricPoint[], digits?: number): readonly MetricPoint[] {
  if (digits === undefined) return points;
  return points.map((point) => ({ ...point, value: toDigits(point.value, digits) }));
}

/** What an import found. */
export interface Imported {
  imported: number;
  /** How many runs were there already, and stay as they are. */
  present: number;
  /** Those of them that differ from the archive's; see `differencesFrom`. */
  differing: { id: string; parts: readonly string[] }[];
}

/**
 * Records the runs of an archive with their artifacts, under their own ids and identities. They are
 * finished, so none is resumed. A run that already exists is compared and left as it is.
 *
 * Reading a run takes at most some 200 MB in addition to what is kept of it, whatever the archive
 * contains.
 *
 * @param isFlushed false: files may be lost in a power cut, as in a temporary database
 * @throws TrackingError ARCHIVE_DAMAGED or ARCHIVE_OUTDATED, naming the line; CANNOT_OPEN where the file does not exist
 */
export async function importRuns(
  tracking: Tracking,
  path: string,
  isFlushed = true,
): Promise<Imported> {
  const found: Imported = { imported: 0, present: 0, differing: [] };
  const lines = new ArchiveLines(path);
  try {
    for (let line = await lines.next(); line !== undefined; line = await lines.next()) {
      const run = lines.withPieces(lines.runIn(line));
      if (await tracking.add(run, isFlushed)) found.imported += 1;
      else {
        found.present += 1;
        const parts = await differencesFrom(tracking, run);
        if (parts.length > 0) found.differing.push({ id: run.row.id, parts });
      }
      await lines.pass(run);
    }
  } finally {
    await lines.close();
  }
  return found;
}

/** Reads an archive's first run. @throws TrackingError as `importRuns` does */
export async function checkArchive(path: string): Promise<void> {
  const lines = new ArchiveLines(path);
  try {
    const line = await lines.next();
    if (line) lines.runIn(line);
  } finally {
    await lines.close();
  }
}
