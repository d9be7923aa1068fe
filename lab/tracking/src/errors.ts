import { dirname, join } from 'node:path';
import { CodedError, reasonOf, codedAs } from '@singlora/core/errors';
import { shown } from '@singlora/core/formats';
import { canLock } from './locks.ts';
import type { DamagedRun, RunOwner, RunRecord } from './records.ts';

/** The stable codes of {@link TrackingError}. */
export type TrackingErrorCode =
  | keyof typeof problems
  | 'UNSUPPORTED_URL'
  | 'DATABASE_UNREACHABLE'
  | 'NOT_A_FOLDER'
  | 'NOT_TRACKING'
  | 'DATABASE_VANISHED'
  | 'SCHEMA_NEWER'
  | 'SCHEMA_OLDER'
  | 'RUN_IN_PROGRESS'
  | 'RUN_FINISHED'
  | 'RUN_NOT_FOUND'
  | 'RUN_AMBIGUOUS'
  | 'RUN_DAMAGED'
  | 'RUN_LOST'
  | 'RUN_DELETED'
  | 'NOT_RECORDED'
  | 'RUN_ENDED'
  | 'BAD_ARTIFACT_NAME'
  | 'BAD_METRIC'
  | 'NOT_JSON'
  | 'ARTIFACT_CHANGED'
  | 'RECORD_CHANGED'
  | 'RUN_TOO_LARGE'
  | 'ARCHIVE_DAMAGED'
  | 'ARCHIVE_OUTDATED';

/** Every error this package raises on purpose; `code` is stable, the text is for people. */
export class TrackingError extends CodedError<TrackingErrorCode> {
  override readonly name = 'TrackingError';

  override get mayPass(): boolean {
    const isUnreachable = this.code === 'DATABASE_UNREACHABLE';
    return isUnreachable || (this.code in problems && !lasting.includes(this.code));
  }
}

const coded = codedAs(TrackingError);

/** The wording of a file's problem, and of its remedy. */
const problems = {
  CANNOT_OPEN: ['cannot be opened', 'Check that its folder exists and can be read.'],
  READ_ONLY: [
    'cannot be written',
    'Make it writable, or point SINGLORA_TRACKING_URL at another file.',
  ],
  DISK_FULL: [
    'cannot grow because the disk is full',
    'Free some space and run the same command again; an interrupted run goes on.',
  ],
  DATABASE_BUSY: [
    'is locked by another process',
    'Wait for that process and run the same command again.',
  ],
  NO_LOCKS: [
    'cannot be locked: its file system has no locks, as NFS without its lock service',
    'Point SINGLORA_TRACKING_URL at a file on another one, such as a local disk.',
  ],
  TOO_MANY_FILES: [
    'cannot be opened because too many files are open',
    'Raise the limit, such as with `ulimit -n 1024`, and run the same command again.',
  ],
  NAME_TOO_LONG: ['has too long a name, or its folder has', 'Choose a shorter one.'],
  IO_ERROR: [
    'cannot be read or written',
    'Check the disk, and how much of it is free, and run the same command again.',
  ],
  NOT_A_DATABASE: [
    'is damaged or no SQLite database',
    'Move it away, or point SINGLORA_TRACKING_URL at another file.',
  ],
  DATABASE_DAMAGED: [
    'is damaged',
    'Copy it together with the file whose name ends in -wal, if there is one; `sqlite3 COPY .recover | sqlite3 NEW` then saves what can be read.',
  ],
} as const;
const lasting: readonly string[] = [
  'NO_LOCKS',
  'NAME_TOO_LONG',
  'NOT_A_DATABASE',
  'DATABASE_DAMAGED',
];

const MOST_PROBLEMS = 5;

const causes: Record<string, keyof typeof problems> = {
  SQLITE_CANTOPEN: 'CANNOT_OPEN',
  SQLITE_READONLY: 'READ_ONLY',
  SQLITE_PERM: 'READ_ONLY',
  SQLITE_FULL: 'DISK_FULL',
  SQLITE_BUSY: 'DATABASE_BUSY',
  SQLITE_LOCKED: 'DATABASE_BUSY',
  SQLITE_IOERR: 'IO_ERROR',
  SQLITE_NOTADB: 'NOT_A_DATABASE',
  SQLITE_CORRUPT: 'DATABASE_DAMAGED',
  EIO: 'IO_ERROR',
  EACCES: 'READ_ONLY',
  EPERM: 'READ_ONLY',
  EROFS: 'READ_ONLY',
  ENOSPC: 'DISK_FULL',
  EDQUOT: 'DISK_FULL',
  EMFILE: 'TOO_MANY_FILES',
  ENFILE: 'TOO_MANY_FILES',
  ENAMETOOLONG: 'NAME_TOO_LONG',
  ENOTDIR: 'CANNOT_OPEN',
  EEXIST: 'CANNOT_OPEN',
  EISDIR: 'CANNOT_OPEN',
  ENOENT: 'CANNOT_OPEN',
};

/** What SQLite says of a file whose tables are not what its version has. */
const otherSchema =
  /^(no such (table|column)|duplicate column name|unsupported file format|table .* already exists)/;

