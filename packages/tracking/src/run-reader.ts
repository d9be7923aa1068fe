import { asBytes, textOf, textsOf } from './columns.ts';
import { runAmbiguous, runNotFound } from './errors.ts';
import type { ListedRun, RunStatus, UnendedRun } from './records.ts';
import { rowSchemas } from './row-schema.ts';
import { ownerColumns, ownerOf, recordOf, rowOf, runColumns, statusOf } from './rows.ts';
import type { Queries, Store } from './store.ts';

/** The runs to list; all by default. */
export interface RunFilter {
  experiment?: string;
  status?: RunStatus;
  /** The largest number of runs; the newest count. */
  limit?: number;
}

/** Rows held at a time. */
const CHUNK = 200;

/** A character above every other, which ends the range of ids with one beginning. */
const LAST = '\u{10ffff}';

/** Runs as the database has them. A damaged one is returned as such and does not stop the others. */
export class RunReader {
  readonly #store: Store;
  readonly #folder: string;

  /** `folder` holds every run's folder. */
  constructor(store: Store, folder: string) {
    this.#store = store;
    this.#folder = folder;
  }

  /** The newest first, read as they are asked for. */
  async *each(filter: RunFilter = {}): AsyncGenerator<ListedRun> {
    const { status, limit = Infinity } = filter;
    const numbers = await this.#store.read((db) => {
      const query = matching(db, filter).select('number').orderBy('number', 'desc');
      // Whether a run that is not said to have ended is alive, SQL cannot tell.
      const inSql = Number.isFinite(limit) && !isOpen(status);
      return (inSql ? query.limit(limit) : query).execute();
    });
    const schemas = rowSchemas();
    let left = limit;
    for (let start = 0; start < numbers.length && left > 0; start += CHUNK) {
      const chunk = numbers.slice(start, start + CHUNK).map(({ number }) => number);
      for (const run of await this.#read(chunk, schemas)) {
        if (status !== undefined && run.status !== status) continue;
        if (left-- <= 0) return;
        yield run;
      }
    }
  }

  /** The newest first. */
  unended(): Promise<UnendedRun[]> {
    return this.#store.read(async (db) => {
      const rows = await matching(db, { status: 'running' })
        .select(asBytes(['id', 'status', ...ownerColumns]))
        .orderBy('number', 'desc')
        .execute();
      return rows.map(rowOf).map((row) => ({
        id: row.id,
        owner: ownerOf(row),
        isAlive: statusOf(row, this.#store.now()) === 'running',
      }));
    });
  }

  /** The number of runs without the limit. */
  count(filter: RunFilter = {}): Promise<number> {
    const { status } = filter;
    return this.#store.read(async (db) => {
      const countOf = async (one: RunFilter) => {
        const all = matching(db, one).select(({ fn }) => fn.countAll<number>().as('count'));
        return (await all.executeTakeFirstOrThrow()).count;
      };
      if (!isOpen(status)) return countOf(filter);
      const running = await matching(db, { ...filter, status: 'running' })
        .select(asBytes(['status', ...ownerColumns]))
        .execute();
      const found = running.filter(
        (row) => statusOf(rowOf(row), this.#store.now()) === status,
      ).length;
      if (status === 'running') return found;
      return found + (await countOf(filter)) - running.length;
    });
  }

  /** The newest run of an identity. */
  async newest(identity: string): Promise<ListedRun | undefined> {
    const found = await this.#store.read((db) =>
      db
        .selectFrom('runs')
        .select('number')
        .where('identity', '=', identity)
        .orderBy('number', 'desc')
        .limit(1)
        .execute(),
    );
    return (await this.#read(found.map(({ number }) => number)))[0];
  }

  /** The runs of an experiment with these settings, newest first. */
  async alike(experiment: string, config: string): Promise<ListedRun[]> {
    const found = await this.#store.read((db) =>
      db
        .selectFrom('runs')
        .select('number')
        .where('experiment', '=', experiment)
        .where('config', '=', config)
        .execute(),
    );
    return this.#read(found.map(({ number }) => number));
  }

  /** The one run whose id begins so; throws RUN_NOT_FOUND or RUN_AMBIGUOUS. */
  async byId(idOrPrefix: string): Promise<ListedRun> {
    const found = await this.#store.read((db) =>
      db
        .selectFrom('runs')
        .select('number')
        .select(asBytes(['id']))
        .where('id', '>=', idOrPrefix)
        .where('id', '<', idOrPrefix + LAST)
        .orderBy('number', 'desc')
        .execute(),
    );
    const [first] = idOrPrefix === '' ? [] : found;
    if (first === undefined) throw runNotFound(idOrPrefix, this.#store.path);
    if (found.length > 1)
      throw runAmbiguous(
        idOrPrefix,
        found.map(({ id }) => ({ id: String(textOf(id ?? null)) })),
      );
    const [run] = await this.#read([first.number]);
    if (run === undefined) throw runNotFound(idOrPrefix, this.#store.path);
    return run;
  }

  /** The runs of these numbers that are still there, the newest first. */
  async #read(numbers: readonly number[], schemas = rowSchemas()): Promise<ListedRun[]> {
    if (numbers.length === 0) return [];
    return this.#store.read(async (db) => {
      const query = db.selectFrom('runs').where('number', 'in', numbers);
      const rows = await query.select(asBytes(runColumns)).orderBy('number', 'desc').execute();
      const artifacts = await db
        .selectFrom('artifacts')
        .select(asBytes(['run_id', 'name', 'bytes', 'sha256']))
        .where('run_id', 'in', query.select('id'))
        .orderBy('name')
        .execute();
      const starts = await db
        .selectFrom('starts')
        .select(['pid', 'from_step', 'to_step'])
        .select(asBytes(['run_id', 'host', 'started_at', 'ended_at', 'job', 'environment']))
        .where('run_id', 'in', query.select('id'))
        .orderBy('number')
        .execute();
      const annotations = await db
        .selectFrom('annotations')
        .select(asBytes(['run_id', 'tags', 'note']))
        .where('run_id', 'in', query.select('id'))
        .execute();
      const said = byRun(annotations.map(textsOf));
      const files = byRun(artifacts.map(textsOf));
      const started = byRun(
        starts.map(({ pid, from_step, to_step, ...texts }) => ({
          ...{ pid, from_step, to_step },
          ...textsOf(texts),
        })),
      );
      return rows.map(rowOf).map((row) => {
        const own = {
          said: said.get(row.id)?.[0],
          artifacts: files.get(row.id) ?? [],
          starts: started.get(row.id) ?? [],
        };
        return recordOf(row, own, { runs: this.#folder, now: this.#store.now(), schemas });
      });
    });
  }
}

/** Rows of another table by the run that they belong to, in their order. */
function byRun<Row extends object>(rows: readonly Row[]): Map<unknown, Row[]> {
  const byId = new Map<unknown, Row[]>();
  for (const row of rows) {
    const { run_id: id } = row as { run_id?: unknown };
    const own = byId.get(id);
    if (own) own.push(row);
    else byId.set(id, [row]);
  }
  return byId;
}

/** Recorded as running, a run may have been interrupted. */
const isOpen = (status: RunStatus | undefined) => status === 'running' || status === 'interrupted';

function matching(db: Queries, { experiment, status }: RunFilter) {
  let query = db.selectFrom('runs');
  if (experiment !== undefined) query = query.where('experiment', '=', experiment);
  if (status === 'interrupted') return query.where('status', 'in', ['interrupted', 'running']);
  return status === undefined ? query : query.where('status', '=', status);
}
