import { asBytes, textOf } from './columns.ts';
import type { ContentHashes } from './content-hashes.ts';
import { changedParts } from './hash-content.ts';
import { runAmbiguous, runDamaged, runNotFound } from './errors.ts';
import { latestOf, metricsOf } from './metrics.ts';
import type { Environment } from './environment.ts';
import { readBriefly, readEnvironments, readRuns } from './read-runs.ts';
import {
  isDamaged,
  type BriefRun,
  type DamagedRun,
  type LatestMetric,
  type ListedRun,
  type MetricPoint,
  type RunRecord,
  type RunStatus,
  type UnendedRun,
} from './records.ts';
import { rowSchemas } from './row-schema.ts';
import { ownerColumns, ownerOf, rowOf, statusOf } from './rows.ts';
import type { Queries, Store } from './store.ts';

/** The runs to list; all by default. */
export interface RunFilter {
  experiment?: string;
  status?: RunStatus;
  /** The maximum number of runs; the newest are kept. */
  limit?: number;
}

/** Rows read at a time. */
const CHUNK = 200;

/** A character above every other, which ends a range of ids with one prefix. */
const LAST = '\u{10ffff}';

/** Reads the runs in the database. A damaged run is returned as such and does not affect others. */
export class RunReader {
  /** Absolute path of the database, or its URL without the password. */
  readonly path: string;
  /** Absolute; holds the runs' folders. */
  readonly folder: string;
  protected readonly store: Store;

  constructor(store: Store, folder: string) {
    this.path = store.path;
    this.folder = folder;
    this.store = store;
  }

