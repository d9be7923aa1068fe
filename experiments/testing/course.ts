import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openTracking } from '@singlora/tracking';

/** The results of a run that must be equal on one machine, however often and whenever it was stopped. */
export interface Course {
  readonly status: string;
  readonly error: string | null;
  readonly summary: Readonly<Record<string, number>>;
  /** Hex SHA-256 by path in the run's folder. */
  readonly files: Readonly<Record<string, string>>;
  /** `key step value`, without the value of metrics of time or memory. */
  readonly metrics: readonly string[];
}

const measured = /seconds$|RssBytes$|^memory\/|per_second$/i;

/** The course of the only run of commands with their runs' folders in `folder` and, by default, their database. */
export async function courseIn(folder: string, url = join(folder, 'runs.db')): Promise<Course> {
  const tracking = await openTracking(url, undefined, folder);
  try {
    const runs = await tracking.list();
    const [run] = runs;
    if (run === undefined || runs.length > 1) throw new Error(`${runs.length} runs in ${folder}`);
    const points = await tracking.metrics(run.id);
    return {
      status: run.status,
      error: run.error ?? null,
      summary: Object.fromEntries(
        Object.entries(run.summary).filter(([key]) => !measured.test(key)),
      ),
      files: Object.fromEntries([
        ...run.artifacts.map(({ name, path }) => [name, sha256(path)] as const),
        ...readdirSync(join(run.folder, 'adapter')).map((name) => {
          return [`adapter/${name}`, sha256(join(run.folder, 'adapter', name))] as const;
        }),
      ]),
      metrics: points.map(({ key, step, value }) =>
        [key, step, measured.test(key) ? '-' : value].join(' '),
      ),
    };
  } finally {
    await tracking.close();
  }
}

function sha256(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}
