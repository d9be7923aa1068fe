import type { ColumnDefinitionBuilder, Generated, Kysely } from 'kysely';
import { asBytes, textOf } from './columns.ts';
import { withUnrecorded } from './environment.ts';
import { sql } from './kysely.ts';

/** One schema for every database: text, integers and doubles only. JSON and times are text. */
export interface Schema {
  runs: RunTable;
  metrics: MetricTable;
  artifacts: ArtifactTable;
  starts: StartTable;
  annotations: AnnotationTable;
}

export interface RunTable {
  /** Order of creation. */
  number: Generated<number>;
  id: string;
  experiment: string;
  identity: string;
  status: string;
  config: string;
  summary: string;
  assets: string;
  command: string;
  started_at: string;
  finished_at: string | null;
  error: string | null;
  /** JSON of `ContentHashes`; null until it finishes, and in older rows. */
  hashes: Generated<string | null>;
  host: string;
  pid: number;
  /** Distinguishes a process from a later one with the same pid; empty where the system does not say. */
  process_started: string;
  /** See `Owner`; also empty in rows of the first schema. */
  boot_id: Generated<string>;
  pid_namespace: Generated<string>;
  heartbeat_at: string;
}

export interface MetricTable {
  run_id: string;
  key: string;
  step: number;
  /** NaN is stored as null, since SQLite cannot hold it. */
  value: number | null;
  time: string;
}

export interface ArtifactTable {
  run_id: string;
  /** The path within the run's folder, so that the folder can be moved. */
  name: string;
  bytes: number;
  sha256: string;
}

/** One process's work on a run, from 0. */
export interface StartTable {
  run_id: string;
  number: number;
  host: string;
  pid: number;
  started_at: string;
  /** Null while it works; for a killed process its last heartbeat. */
  ended_at: string | null;
  /** The step it resumed from, and the last one it recorded; null where it trained nothing, or nothing was recorded. */
  from_step: number | null;
  to_step: number | null;
  /** JSON of a `ClusterJob`; null outside of jobs, and in older rows. */
  job: Generated<string | null>;
  environment: string;
}

/** Runs' tags and notes; only for runs that have any. */
export interface AnnotationTable {
  run_id: string;
  /** A JSON list. */
  tags: string;
  note: string;
}

/** Step n brings a database from version n to n + 1. Existing steps are never changed. */
export const migrations: readonly ((db: Kysely<Schema>) => Promise<void>)[] = [
  createTables,
  addOwnersPlace,
  indexExperiments,
  recordStarts,
  addAnnotations,
  addJobs,
  addHashes,
];

const required = (column: ColumnDefinitionBuilder) => column.notNull();
/** Rows that belong to a run are deleted with it. */
const ofRun = (column: ColumnDefinitionBuilder) =>
  required(column).references('runs.id').onDelete('cascade');

async function createTables(db: Kysely<Schema>): Promise<void> {
  const texts = ['experiment', 'identity', 'status', 'config', 'summary', 'environment', 'assets'];
  let runs = db.schema
    .createTable('runs')
    .addColumn('number', 'integer', (column) => column.primaryKey().autoIncrement())
    .addColumn('id', 'text', (column) => column.notNull().unique());
  for (const name of [...texts, 'command', 'started_at'])
    runs = runs.addColumn(name, 'text', required);
  await runs
    .addColumn('finished_at', 'text')
    .addColumn('error', 'text')
    .addColumn('host', 'text', required)
    .addColumn('pid', 'integer', required)
    .addColumn('process_started', 'text', required)
    .addColumn('heartbeat_at', 'text', required)
    .execute();
  await db.schema.createIndex('runs_by_identity').on('runs').column('identity').execute();
  // Guarantees that no two running runs have one identity.
  await db.schema
    .createIndex('runs_running')
    .on('runs')
    .column('identity')
    .unique()
    .where(sql.ref('status'), '=', sql.lit('running'))
    .execute();
  await db.schema
    .createTable('metrics')
    .addColumn('run_id', 'text', ofRun)
    .addColumn('key', 'text', required)
    .addColumn('step', 'integer', required)
    .addColumn('value', 'double precision')
    .addColumn('time', 'text', required)
    .addPrimaryKeyConstraint('metrics_key', ['run_id', 'key', 'step'])
    .execute();
  await db.schema
    .createTable('artifacts')
    .addColumn('run_id', 'text', ofRun)
    .addColumn('name', 'text', required)
    .addColumn('bytes', 'integer', required)
    .addColumn('sha256', 'text', required)
    .addPrimaryKeyConstraint('artifacts_key', ['run_id', 'name'])
    .execute();
}

