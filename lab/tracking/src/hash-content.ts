import { createHash, hash } from 'node:crypto';
import type { ContentHashes } from './content-hashes.ts';
import { canonicalJson } from './identity.ts';
import { metricsOf } from './metrics.ts';
import type { ArtifactRecord, MetricPoint, RunRecord } from './records.ts';
import { jsonText } from './rows.ts';
import type { Queries } from './store.ts';

/** The parts of a run that its hashes cover. */
export interface RunContent {
  readonly summary: RunRecord['summary'];
  readonly metrics: readonly MetricPoint[];
  readonly artifacts: readonly Pick<ArtifactRecord, 'name' | 'sha256'>[];
}

/** A value as a database holds it, with its fields in one order. */
export const recordedText = (value: unknown): string => canonicalJson(JSON.parse(jsonText(value)));

/** The same content has the same hashes, whatever the database and the order in which it gives names. */
export const contentHashesOf = ({ summary, metrics, artifacts }: RunContent): ContentHashes => ({
  summary: hash('sha256', recordedText(summary)),
  curves: curvesSha256(metrics),
  files: hash(
    'sha256',
    JSON.stringify(artifacts.map(({ name, sha256: own }) => `${own} ${name}`).sort()),
  ),
});

function curvesSha256(metrics: readonly MetricPoint[]): string {
  const ordered = [...metrics].sort(
    (a, b) => Number(a.key > b.key) - Number(a.key < b.key) || a.step - b.step,
  );
  const all = createHash('sha256');
  for (const { key, step, value, time } of ordered)
    all.update(JSON.stringify([key, step, String(value), time]));
  return all.digest('hex');
}

/** The names of the parts whose content is no longer the hashed one. */
export function changedParts(hashes: ContentHashes, content: RunContent): (keyof ContentHashes)[] {
  const now = contentHashesOf(content);
  return (Object.keys(now) as (keyof ContentHashes)[]).filter((part) => now[part] !== hashes[part]);
}

/** Records the hashes of a run from what the database holds of it, in the transaction in which it finishes. */
export async function recordHashes(db: Queries, id: string): Promise<void> {
  const { summary } = await db
    .selectFrom('runs')
    .select('summary')
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  const artifacts = await db
    .selectFrom('artifacts')
    .select(['name', 'sha256'])
    .where('run_id', '=', id)
    .execute();
  const content = {
    summary: JSON.parse(summary) as RunRecord['summary'],
    metrics: await metricsOf(db, id),
    artifacts,
  };
  const hashes = JSON.stringify(contentHashesOf(content));
  await db.updateTable('runs').set({ hashes }).where('id', '=', id).execute();
}
