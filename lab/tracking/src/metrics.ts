import { asBytes, holdsNumber, textsOf } from './columns.ts';
import { sql } from './kysely.ts';
import type { LatestMetric, MetricPoint } from './records.ts';
import type { MetricTable } from './schema.ts';
import type { Queries } from './store.ts';

/** NaN is stored as null, since SQLite cannot hold it. */
export const stored = (value: number) => (Number.isNaN(value) ? null : value);

/** NaN where the database holds null. */
const value = sql<number | null>`case when ${holdsNumber('value')} then value end`.as('value');

/**
 * Ordered by key and step.
 *
 * @param last only this many of the last points of each key
 */
export async function metricsOf(
  db: Queries,
  runId: string,
  key?: string,
  last?: number,
): Promise<MetricPoint[]> {
  let query = recorded(db, runId);
  if (key !== undefined) query = query.where('key', '=', key);
  const ordered = query
    .select(['step', value])
    .select(asBytes(['key', 'time']))
    .orderBy('key')
    .orderBy('step', last === undefined ? 'asc' : 'desc');
  const found = await (last === undefined ? ordered : ordered.limit(last)).execute();
  const rows = last === undefined ? found : found.reverse();
  return rows.map((row) => {
    const { key, time } = textsOf({ key: row['key'] ?? null, time: row['time'] ?? null });
    return { key: String(key), step: row.step, value: row.value ?? NaN, time: String(time) };
  });
}

/** The last value of each key, ordered by key. */
export async function latestOf(db: Queries, runId: string): Promise<LatestMetric[]> {
  const last = recorded(db, runId)
    .select(({ fn }) => ['key', fn.max('step').as('step'), fn.countAll<number>().as('count')])
    .groupBy('key')
    .as('last');
  const rows = await db
    .selectFrom(last)
    .select(['step', 'count'])
    .select((at) =>
      at
        .selectFrom('metrics')
        .select(value)
        .where('run_id', '=', runId)
        .whereRef('metrics.key', '=', 'last.key')
        .whereRef('metrics.step', '=', 'last.step')
        .as('value'),
    )
    .select(asBytes(['key']))
    .orderBy('key')
    .execute();
  return rows.map((row) => {
    const { key } = textsOf({ key: row['key'] ?? null });
    return { key: String(key), step: row.step, value: row.value ?? NaN, count: row.count };
  });
}

/** Rows of a run, without those whose step is not a number. */
const recorded = (db: Queries, runId: string) =>
  db.selectFrom('metrics').where('run_id', '=', runId).where(holdsNumber('step'));

/** Rows per statement: SQLite allows 32,766 parameters, and a row takes five. */
const STATEMENT_ROWS = 1_000;

/** Records metric rows of one run. A row replaces earlier ones with the same key and step, also within the call. */
export async function upsertMetrics(db: Queries, rows: readonly MetricTable[]) {
  // A Postgres statement must not touch a row twice.
  const last = new Map(rows.map((row) => [`${row.step} ${row.key}`, row]));
  const all = [...last.values()];
  for (let start = 0; start < all.length; start += STATEMENT_ROWS)
    await db
      .insertInto('metrics')
      .values(all.slice(start, start + STATEMENT_ROWS))
      .onConflict((conflict) =>
        conflict.columns(['run_id', 'key', 'step']).doUpdateSet((row) => ({
          value: row.ref('excluded.value'),
          time: row.ref('excluded.time'),
        })),
      )
      .execute();
}
