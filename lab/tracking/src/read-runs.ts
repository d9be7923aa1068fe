import { asBytes, textOf, textsOf } from './columns.ts';
import type { Environment } from './environment.ts';
import { grouped } from './grouped.ts';
import type { BriefRun, DamagedRun, ListedRun } from './records.ts';
import { briefRow, environmentText, type rowSchemas } from './row-schema.ts';
import { briefOf, recordOf, rowOf, runColumns } from './rows.ts';
import type { Queries } from './store.ts';

/**
 * The runs with these numbers that still exist, newest first.
 *
 * @param place the folder that holds every run's folder, the time, and the schemas, which share equal values
 */
export async function readRuns(
  db: Queries,
  numbers: readonly number[],
  place: { runs: string; now: number; schemas: ReturnType<typeof rowSchemas> },
): Promise<ListedRun[]> {
  if (numbers.length === 0) return [];
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
  const runOf = (row: object) => (row as { run_id?: unknown }).run_id;
  const said = grouped(annotations.map(textsOf), runOf);
  const files = grouped(artifacts.map(textsOf), runOf);
  const started = grouped(
    starts.map(({ pid, from_step, to_step, ...texts }) => ({
      pid,
      from_step,
      to_step,
      ...textsOf(texts),
    })),
    runOf,
  );
  return rows.map(rowOf).map((row) => {
    const own = {
      said: said.get(row.id)?.[0],
      artifacts: files.get(row.id) ?? [],
      starts: started.get(row.id) ?? [],
    };
    return recordOf(row, own, place);
  });
}

/** The same without their starts and files; of finished runs, whose status needs no look at a process. */
export async function readBriefly(
  db: Queries,
  numbers: readonly number[],
): Promise<(BriefRun | DamagedRun)[]> {
  const rows = await db
    .selectFrom('runs')
    .where('number', 'in', numbers)
    .select(asBytes(Object.keys(briefRow.shape)))
    .orderBy('number', 'desc')
    .execute();
  return rows.map(rowOf).map(briefOf);
}

export async function readEnvironments(db: Queries): Promise<Environment[]> {
  const rows = await db
    .selectFrom('starts')
    .select(asBytes(['environment']))
    .distinct()
    .execute();
  return rows.flatMap((row) => {
    const read = environmentText.safeParse(textOf(row['environment'] ?? null));
    return read.success ? [read.data] : [];
  });
}
