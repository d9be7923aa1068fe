import type { Kysely } from 'kysely';
import type { MetricTable, Schema } from './schema.ts';

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