/** SQLite quotes what a damaged file holds. */
const reason = (text: string) => shown(text, 300);

/** Converts an error about `path` into a named one; an error of another kind is returned unchanged. */
export function storageError(error: unknown, path: string): unknown {
  if (!(error instanceof Error) || error instanceof TrackingError) return error;
  const raw = 'code' in error && typeof error.code === 'string' ? error.code : '';
  // Extended SQLite codes add a word; libsql reports a failure to open without a code.
  const cause = error.message.startsWith('ConnectionFailed')
    ? 'CANNOT_OPEN'
    : otherSchema.test(error.message)
      ? 'DATABASE_DAMAGED'
      : (causes[raw] ?? causes[raw.split('_', 2).join('_')]);
  if (cause === undefined) return error;
  const code = cause === 'DATABASE_BUSY' && !canLock(dirname(path)) ? 'NO_LOCKS' : cause;
  const [what, remedy] = problems[code];
  return new TrackingError(code, `${path} ${what} (${reason(error.message)}). ${remedy}`, {
    cause: error,
  });
}

/** @param found the findings of SQLite's own check of the file */
export const databaseDamaged = (path: string, found: readonly string[], cause?: unknown) => {
  const [what, remedy] = problems.DATABASE_DAMAGED;
  const all = [...found.slice(0, MOST_PROBLEMS), ...(found.length > MOST_PROBLEMS ? ['…'] : [])];
  const reasons = all.length > 0 ? all.map(reason).join('; ') : reason(reasonOf(cause));
  return new TrackingError('DATABASE_DAMAGED', `${path} ${what} (${reasons}). ${remedy}`, {
    cause,
  });
};

export const changesMeanwhile = (path: string) =>
  coded.DATABASE_BUSY`${path} cannot be written, and another process writes to it all the time, so that no copy can be read. Run the same command again, or stop that process.`;

export const aFolder = (path: string) =>
  coded.CANNOT_OPEN`${path} is a folder. Point SINGLORA_TRACKING_URL at a file in it, such as ${join(path, 'runs.db')}.`;

export const noDatabase = (path: string) =>
  coded.CANNOT_OPEN`${path} does not exist. Set SINGLORA_TRACKING_URL to the database that you mean.`;

export const openedToWatch = (path: string) =>
  coded.READ_ONLY`${path} is open to be watched, so nothing can be recorded in it.`;

export const unsupportedUrl = (scheme: string) =>
  coded.UNSUPPORTED_URL`Runs cannot be recorded at a "${scheme}:" address: only SQLite and Postgres are supported. Set SINGLORA_TRACKING_URL to the path of an SQLite file, such as runs/runs.db, or to postgres://USER@HOST/DATABASE.`;

export const noPath = (given: string) =>
  coded.UNSUPPORTED_URL`Runs cannot be recorded at "${given}": a shell expands ~ only outside of quotes, and a database in memory would be lost. Set SINGLORA_TRACKING_URL to the path of an SQLite file, such as runs/runs.db.`;

/** Without the address, which may contain a password. */
export const unreadableUrl = () =>
  coded.UNSUPPORTED_URL`The address of the runs database cannot be read. Set SINGLORA_TRACKING_URL to the path of an SQLite file, such as runs/runs.db, or to postgres://USER@HOST/DATABASE, with PGPASSWORD or ~/.pgpass for its password; in an address "/", "#", "?" and "@" of a name or password are %2F, %23, %3F and %40.`;

export const notTracking = (path: string) =>
  coded.NOT_TRACKING`${path} is an SQLite database of something else, and is left as it is. Point SINGLORA_TRACKING_URL at another file.`;

export const schemaNewer = (path: string, found: number, known: number) =>
  coded.SCHEMA_NEWER`${path} was written by a newer version (schema ${found}; this one knows ${known}). Upgrade, or point SINGLORA_TRACKING_URL at another file.`;

export const schemaOlder = (path: string, found: number, known: number) =>
  coded.SCHEMA_OLDER`${path} was written by an older version (schema ${found}; this one knows ${known}), and watching leaves it so. \`runs list\` brings it up to date; programs of the older version then begin no more runs in it.`;

/** When a run may be taken over, and the time now by the same clock, in ms since 1970. */
export interface Lease {
  until: number;
  now: number;
}

/** @param lease where only the heartbeat shows whether its process is alive */
export const runInProgress = (id: string, { host, pid }: RunOwner, lease?: Lease) =>
  new TrackingError(
    'RUN_IN_PROGRESS',
    lease === undefined
      ? `Run ${id} is in progress in process ${pid} on ${host}.`
      : `Run ${id} is held by process ${pid} on ${host}, in a container or on a machine that cannot be looked at from here. If nothing more is heard of it, it may be taken over ${from(lease)}: run the same command again then.`,
  );