/** Adds columns for an owner's host with defaults, so that a process of the older version with the database open can continue. */
async function addOwnersPlace(db: Kysely<Schema>): Promise<void> {
  for (const name of ['boot_id', 'pid_namespace'])
    await db.schema
      .alterTable('runs')
      .addColumn(name, 'text', (column) => column.notNull().defaultTo(''))
      .execute();
}

/** Adds an index on the columns that lists are filtered by, so that counting and filtering need not read whole rows. */
async function indexExperiments(db: Kysely<Schema>): Promise<void> {
  await db.schema
    .createIndex('runs_by_experiment')
    .on('runs')
    .columns(['experiment', 'status'])
    .execute();
}

/** Makes each start of a run a row; for earlier runs only the last is known, without its steps. */
async function recordStarts(db: Kysely<Schema>): Promise<void> {
  await db.schema
    .createTable('starts')
    .addColumn('run_id', 'text', ofRun)
    .addColumn('number', 'integer', required)
    .addColumn('host', 'text', required)
    .addColumn('pid', 'integer', required)
    .addColumn('started_at', 'text', required)
    .addColumn('ended_at', 'text')
    .addColumn('from_step', 'integer')
    .addColumn('to_step', 'integer')
    .addColumn('environment', 'text', required)
    .addPrimaryKeyConstraint('starts_key', ['run_id', 'number'])
    .execute();
  await sql`insert into starts (run_id, number, host, pid, started_at, ended_at, environment)
    select id, 0, host, pid, started_at, finished_at, environment from runs`.execute(db);
  const rows = await db
    .selectFrom('starts')
    .select('run_id')
    .select(asBytes(['environment']))
    .execute();
  for (const { run_id, environment: bytes } of rows) {
    const environment = extended(String(textOf(bytes ?? null)));
    if (environment === undefined) continue;
    await db.updateTable('starts').set({ environment }).where('run_id', '=', run_id).execute();
  }
  await db.schema.alterTable('runs').dropColumn('environment').execute();
}

async function addAnnotations(db: Kysely<Schema>): Promise<void> {
  await db.schema
    .createTable('annotations')
    .addColumn('run_id', 'text', (column) =>
      column.primaryKey().references('runs.id').onDelete('cascade'),
    )
    .addColumn('tags', 'text', required)
    .addColumn('note', 'text', required)
    .execute();
}

/** Adds the column of jobs. It is null for earlier starts, and for those of an older version's process with the database open. */
async function addJobs(db: Kysely<Schema>): Promise<void> {
  await db.schema.alterTable('starts').addColumn('job', 'text').execute();
}

/** Adds the column of hashes. It is null for earlier runs: a hash made now could not show what was changed before. */
async function addHashes(db: Kysely<Schema>): Promise<void> {
  await db.schema.alterTable('runs').addColumn('hashes', 'text').execute();
}

/** Undefined where it is damaged; it then stays unchanged. */
function extended(text: string): string | undefined {
  try {
    const environment: unknown = JSON.parse(text);
    const isObject = typeof environment === 'object' && environment !== null;
    return isObject ? JSON.stringify(withUnrecorded(environment)) : undefined;
  } catch {
    return undefined;
  }
}
