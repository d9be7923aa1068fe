import { setTimeout as sleep } from 'node:timers/promises';
import { CodedError } from '@singlora/core/errors';
import { openToWatch, type Tracking } from '@singlora/tracking';
import { withTracking } from '../opened.ts';
import type { Course } from './course.ts';
import { CourseReader } from './course-reader.ts';

/** The findings of a look at the database. */
export interface WatchedRuns {
  /** Unfinished runs, the newest first, and recently died ones. */
  readonly courses: readonly Course[];
  /** Runs that were unfinished at the previous look, and have ended since. */
  readonly ended: readonly Course[];
  /** How many runs are recorded. */
  readonly recorded: number;
  /** Why nothing could be read this time. */
  readonly problem?: string;
}

/** How long a died run is shown, in ms. */
const DIED_LATELY = 24 * 3_600_000;

/** Looks at the progress of all runs repeatedly until `signal` is aborted; a database that does not exist yet has none. */
export async function* looks(
  everySeconds: number,
  signal: AbortSignal,
): AsyncGenerator<WatchedRuns> {
  const reader = new CourseReader();
  let look = await lookNow(reader); // errors of the first look are thrown
  while (!signal.aborted) {
    yield look;
    await sleep(everySeconds * 1_000, undefined, { signal }).catch(() => undefined);
    look = await lookNow(reader, look.courses).catch(problemOf(look));
  }
}

/** A restarting server responds later; until then the known state is shown with the reason. */
const problemOf =
  ({ courses, recorded }: WatchedRuns) =>
  (error: unknown): WatchedRuns => {
    if (!(error instanceof CodedError && error.mayPass)) throw error;
    return { courses, ended: [], recorded, problem: error.message };
  };

/**
 * Opens the database only for one look: the next may find another one at its place.
 *
 * @param before the runs that were unfinished at the previous look
 */
async function lookNow(reader: CourseReader, before: readonly Course[] = []): Promise<WatchedRuns> {
  const tracking = await openToWatch();
  if (!tracking) return { courses: [], ended: [], recorded: 0 };
  return withTracking(
    () => read(tracking, reader, before),
    () => Promise.resolve(tracking),
  );
}

async function read(tracking: Tracking, reader: CourseReader, before: readonly Course[]) {
  const courses: Course[] = [];
  for (const run of await tracking.unended()) {
    const course = await reader.unended(tracking, run);
    if (!course) continue; // damaged, or deleted meanwhile
    if (run.isAlive || Date.now() - Date.parse(course.seenAt) < DIED_LATELY) courses.push(course);
  }
  const known = new Set(courses.map(({ id }) => id));
  const ended: Course[] = [];
  for (const { id } of before.filter((one) => !known.has(one.id))) {
    const course = await reader.ended(tracking, id);
    if (course) ended.push(course);
  }
  return { courses, ended, recorded: await tracking.count() };
}
