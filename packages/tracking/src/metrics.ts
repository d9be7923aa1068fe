import type { Kysely } from 'kysely';
import { asBytes, textsOf } from './columns.ts';
import { sql } from './kysely.ts';
import type { LatestMetric, MetricPoint } from './records.ts';
import type { Schema, MetricTable } from './schema.ts';

/** NaN where the database holds null. */
const value = sql<number | null>`iif(typeof(value) in ('integer', 'real'), value, null)`.as(
  'value',
);

/** Ordered by key and step. */
export async function metricsOf(
  db: Kysely<Schema>,
  runId: string,
  key?: string,
): Promise<MetricPoint[]> {
  let query = recorded(db, runId);
  if (key !== undefined) query = query.where('key', '=', key);
  const rows = await query
    .select(['step', value])
    .select(asBytes(['key', 'time']))
    .orderBy('key')
    .orderBy('step')
    .execute();
  return rows.map((row) => {
    const { key, time } = textsOf({ key: row['key'] ?? null, time: row['time'] ?? null });
    return { key: String(key), step: row.step, value: row.value ?? NaN, time: String(time) };
  });
}

/** The last value of each key, ordered by key. */
export async function latestOf(db: Kysely<Schema>, runId: string): Promise<LatestMetric[]> {
  const rows = await recorded(db, runId)
    // With a single max(), SQLite takes the other columns from the row of the maximum.
    .select(({ fn }) => [fn.max('step').as('step'), value, fn.countAll<number>().as('count')])
    .select(asBytes(['key']))
    .groupBy('key')
    .orderBy('key')
    .execute();
  return rows.map((row) => {
    const { key } = textsOf({ key: row['key'] ?? null });
    return { key: String(key), step: row.step, value: row.value ?? NaN, count: row.count };
  });
}

/** Rows of a run, without those whose step is no number. */
const recorded = (db: Kysely<Schema>, runId: string) =>
  db
    .selectFrom('metrics')
    .where('run_id', '=', runId)
    .where(sql<boolean>`typeof(step) = 'integer'`);

/** Rows in one statement: SQLite allows 32,766 parameters, five a row. */
const STATEMENT_ROWS = 1_000;

/** Records metric rows; one of the same run, key and step is replaced. */
export async function upsertMetrics(db: Kysely<Schema>, rows: readonly MetricTable[]) {
  for (let start = 0; start < rows.length; start += STATEMENT_ROWS)
    await db
      .insertInto('metrics')
      .values(rows.slice(start, start + STATEMENT_ROWS))
      .onConflict((conflict) =>
        conflict.columns(['run_id', 'key', 'step']).doUpdateSet((row) => ({
          value: row.ref('excluded.value'),
          time: row.ref('excluded.time'),
        })),
      )
      .execute();
}
