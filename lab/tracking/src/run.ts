import { CodedError } from '@singlora/core/errors';
import { writeArtifact } from './artifact.ts';
import { recordHashes } from './hash-content.ts';
import type { NewRun } from './take-run.ts';
import { badMetric, databaseVanished, runDeleted, runEnded, runLapsed, runLost } from './errors.ts';
import { leaveBehind } from './left-behind.ts';
import { recordsWait } from './notices.ts';
import { stored, upsertMetrics } from './metrics.ts';
import { STALE_AFTER } from './owner.ts';
import { jsonText, owning, type StartRow } from './rows.ts';
import type { MetricTable } from './schema.ts';
import type { Queries, Store } from './store.ts';

const BATCH = 100;
const FLUSH_EVERY = 1_000;
const HEARTBEAT_EVERY = 60_000;
/** How long before its lease ends a process that cannot write gives up its run, in ms. */
const LEASE_MARGIN = 30_000;
/** The delay after a failed background write, in ms; a write may wait for a lock and block everything. */
const RETRY_AFTER = 20_000;

/** A run that this process records. */
export class Run {
  readonly id: string;
  /** Absolute; for artifacts and checkpoints. It stays the same when an interrupted run is resumed. */
  readonly folder: string;
  /** Whether it resumes an earlier process's work. */
  readonly resumed: boolean;
  readonly #store: Store;
  readonly #row: NewRun;
  readonly #notice: (text: string) => void;
  readonly #start: StartRow;
  readonly #timer: NodeJS.Timeout;
  #buffer: MetricTable[] = [];
  #flushing = false;
  #ended = false;
  #failure: unknown;
  /** The time of the next write, in ms since 1970; 0 after a successful one. */
  #retryAt = 0;
  #heartbeat = Date.now();

  constructor(
    store: Store,
    place: { row: NewRun; start: StartRow; folder: string; resumed: boolean },
    notice: (text: string) => void,
  ) {
    this.#notice = notice;
    this.id = place.row.id;
    this.#row = place.row;
    this.#start = place.start;
    this.folder = place.folder;
    this.resumed = place.resumed;
    this.#store = store;
    this.#timer = setInterval(() => {
      const quiet = Math.abs(Date.now() - this.#heartbeat); // the clock may have been set back
      if (this.#buffer.length > 0 || quiet > HEARTBEAT_EVERY) this.#flushBehind();
    }, FLUSH_EVERY).unref();
  }

  /**
   * Records values at a step; repeating a step replaces them. Buffered: written every 100 values,
   * every second, and by `flush` and `end`. Throws the error of an earlier write. If that may pass,
   * such as a full disk, values wait in memory instead.
   */
  log(step: number, metrics: Readonly<Record<string, number>>): void {
    if (this.#failure !== undefined) throw this.#failure as Error;
    if (this.#ended) throw runEnded(this.id);
    this.#checkLease();
    if (!Number.isSafeInteger(step)) throw badMetric(step);
    this.#start.to_step = Math.max(step, this.#start.to_step ?? step);
    const time = new Date().toISOString();
    for (const [key, number] of Object.entries(metrics)) {
      this.#buffer.push({ run_id: this.id, key, step, value: stored(number), time });
    }
    if (this.#buffer.length >= BATCH) this.#flushBehind();
  }

  /** Writes everything logged so far, so that it survives this process and a power cut. */
  async flush(): Promise<void> {
    await this.#write();
    await this.#store.sync();
  }

  /** For the start or resumption of training: notes the step, and deletes metrics after it. */
  truncateAfter(step: number): Promise<void> {
    this.#start.from_step = step;
    return this.#write((db) =>
      db.deleteFrom('metrics').where('run_id', '=', this.id).where('step', '>', step).execute(),
    );
  }

  /** Writes a file in the run's folder, whole or not at all, and records its hash. */
  async artifact(name: string, data: Uint8Array | string): Promise<void> {
    const bytes = typeof data === 'string' ? Buffer.from(data) : data;
    await this.#write().catch((error: unknown) => {
      // Must not overwrite a file of a process that took the run over; any other error is raised below.
      if (this.#ended) throw error;
      this.#checkLease();
    });
    const row = { run_id: this.id, name, ...(await writeArtifact(this.folder, name, bytes)) };
    await this.#write((db) =>
      db
        .insertInto('artifacts')
        .values(row)
        .onConflict((conflict) => conflict.columns(['run_id', 'name']).doUpdateSet(row))
        .execute(),
    );
  }

