import { join } from 'node:path';
import { thisProcess } from '@singlora/core/disk';
import { addFinished, type AddedRun } from './add-finished.ts';
import { annotate, type Annotation } from './annotations.ts';
import { hostsOwnFolder } from './notices.ts';
import { recordLeftBehind } from './recovery.ts';
import { removeRun } from './remove-run.ts';
import { Run } from './run.ts';
import { RunReader } from './run-reader.ts';
import type { Store } from './store.ts';
import { takeRun, type StartRun } from './take-run.ts';

/** The runs database. Several processes may have it open and record at once. */
export class Tracking extends RunReader {
  readonly #notice: (text: string) => void;
  /** Whether the notice that other hosts do not see the folder is still due. */
  #isOwnFolder: boolean;
  readonly #open: Run[] = [];

  constructor(store: Store, folder: string, notice: (text: string) => void, isOwnFolder: boolean) {
    super(store, folder);
    this.#notice = notice;
    this.#isOwnFolder = isOwnFolder;
  }

  /**
   * Takes the run of this identity for this process: resumes its interrupted or failed run in the same
   * folder, or begins one. Throws RUN_IN_PROGRESS while another process runs it, and RUN_FINISHED where it is
   * done (unless `fresh`). Of several processes that start it at once, one wins.
   */
  async start(run: StartRun): Promise<Run> {
    if (this.#isOwnFolder) this.#notice(hostsOwnFolder(this.folder));
    this.#isOwnFolder = false; // reported only once
    const taken = await takeRun(this.store, run, thisProcess(), this.folder);
    const place = { ...taken, folder: join(this.folder, taken.row.id) };
    const started = new Run(this.store, place, this.#notice);
    this.#open.push(started);
    return started;
  }

  /**
   * Records a run that finished elsewhere, all of it or nothing; false where its id already exists.
   * See `importRuns`.
   */
  add(run: AddedRun, isFlushed = true): Promise<boolean> {
    return addFinished(this.store, this.folder, run, isFlushed);
  }

  /** Changes a run's tags and note, and returns the new ones; throws RUN_NOT_FOUND. */
  annotate(id: string, change: (before: Annotation) => Annotation): Promise<Annotation> {
    return annotate(this.store, id, change);
  }

  /** Deletes a run with its files; throws RUN_NOT_FOUND, and RUN_IN_PROGRESS while a process works on it. */
  remove(id: string): Promise<void> {
    return removeRun(this.store, this.folder, id);
  }

  /** Records runs that ended while the database could not be written, from the files they left behind. */
  recordLeftBehind(): Promise<void> {
    return recordLeftBehind(this.store, this.folder, this.#notice);
  }

  /** Reads all records. Throws DATABASE_DAMAGED with the problems that the database finds. */
  check(): Promise<void> {
    return this.store.check();
  }

  /** Writes the buffers of this process's runs, and closes. */
  async close(): Promise<void> {
    try {
      for (const run of this.#open) await run.release();
    } finally {
      await this.store.close();
    }
  }
}
