import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { thisProcess } from '@singlora/files';
import { addFinished } from './add-finished.ts';
import { annotate, type Annotation } from './annotations.ts';
import type { FinishedRun } from './archived-run.ts';
import { takeRun, type StartRun } from './take-run.ts';
import { runDamaged, TrackingError, unsupportedUrl } from './errors.ts';
import { latestOf, metricsOf } from './metrics.ts';
import {
  isDamaged,
  type LatestMetric,
  type ListedRun,
  type MetricPoint,
  type RunRecord,
  type UnendedRun,
} from './records.ts';
import { networkOf } from './network-folder.ts';
import { hostsOwnFolder, ofOneHost, onNetwork } from './notices.ts';
import { openReadOnly, openUnchanged } from './read-only.ts';
import { recordLeftBehind } from './recovery.ts';
import { removeRun } from './remove-run.ts';
import { type Run, StoredRun } from './run.ts';
import { type RunFilter, RunReader } from './run-reader.ts';
import { openPostgres, watchPostgres, withoutSecrets } from './postgres-store.ts';
import { openStore } from './sqlite-store.ts';
import type { Store } from './store.ts';

/** The runs database. Several processes may have it open and record at once. */
export interface Tracking {
  /** Absolute path of the database, or its URL without the password. */
  readonly path: string;
  /** Absolute; holds the runs' folders. */
  readonly folder: string;
  /**
   * Takes the run of this identity for this process: goes on with its interrupted or failed run, in the same
   * folder, or begins one. Throws RUN_IN_PROGRESS while another process runs it, and RUN_FINISHED
   * where it is done (unless `fresh`). Of several processes that start it at once, one wins.
   */
  start(run: StartRun): Promise<Run>;
  /** The newest run of an identity; throws RUN_DAMAGED where its row is. */
  find(identity: string): Promise<RunRecord | undefined>;
  /** The runs of an experiment with equal settings, whatever code and assets decided them besides; newest first, without damaged ones. */
  alike(experiment: string, config: Readonly<Record<string, unknown>>): Promise<RunRecord[]>;
  /** The one run whose id begins so; throws RUN_NOT_FOUND, RUN_AMBIGUOUS or RUN_DAMAGED. */
  get(idOrPrefix: string): Promise<RunRecord>;
  /** The same, damaged or not. */
  inspect(idOrPrefix: string): Promise<ListedRun>;
  /** Newest first, without damaged ones. */
  list(filter?: RunFilter): Promise<RunRecord[]>;
  /** Newest first, damaged ones among them, read one by one. */
  each(filter?: RunFilter): AsyncIterable<ListedRun>;
  /** The runs whose end is not recorded, newest first. */
  unended(): Promise<UnendedRun[]>;
  /** The number of runs that `each` would give without a limit. */
  count(filter?: RunFilter): Promise<number>;
  /** The points of metrics, ordered by key and step; with a key, all of its points or the `last` ones. */
  metrics(runId: string, key?: string, last?: number): Promise<MetricPoint[]>;
  /** The latest point of each metric, ordered by key. */
  latest(runId: string): Promise<LatestMetric[]>;
  /**
   * Records a run that finished elsewhere, all of it or nothing; false where its id is there already.
   * See `importRuns`.
   */
  add(run: FinishedRun): Promise<boolean>;
  /** Changes the tags and the note of a run, and gives what they are then; throws RUN_NOT_FOUND. */
  annotate(id: string, change: (before: Annotation) => Annotation): Promise<Annotation>;
  /** Deletes a run with its files; throws RUN_NOT_FOUND, and RUN_IN_PROGRESS while a process works on it. */
  remove(id: string): Promise<void>;
  /** Records runs that ended while the database could not be written, from the files they left behind. */
  recordLeftBehind(): Promise<void>;
  /** Reads all that is recorded. Throws DATABASE_DAMAGED with what the database finds wrong. */
  check(): Promise<void>;
  /** Writes what this process's runs have buffered, and closes. */
  close(): Promise<void>;
}

/**
 * Opens the runs database, making it where it is missing. `url` is a path or a file: URL of an
 * SQLite database, or a postgres: URL; by default SINGLORA_TRACKING_URL or runs/runs.db here. `notice` is
 * told what the user should know, such as that records are missing. `artifacts` is the folder
 * that holds the runs' folders, each named after its run's id: by default SINGLORA_ARTIFACTS, or that of the
 * SQLite database, or runs here.
 */
export async function openTracking(
  url = defaultUrl(),
  notice: (text: string) => void = console.warn,
  artifacts = process.env['SINGLORA_ARTIFACTS'],
): Promise<Tracking> {
  const store = isPostgres(url) ? await openPostgres(url) : await openStore(pathOf(url), notice);
  return new StoredTracking(store, notice, artifacts);
}

const isPostgres = (url: string) => /^postgres(ql)?:/i.test(url);

function pathOf(url: string): string {
  const scheme = /^([a-z][a-z0-9+.-]+):/i.exec(url)?.[1]?.toLowerCase();
  if (scheme === undefined) return resolve(url);
  if (scheme !== 'file') throw unsupportedUrl(scheme);
  return fileURLToPath(url);
}

