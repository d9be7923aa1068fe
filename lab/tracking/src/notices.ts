/** Notices to the user where nothing failed. */

export const databaseBegins = (path: string, empty: boolean, runs: number) =>
  `${path} ${empty ? 'was empty, as a crash or a full disk leaves a file' : 'did not exist'}, and a new database begins in it. ` +
  `The folders of ${runs} run${runs === 1 ? '' : 's'} lie beside it; unless another database there has their records, those are gone. ` +
  'If you have a copy of the database, stop and put it back.';

export const onNetwork = (path: string, kind: string) =>
  `${path} lies on ${kind}. That is sound for the processes of one host alone: SQLite's log is shared memory, which no other host sees. ` +
  'Where several hosts record, set SINGLORA_TRACKING_URL to a postgres:// address.';

export const ofOneHost = (path: string) =>
  `${path} is an SQLite file, for the processes of one host. Where several hosts record, set SINGLORA_TRACKING_URL to a postgres:// address.`;

export const hostsOwnFolder = (folder: string) =>
  `Artifacts and checkpoints go to ${folder}, which other hosts may not see: there, a run goes on without its checkpoint. Set SINGLORA_ARTIFACTS to a folder that all of them share.`;

export const databaseEmpty = (path: string) =>
  `${path} was empty, as a crash or a full disk leaves a file, and a new database begins in it. If runs were recorded there, put back a copy.`;

export const databaseMissing = (path: string) => `${path} does not exist, so it has no runs.`;

export const logMissing = (path: string) =>
  `${path}-wal is missing, though ${path} was not closed: what was recorded last may be gone with it.`;

export const logSetAside = (log: string, aside: string) =>
  `${log} belonged to a database that is gone. It is kept as ${aside}, and of no use without a copy of that database.`;

export const recordsWait = (id: string, { message }: Error) =>
  `${message} Run ${id} goes on; its numbers wait in memory until they can be written.`;

export const leftBehindRecorded = (id: string, status: string, file: string) =>
  `Recorded run ${id} (${status}) from ${file}: the database could not be written when it ended.`;

export const leftBehindDamaged = (file: string) =>
  `${file} should hold a run that was not recorded, but is damaged, or of an older version. It is left as it is.`;

export const leftBehindSuperseded = (id: string, file: string) =>
  `${file} is left as it is: run ${id} has gone on, or the same run was made anew, since it was written. Delete it if you do not need it.`;