  /** The newest run with an identity; throws RUN_DAMAGED where its row is damaged. */
  async find(identity: string): Promise<RunRecord | undefined> {
    const [run] = await this.#found((runs) =>
      runs.where('identity', '=', identity).orderBy('number', 'desc').limit(1),
    );
    return run && whole(run);
  }

  /** The runs of an experiment with equal settings, with any code and assets; newest first, without damaged ones. */
  async alike(experiment: string, config: Readonly<Record<string, unknown>>): Promise<RunRecord[]> {
    const found = await this.#found((runs) =>
      runs.where('experiment', '=', experiment).where('config', '=', JSON.stringify(config)),
    );
    return found.flatMap((run) => (isDamaged(run) ? [] : [run]));
  }

  /** The only run whose id has this prefix; throws RUN_NOT_FOUND, RUN_AMBIGUOUS or RUN_DAMAGED. */
  async get(idOrPrefix: string): Promise<RunRecord> {
    return whole(await this.inspect(idOrPrefix));
  }

  /** The same, damaged or not. */
  async inspect(idOrPrefix: string): Promise<ListedRun> {
    const found = await this.store.read((db) =>
      db
        .selectFrom('runs')
        .select('number')
        .select(asBytes(['id']))
        .where('id', '>=', idOrPrefix)
        .where('id', '<', idOrPrefix + LAST)
        .orderBy('number', 'desc')
        .execute(),
    );
    if (found.length > 1 && idOrPrefix !== '')
      throw runAmbiguous(
        idOrPrefix,
        found.map(({ id }) => ({ id: String(textOf(id ?? null)) })),
      );
    const numbers = idOrPrefix === '' ? [] : found.map(({ number }) => number);
    const [run] = await this.#read(numbers);
    if (run === undefined) throw runNotFound(idOrPrefix, this.path);
    return run;
  }

  /** Newest first, without damaged ones. */
  async list(filter?: RunFilter): Promise<RunRecord[]> {
    const records: RunRecord[] = [];
    for await (const run of this.each(filter)) if (!isDamaged(run)) records.push(run);
    return records;
  }

  /** Newest first, including damaged ones, read one by one. */
  async *each(filter: RunFilter = {}): AsyncGenerator<ListedRun> {
    const { status, limit = Infinity } = filter;
    const numbers = await this.#numbers(filter);
    const schemas = rowSchemas();
    let left = limit;
    for (let start = 0; start < numbers.length && left > 0; start += CHUNK) {
      const chunk = numbers.slice(start, start + CHUNK);
      for (const run of await this.#read(chunk, schemas)) {
        if (status !== undefined && run.status !== status) continue;
        if (left-- <= 0) return;
        yield run;
      }
    }
  }

  /** The finished runs without their starts and files, newest first; a run counts as damaged where what is read of it is. */
  async *briefly(filter: Omit<RunFilter, 'status'> = {}): AsyncGenerator<BriefRun | DamagedRun> {
    const numbers = await this.#numbers({ ...filter, status: 'finished' });
    for (let start = 0; start < numbers.length; start += CHUNK) {
      const chunk = numbers.slice(start, start + CHUNK);
      yield* await this.store.read((db) => readBriefly(db, chunk));
    }
  }

  /** The different environments that runs started in, without damaged ones. */
  environments(): Promise<Environment[]> {
    return this.store.read(readEnvironments);
  }

  /** The runs without a recorded end, newest first. */
  unended(): Promise<UnendedRun[]> {
    return this.store.read(async (db) => {
      const rows = await matching(db, { status: 'running' })
        .select(asBytes(['id', 'status', ...ownerColumns]))
        .orderBy('number', 'desc')
        .execute();
      return rows.map(rowOf).map((row) => ({
        id: row.id,
        owner: ownerOf(row),
        isAlive: statusOf(row, this.store.now()) === 'running',
      }));
    });
  }

  /** The number of runs that `each` would yield without a limit. */
  count(filter: RunFilter = {}): Promise<number> {
    const { status } = filter;
    return this.store.read(async (db) => {
      const countOf = async (one: RunFilter) => {
        const all = matching(db, one).select(({ fn }) => fn.countAll<number>().as('count'));
        return (await all.executeTakeFirstOrThrow()).count;
      };
      if (!isOpen(status)) return countOf(filter);
      const running = await matching(db, { ...filter, status: 'running' })
        .select(asBytes(['status', ...ownerColumns]))
        .execute();
      const found = running.filter(
        (row) => statusOf(rowOf(row), this.store.now()) === status,
      ).length;
      if (status === 'running') return found;
      return found + (await countOf(filter)) - running.length;
    });
  }

  /** The points of metrics, ordered by key and step; with a key, all of its points or the `last` ones. */
  metrics(runId: string, key?: string, last?: number): Promise<MetricPoint[]> {
    return this.store.read((db) => metricsOf(db, runId, key, last));
  }

  /** The latest point of each metric, ordered by key. */
  latest(runId: string): Promise<LatestMetric[]> {
    return this.store.read((db) => latestOf(db, runId));
  }

  /** The parts of a run that are no longer what they were when it finished; undefined where it has no hashes. */
  async changed(run: RunRecord): Promise<readonly (keyof ContentHashes)[] | undefined> {
    return run.hashes && changedParts(run.hashes, { ...run, metrics: await this.metrics(run.id) });
  }

  /** Newest first; of open runs more than the limit, as SQL cannot tell whether a run without a recorded end is alive. */
  async #numbers(filter: RunFilter): Promise<number[]> {
    const { status, limit = Infinity } = filter;
    const found = await this.store.read((db) => {
      const query = matching(db, filter).select('number').orderBy('number', 'desc');
      const inSql = Number.isFinite(limit) && !isOpen(status);
      return (inSql ? query.limit(limit) : query).execute();
    });
    return found.map(({ number }) => number);
  }

  async #found(narrow: (runs: Numbers) => Numbers): Promise<ListedRun[]> {
    const found = await this.store.read((db) => narrow(numbersIn(db)).execute());
    return this.#read(found.map(({ number }) => number));
  }

  #read(numbers: readonly number[], schemas = rowSchemas()): Promise<ListedRun[]> {
    const place = { runs: this.folder, now: this.store.now(), schemas };
    return this.store.read((db) => readRuns(db, numbers, place));
  }
}

function whole(run: ListedRun): RunRecord {
  if (isDamaged(run)) throw runDamaged(run);
  return run;
}

const numbersIn = (db: Queries) => db.selectFrom('runs').select('number');
type Numbers = ReturnType<typeof numbersIn>;

/** A run recorded as running may have been interrupted. */
const isOpen = (status: RunStatus | undefined) => status === 'running' || status === 'interrupted';

function matching(db: Queries, { experiment, status }: RunFilter) {
  let query = db.selectFrom('runs');
  if (experiment !== undefined) query = query.where('experiment', '=', experiment);
  if (status === 'interrupted') return query.where('status', 'in', ['interrupted', 'running']);
  return status === undefined ? query : query.where('status', '=', status);
}