  /**
   * Records how the run ended; nothing can be recorded afterwards. If the database cannot take it,
   * everything unrecorded goes to a file in the run's folder, and the error says so.
   */
  async end(
    status: 'finished' | 'interrupted' | 'failed',
    summary: Readonly<Record<string, number>> = {},
    error?: string,
  ): Promise<void> {
    const last = {
      status,
      summary: jsonText(summary),
      finished_at: new Date().toISOString(),
      error: error ?? null,
    };
    this.#start.ended_at = last.finished_at;
    try {
      await this.#write(
        async (db) => {
          await db.updateTable('runs').set(last).where('id', '=', this.id).execute();
          if (status === 'finished') await recordHashes(db, this.id);
        },
        () => this.#confirm(last.finished_at),
      );
    } catch (reason) {
      if (this.#ended) throw reason; // lost to another process, which now owns the folder
      const row = { ...this.#row, ...last };
      const left = { row, start: this.#start, metrics: this.#buffer };
      throw await leaveBehind(this.#store, this.folder, left, reason);
    } finally {
      this.#close();
    }
  }

  /** Writes the buffer and releases the run, leaving its status unchanged. */
  async release(): Promise<void> {
    if (this.#ended) return;
    try {
      await this.#write();
    } finally {
      this.#close();
    }
  }

  /** Other hosts cannot see this process. If its writes fail until its lease ends, another process may take the run over, so it stops. */
  #checkLease(): void {
    const quiet = Date.now() - this.#heartbeat;
    const fails = this.#store.isShared && this.#retryAt > 0;
    if (!fails || quiet < STALE_AFTER - LEASE_MARGIN) return;
    this.#failure = runLapsed(this.id, this.#store.path, quiet / 1000);
    this.#close();
    throw this.#failure as Error;
  }

  #close(): void {
    this.#ended = true;
    clearInterval(this.#timer);
  }

  /** Checks that the end is visible to a later process. */
  async #confirm(finishedAt: string): Promise<void> {
    const found = await this.#store.readAfresh((db) =>
      db.selectFrom('runs').select('finished_at').where('id', '=', this.id).executeTakeFirst(),
    );
    if (found?.finished_at !== finishedAt)
      throw databaseVanished(this.#store.path, 'was replaced or overwritten');
  }

  /** Writes the heartbeat, buffered metrics and then `work`, all or nothing; then runs `confirm`. */
  async #write(work?: (db: Queries) => Promise<unknown>, confirm?: () => Promise<void>) {
    if (this.#ended) throw (this.#failure ?? runEnded(this.id)) as Error;
    let rows: MetricTable[] = [];
    const begun = Date.now();
    try {
      await this.#store.writeOwn(async (db) => {
        await this.#beat(db);
        rows = [...rows, ...this.#buffer.splice(0)]; // with those of an earlier attempt
        await upsertMetrics(db, rows);
        const { number, ended_at, from_step, to_step } = this.#start;
        await db
          .updateTable('starts')
          .set({ ended_at, from_step, to_step })
          .where('run_id', '=', this.id)
          .where('number', '=', number)
          .execute();
        await work?.(db);
      });
      this.#heartbeat = begun;
      await confirm?.();
      this.#failure = undefined;
      this.#retryAt = 0;
    } catch (error) {
      this.#buffer.unshift(...rows); // for the next attempt: the lock or the full disk may pass
      throw error;
    }
  }

  async #beat(db: Queries): Promise<void> {
    const { numUpdatedRows } = await db
      .updateTable('runs')
      .set({ heartbeat_at: new Date(this.#store.now()).toISOString() })
      .where('id', '=', this.id)
      .where('status', '=', 'running')
      .where((is) => is.and(owning.map((column) => is(column, '=', this.#row[column]))))
      .executeTakeFirst();
    if (numUpdatedRows > 0n) return;
    const row = await db
      .selectFrom('runs')
      .select('id')
      .where('id', '=', this.id)
      .executeTakeFirst();
    if (row === undefined) throw runDeleted(this.id, this.#store.path);
    this.#close();
    throw runLost(this.id);
  }

  /** Writes in the background; the next `log` reports a permanent failure. */
  #flushBehind(): void {
    if (this.#flushing || this.#ended || Date.now() < this.#retryAt) return;
    this.#flushing = true;
    this.#write()
      .catch((error: unknown) => {
        if (!(error instanceof CodedError && error.mayPass)) this.#failure = error;
        else if (this.#retryAt === 0) this.#notice(recordsWait(this.id, error));
        this.#retryAt = Date.now() + RETRY_AFTER;
      })
      .finally(() => {
        this.#flushing = false;
      });
  }
}
