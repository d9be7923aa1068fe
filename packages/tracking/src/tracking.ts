import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { claim, type StartRun } from './claim.ts';
import { runAmbiguous, runNotFound, unsupportedUrl } from './errors.ts';
import { currentOwner } from './owner.ts';
import type { MetricPoint, RunRecord, RunStatus } from './records.ts';
import { recordOf } from './rows.ts';
import { type Run, StoredRun } from './run.ts';
import type { ArtifactTable } from './schema.ts';
import { openStore, type Store } from './store.ts';

export interface RunFilter {
  experiment?: string;
  status?: RunStatus;
  /** At most so many, the newest. */
  limit?: number;
}

/** The runs database. Several processes may have it open and record at once. */
export interface Tracking {
  /** Absolute path of the database. */
  readonly path: string;
  /**
   * Claims the identity for this process: goes on with its interrupted or failed run, in the same
   * folder, or begins one. Throws RUN_IN_PROGRESS while another process runs it, and RUN_FINISHED
   * where it is done (unless `fresh`). Of several processes that start it at once, one wins.
   */
  start(run: StartRun): Promise<Run>;
  /** The newest run of an identity. */
  find(identity: string): Promise<RunRecord | undefined>;
  /** The one run whose id begins so; throws RUN_NOT_FOUND or RUN_AMBIGUOUS. */
  get(idOrPrefix: string): Promise<RunRecord>;
  /** Newest first. */
  list(filter?: RunFilter): Promise<RunRecord[]>;
  /** Ordered by key and step. */
  metrics(runId: string, key?: string): Promise<MetricPoint[]>;
  /** Writes what runs of this process still buffer, and closes. */
  close(): Promise<void>;
}

/**
 * Opens the runs database, making it where it is missing. `url` is a path or a file: URL of an
 * SQLite database, by default SINGLORA_TRACKING_URL or runs/runs.db here. A run's folder lies
 * beside it and is named after the run's id. `notice` is told what the user should know: what is
 * waited for, and that records are missing.
 */
export async function openTracking(
  url: string = process.env['SINGLORA_TRACKING_URL'] || 'runs/runs.db',
  notice: (text: string) => void = console.warn,
): Promise<Tracking> {
  return new StoredTracking(await openStore(pathOf(url)), notice);
}

function pathOf(url: string): string {
  const scheme = /^([a-z][a-z0-9+.-]+):/i.exec(url)?.[1]?.toLowerCase();
  if (scheme === undefined) return resolve(url);
  if (scheme !== 'file') throw unsupportedUrl(scheme);
  return fileURLToPath(url);
}

class StoredTracking implements Tracking {
  readonly path: string;
  readonly #store: Store;
  readonly #folder: string;
  readonly #notice: (text: string) => void;
  readonly #open: StoredRun[] = [];

  constructor(store: Store, notice: (text: string) => void) {
    this.#notice = notice;
    this.path = store.path;
    this.#store = store;
    this.#folder = dirname(store.path);
  }

  async start(run: StartRun): Promise<Run> {
    const owner = currentOwner();
    const place = { runs: this.#folder, notice: this.#notice };
    const { id, resumed } = await claim(this.#store, run, owner, place);
    const folder = join(this.#folder, id);
    const started = new StoredRun(this.#store, owner, { id, folder, resumed });
    this.#open.push(started);
    return started;
  }

  async find(identity: string): Promise<RunRecord | undefined> {
    return (await this.#records({ identity }))[0];
  }

  async get(idOrPrefix: string): Promise<RunRecord> {
    const found = /^[0-9a-f]+$/.test(idOrPrefix) ? await this.#records({ prefix: idOrPrefix }) : [];
    const [first] = found;
    if (first === undefined) throw runNotFound(idOrPrefix, this.path);
    if (found.length > 1) throw runAmbiguous(idOrPrefix, found);
    return first;
  }

  async list({ experiment, status, limit }: RunFilter = {}): Promise<RunRecord[]> {
    const records = await this.#records(experiment === undefined ? {} : { experiment });
    return records
      .filter((record) => status === undefined || record.status === status)
      .slice(0, limit);
  }

  metrics(runId: string, key?: string): Promise<MetricPoint[]> {
    return this.#store.read(async (db) => {
      let query = db.selectFrom('metrics').where('run_id', '=', runId);
      if (key !== undefined) query = query.where('key', '=', key);
      const rows = await query
        .select(['key', 'step', 'value', 'time'])
        .orderBy('key')
        .orderBy('step')
        .execute();
      return rows.map((row) => ({ ...row, value: row.value ?? NaN }));
    });
  }

  async close(): Promise<void> {
    try {
      for (const run of this.#open) await run.release();
    } finally {
      await this.#store.close();
    }
  }

  #records(where: { experiment?: string; identity?: string; prefix?: string }) {
    return this.#store.read(async (db) => {
      let query = db.selectFrom('runs');
      if (where.experiment !== undefined) query = query.where('experiment', '=', where.experiment);
      if (where.identity !== undefined) query = query.where('identity', '=', where.identity);
      if (where.prefix !== undefined) query = query.where('id', 'like', `${where.prefix}%`);
      const rows = await query.selectAll().orderBy('number', 'desc').execute();
      const artifacts = await db
        .selectFrom('artifacts')
        .selectAll()
        .where('run_id', 'in', query.select('id'))
        .orderBy('name')
        .execute();
      const byRun = new Map<string, ArtifactTable[]>(rows.map((row) => [row.id, []]));
      for (const artifact of artifacts) byRun.get(artifact.run_id)?.push(artifact);
      return rows.map((row) => recordOf(row, byRun.get(row.id) ?? [], this.#folder));
    });
  }
}
