import { isDeepStrictEqual } from 'node:util';
import {
  isDamaged,
  TrackingError,
  type RunRecord,
  type Tracking,
  type UnendedRun,
} from '@singlora/tracking';
import { courseOf, type Course } from './course.ts';

/** Reads the progress of runs: at each look only what may have changed since the last. */
export class CourseReader {
  readonly #seen = new Map<string, { run: UnendedRun; record: RunRecord; course: Course }>();

  /** The progress of a run without a recorded end; undefined where its record is damaged, which `list` reports, or gone. */
  async unended(tracking: Tracking, run: UnendedRun): Promise<Course | undefined> {
    const before = this.#seen.get(run.id);
    const isSame = before !== undefined && isDeepStrictEqual(before.run, run);
    if (isSame && !run.isAlive) return before.course;
    const found = isSame ? before.record : await recordOf(tracking, run.id);
    if (!found) return undefined;
    const record = { ...found, status: run.isAlive ? 'running' : 'interrupted' } as const;
    const course = await courseOf(tracking, record, before?.course);
    this.#seen.set(run.id, { run, record, course });
    return course;
  }

  /** The progress of an ended run. */
  async ended(tracking: Tracking, id: string): Promise<Course | undefined> {
    const before = this.#seen.get(id)?.course;
    this.#seen.delete(id);
    const record = await recordOf(tracking, id);
    return record && courseOf(tracking, record, before);
  }
}

async function recordOf(tracking: Tracking, id: string): Promise<RunRecord | undefined> {
  try {
    const run = await tracking.inspect(id);
    return isDamaged(run) ? undefined : run;
  } catch (error) {
    if (error instanceof TrackingError && error.code === 'RUN_NOT_FOUND') return undefined;
    throw error;
  }
}