/** The same for reading alone, also where neither the database nor its folder can be written; recording there throws READ_ONLY. */
export async function openForReading(
  url = defaultUrl(),
  notice: (text: string) => void = console.warn,
  artifacts = process.env['SINGLORA_ARTIFACTS'],
): Promise<Tracking> {
  if (isPostgres(url)) return openTracking(url, notice, artifacts);
  const path = pathOf(url);
  const store = await openStore(path, notice).catch((error: unknown) => {
    if (!(error instanceof TrackingError && error.code === 'READ_ONLY')) throw error;
    return openReadOnly(path, error);
  });
  return new StoredTracking(store, notice, artifacts);
}

/**
 * The same for a look at the database while others write it: nothing is made, brought up to date or locked for that.
 *
 * @returns undefined where there is none yet
 */
export async function openToWatch(url = defaultUrl()): Promise<Tracking | undefined> {
  const store = isPostgres(url) ? await watchPostgres(url) : await openUnchanged(pathOf(url));
  return store && new StoredTracking(store, () => undefined, process.env['SINGLORA_ARTIFACTS']);
}

/** The URL of the database in which runs are recorded by default. */
export const defaultUrl = (env: NodeJS.ProcessEnv = process.env): string =>
  env['SINGLORA_TRACKING_URL'] || 'runs/runs.db';

/** The name in messages of the database at a URL, whether or not there is one. */
export const databaseName = (url = defaultUrl()): string =>
  isPostgres(url) ? withoutSecrets(url) : pathOf(url);

/** The folder that holds the runs' folders of a database. */
const folderOf = (url: string, artifacts: string | undefined) =>
  resolve(artifacts || (isPostgres(url) ? 'runs' : dirname(pathOf(url))));

/** The same by an environment: an absolute path. */
export const defaultFolder = (env: NodeJS.ProcessEnv): string =>
  folderOf(defaultUrl(env), env['SINGLORA_ARTIFACTS']);

/** The reasons why several hosts cannot share the records of an environment, in sentences; none where they can. */
export function limitsForHosts(env: NodeJS.ProcessEnv): string[] {
  const url = defaultUrl(env);
  if (isPostgres(url)) return env['SINGLORA_ARTIFACTS'] ? [] : [hostsOwnFolder(defaultFolder(env))];
  const path = pathOf(url);
  const network = networkOf(dirname(path));
  return [network === undefined ? ofOneHost(path) : onNetwork(path, network)];
}

class StoredTracking implements Tracking {
  readonly path: string;
  readonly #store: Store;
  readonly folder: string;
  /** Whether hosts may share the database, but not the folder. */
  #ownFolder: boolean;
  readonly #notice: (text: string) => void;
  readonly #reader: RunReader;
  readonly #open: StoredRun[] = [];

  constructor(store: Store, notice: (text: string) => void, artifacts: string | undefined) {
    this.#notice = notice;
    this.path = store.path;
    this.#store = store;
    this.#ownFolder = store.isShared && !artifacts;
    this.folder = folderOf(store.path, artifacts);
    this.#reader = new RunReader(store, this.folder);
  }

  async start(run: StartRun): Promise<Run> {
    if (this.#ownFolder) this.#notice(hostsOwnFolder(this.folder));
    this.#ownFolder = false; // it is said once
    const owner = thisProcess();
    const taken = await takeRun(this.#store, run, owner, this.folder);
    const place = { ...taken, folder: join(this.folder, taken.row.id) };
    const started = new StoredRun(this.#store, owner, place, this.#notice);
    this.#open.push(started);
    return started;
  }

  async find(identity: string): Promise<RunRecord | undefined> {
    const run = await this.#reader.newest(identity);
    return run && whole(run);
  }

  async alike(experiment: string, config: Readonly<Record<string, unknown>>): Promise<RunRecord[]> {
    const found = await this.#reader.alike(experiment, JSON.stringify(config));
    return found.flatMap((run) => (isDamaged(run) ? [] : [run]));
  }

  async get(idOrPrefix: string): Promise<RunRecord> {
    return whole(await this.inspect(idOrPrefix));
  }

  inspect(idOrPrefix: string): Promise<ListedRun> {
    return this.#reader.byId(idOrPrefix);
  }

  async list(filter?: RunFilter): Promise<RunRecord[]> {
    const records: RunRecord[] = [];
    for await (const run of this.each(filter)) if (!isDamaged(run)) records.push(run);
    return records;
  }

  each(filter?: RunFilter): AsyncIterable<ListedRun> {
    return this.#reader.each(filter);
  }

  unended(): Promise<UnendedRun[]> {
    return this.#reader.unended();
  }

  count(filter?: RunFilter): Promise<number> {
    return this.#reader.count(filter);
  }

  metrics(runId: string, key?: string, last?: number): Promise<MetricPoint[]> {
    return this.#store.read((db) => metricsOf(db, runId, key, last));
  }

  latest(runId: string): Promise<LatestMetric[]> {
    return this.#store.read((db) => latestOf(db, runId));
  }

  add(run: FinishedRun): Promise<boolean> {
    return addFinished(this.#store, this.folder, run);
  }

  annotate(id: string, change: (before: Annotation) => Annotation): Promise<Annotation> {
    return annotate(this.#store, id, change);
  }

  remove(id: string): Promise<void> {
    return removeRun(this.#store, this.folder, id);
  }

  recordLeftBehind(): Promise<void> {
    return recordLeftBehind(this.#store, this.folder, this.#notice);
  }

  check(): Promise<void> {
    return this.#store.check();
  }

  async close(): Promise<void> {
    try {
      for (const run of this.#open) await run.release();
    } finally {
      await this.#store.close();
    }
  }
}

function whole(run: ListedRun): RunRecord {
  if (isDamaged(run)) throw runDamaged(run);
  return run;
}
