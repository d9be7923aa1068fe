import { runNotFound } from './errors.ts';
import type { Store } from './store.ts';

/** What people say of a run; it decides nothing. */
export interface Annotation {
  /** Each once, in alphabetical order. */
  readonly tags: readonly string[];
  /** Empty where there is none. */
  readonly note: string;
}

/** Changes what is said of a run, whoever else does so at the same time. @throws TrackingError RUN_NOT_FOUND */
export async function annotate(
  store: Store,
  id: string,
  change: (before: Annotation) => Annotation,
): Promise<Annotation> {
  return store.write(async (db) => {
    const run = await db.selectFrom('runs').select('id').where('id', '=', id).executeTakeFirst();
    if (run === undefined) throw runNotFound(id, store.path);
    const found = await db
      .selectFrom('annotations')
      .select(['tags', 'note'])
      .where('run_id', '=', id)
      .executeTakeFirst();
    const before = { tags: JSON.parse(found?.tags ?? '[]') as string[], note: found?.note ?? '' };
    const { tags, note } = change(before);
    const after = { tags: [...new Set(tags)].sort(), note };
    const row = { run_id: id, tags: JSON.stringify(after.tags), note };
    await db.deleteFrom('annotations').where('run_id', '=', id).execute();
    if (after.tags.length > 0 || note !== '')
      await db.insertInto('annotations').values(row).execute();
    return after;
  });
}
