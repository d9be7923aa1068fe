import { asBytes, textsOf } from './columns.ts';
import { runDamaged, runNotFound } from './errors.ts';
import { annotationRow, rowProblem } from './row-schema.ts';
import type { Store } from './store.ts';

/** A run's tags and note, given by people; they affect no result. */
export interface Annotation {
  /** Distinct, in alphabetical order. */
  readonly tags: readonly string[];
  /** Empty where there is none. */
  readonly note: string;
}

/** Changes a run's tags and note atomically. @throws TrackingError RUN_NOT_FOUND, or RUN_DAMAGED where they cannot be read */
export async function annotate(
  store: Store,
  id: string,
  change: (before: Annotation) => Annotation,
): Promise<Annotation> {
  return store.write(async (db) => {
    const run = await db
      .selectFrom('runs')
      .select(asBytes(['experiment']))
      .where('id', '=', id)
      .executeTakeFirst();
    if (run === undefined) throw runNotFound(id, store.path);
    const found = await db
      .selectFrom('annotations')
      .select(asBytes(['tags', 'note']))
      .where('run_id', '=', id)
      .executeTakeFirst();
    const read = annotationRow.safeParse(found && textsOf(found));
    if (!read.success) {
      const experiment = String(textsOf(run)['experiment']);
      const problem = `annotations: ${rowProblem(read.error.issues)}`;
      throw runDamaged({ id, experiment, problem });
    }
    const before = read.data ?? { tags: [], note: '' };
    const { tags, note } = change(before);
    const after = { tags: [...new Set(tags)].sort(), note };
    const row = { run_id: id, tags: JSON.stringify(after.tags), note };
    await db.deleteFrom('annotations').where('run_id', '=', id).execute();
    if (after.tags.length > 0 || note !== '')
      await db.insertInto('annotations').values(row).execute();
    return after;
  });
}
