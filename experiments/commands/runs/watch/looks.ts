import { setTimeout as sleep } from 'node:timers/promises';
import { CodedError } from '@singlora/errors';
import { openToWatch, type Tracking } from '@singlora/tracking';
import { withTracking } from '../opened.ts';
import type { Course } from './course.ts';
import { CourseReader } from './course-reader.ts';

/** The findings of a look at the database. */
export interface Look {
  /** Runs that go on, the newest first, and those that died lately. */
  readonly courses: readonly Course[];
  /** Those that went on at the look before, and have ended since. */
  readonly ended: readonly Course[];
  /** The reason why nothing could be read this time. */
  readonly problem?: string;
}

/** The time for which a run that died is shown, in ms. */
const DIED_LATELY = 24 * 3_600_000;

/** Looks at how far all runs are, time and again until `signal` is aborted; a database that is not there yet has none. */
export async function* looks(everySeconds: number, signal: AbortSignal): AsyncGenerator<Look> {
  const reader = new CourseReader();
  let look = await lookNow(reader); // what is wrong at the first one, the user is told
  while (!signal.aborted) {
    yield look;
    await sleep(everySeconds * 1_000, undefined, { signal }).catch(() => undefined);
    look = await lookNow(reader, look.courses).catch(problemOf(look));
  }
}

/** A server that restarts answers later; until then what is known is shown with the reason. */
const problemOf =
  ({ courses }: Look) =>
  (error: unknown): Look => {
    if (!(error instanceof CodedError && error.mayPass)) throw error;
    return { courses, ended: [], problem: error.message };
  };

/** @param before those that went on at the look before */
const lookNow = (reader: CourseReader, before: readonly Course[] = []): Promise<Look> =>
  withWatched((tracking) => read(tracking, reader, before), { courses: [], ended: [] });

/** Does some work with the database, opened for that alone: what is there in the next look may be another. */
export async function withWatched<T>(
  work: (tracking: Tracking) => Promise<T>,
  nothing: T,
): Promise<T> {
  const tracking = await openToWatch();
  return tracking ? withTracking(work, () => Promise.resolve(tracking)) : nothing;
}

async function read(
  tracking: Tracking,
  reader: CourseReader,
  before: readonly Course[],
): Promise<Look> {
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
  return { courses, ended };
}
