import { setTimeout as sleep } from 'node:timers/promises';
import { CodedError } from '@singlora/errors';
import { isDamaged, openToWatch, TrackingError, type Tracking } from '@singlora/tracking';
import { withTracking } from '../opened.ts';
import { courseOf, type Course } from './course.ts';

/** What a look at the database finds. */
export interface Look {
  /** Runs that go on, the newest first, and those that died lately. */
  readonly courses: readonly Course[];
  /** Those that went on at the look before, and have ended since. */
  readonly ended: readonly Course[];
  /** Why nothing could be read this time. */
  readonly problem?: string;
}

/** How long a run that died is shown, in ms. */
const DIED_LATELY = 24 * 3_600_000;

/** How far all runs are, time and again until `signal` says otherwise; a database that is not there yet has none. */
export async function* looks(everySeconds: number, signal: AbortSignal): AsyncGenerator<Look> {
  let look = await lookNow(); // what is wrong at the first one, the user is told
  while (!signal.aborted) {
    yield look;
    await sleep(everySeconds * 1_000, undefined, { signal }).catch(() => undefined);
    look = await lookNow(look.courses).catch(problemOf(look));
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
export const lookNow = (before: readonly Course[] = []): Promise<Look> =>
  withWatched((tracking) => read(tracking, before), { courses: [], ended: [] });

/** Does some work with the database, opened for that alone: what is there in the next look may be another. */
export async function withWatched<T>(
  work: (tracking: Tracking) => Promise<T>,
  nothing: T,
): Promise<T> {
  const tracking = await openToWatch();
  return tracking ? withTracking(work, () => Promise.resolve(tracking)) : nothing;
}

async function read(tracking: Tracking, before: readonly Course[]): Promise<Look> {
  const now = Date.now();
  const courses: Course[] = [];
  for await (const run of tracking.each({ unended: true })) {
    if (isDamaged(run)) continue; // `list` names it
    const course = await courseOf(tracking, run, now);
    if (course.status === 'running' || now - Date.parse(course.seenAt) < DIED_LATELY)
      courses.push(course);
  }
  const known = new Set(courses.map(({ id }) => id));
  const ended: Course[] = [];
  for (const { id } of before.filter((one) => !known.has(one.id))) {
    const run = await tracking.inspect(id).catch(unlessDeleted);
    if (run && !isDamaged(run)) ended.push(await courseOf(tracking, run, now));
  }
  return { courses, ended };
}

function unlessDeleted(error: unknown): undefined {
  if (!(error instanceof TrackingError && error.code === 'RUN_NOT_FOUND')) throw error;
}