function from({ until, now }: Lease): string {
  const seconds = Math.max(0, Math.ceil((until - now) / 1000));
  const wait = `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  return `from ${new Date(until).toISOString()} on, in ${wait}`;
}

export const runFinished = (id: string) =>
  coded.RUN_FINISHED`Run ${id} has finished with the same configuration, code and data. Use --force to run it again.`;

export const runNotFound = (id: string, path: string) =>
  coded.RUN_NOT_FOUND`No run in ${path} has an id that begins with ${JSON.stringify(id)}.`;

export const runAmbiguous = (id: string, matches: readonly Pick<RunRecord, 'id'>[]) =>
  coded.RUN_AMBIGUOUS`${matches.length} runs have an id that begins with ${JSON.stringify(id)}: ${matches
    .slice(0, 4)
    .map((run) => run.id)
    .join(', ')}${matches.length > 4 ? ', …' : ''}. Give more of it.`;

export const runDamaged = ({
  id,
  experiment,
  problem,
}: Pick<DamagedRun, 'id' | 'experiment' | 'problem'>) =>
  coded.RUN_DAMAGED`The record of run ${id} of ${experiment} is damaged (${problem}). Use --force to run it again.`;

export const runLost = (id: string) =>
  coded.RUN_LOST`Run ${id} was taken over by another process, so nothing more is recorded from here.`;

/** @param seconds since the database last accepted a write of the run */
export const runLapsed = (id: string, path: string, seconds: number) =>
  coded.RUN_LOST`Run ${id} has not reached ${path} for ${Math.round(seconds)} s, so another host may have taken it over, and nothing more is recorded from here. The same command goes on from its last checkpoint.`;

export const runDeleted = (id: string, path: string) =>
  coded.RUN_DELETED`Run ${id} is no longer in ${path}: it was deleted, or the database was overwritten with another.`;

export const databaseVanished = (path: string, what: string) =>
  coded.DATABASE_VANISHED`${path} ${what} while it was in use, so nothing more can be recorded in it. Put it back, or begin a new one by running the same command again.`;

/** @param failure why the file could not be written either */
export function notRecorded(
  { id, status, summary }: { id: string; status: string; summary: string },
  { folder, existed, file }: { folder: string; existed: boolean; file: string },
  reason: unknown,
  failure?: unknown,
): TrackingError {
  const code = reason instanceof TrackingError ? reason.code : 'NOT_RECORDED';
  const kept =
    failure === undefined
      ? `What was still to be recorded is in ${file}; the same command, given again, records it from there once the database can be written.`
      : `Nor could it be kept in ${file}: ${reasonOf(failure)}${summary === '{}' ? '' : ` Its final numbers are ${summary}.`}`;
  const rest = existed
    ? `Its adapter, predictions and checkpoint, as far as it got, are in ${folder}.`
    : `Its folder ${folder} was gone, with what it held.`;
  return new TrackingError(
    code,
    `${reasonOf(reason)} Run ${id} (${status}) is not recorded. ${kept} ${rest}`,
    { cause: reason },
  );
}

export const runEnded = (id: string) =>
  coded.RUN_ENDED`Run ${id} has ended; nothing more can be recorded in it.`;

export const badArtifactName = (name: string) =>
  coded.BAD_ARTIFACT_NAME`"${name}" is no name for an artifact: use a relative path of letters, digits, ".", "_" and "-", such as plots/loss.json, and not unrecorded.json, which stands for what could not be recorded.`;

export const notAFolder = (path: string) =>
  coded.NOT_A_FOLDER`${path} is a link or a file, where a run's folder should be; what is recorded there would lie elsewhere. Move it away. For runs on another disk, point SINGLORA_TRACKING_URL there.`;

export const badMetric = (step: number) =>
  coded.BAD_METRIC`Metrics cannot be logged at step ${step}: it must be a whole number.`;

export const notJsonValue = (path: string, what: string) =>
  coded.NOT_JSON`The value at ${path} is ${what}, which JSON cannot hold.`;

export const artifactChanged = (id: string, path: string) =>
  coded.ARTIFACT_CHANGED`Run ${id} cannot be exported: ${path} is missing or not what was recorded. Put it back, or make the run again with --force.`;

export const recordChanged = (id: string, parts: readonly string[]) =>
  coded.RECORD_CHANGED`Run ${id} cannot be exported: it is not what was recorded when it finished (${parts.join(', ')} differ). Make the run again with --force, and delete this one with \`runs rm ${id}\`.`;

export const runTooLarge = ({ id }: Pick<RunRecord, 'id'>, problem: string) =>
  coded.RUN_TOO_LARGE`Run ${id} cannot be exported: its line ${problem}. Keep fewer points of its curves with --every=10.`;

export const archiveDamaged = (path: string, line: number, problem: string, cause?: unknown) =>
  codedAs(TrackingError, { cause })
    .ARCHIVE_DAMAGED`Line ${line} of ${path} cannot be imported: it ${problem}. The runs before it are recorded. Get a whole archive, and import it: what is recorded is skipped.`;

export const archiveOutdated = (path: string, line: number, problem: string) =>
  coded.ARCHIVE_OUTDATED`Line ${line} of ${path} cannot be imported: it ${problem}. The runs before it are recorded. Import it with that commit.`;
