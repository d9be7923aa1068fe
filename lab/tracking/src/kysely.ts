import { createRequire } from 'node:module';
import type * as Module from 'kysely';

/**
 * Kysely's CommonJS build: its two hundred ES modules take a quarter of a second longer to load, in
 * every short command.
 */
export const {
  expressionBuilder,
  Kysely,
  PostgresDialect,
  PostgresQueryCompiler,
  sql,
  SqliteDialect,
} = createRequire(import.meta.url)('kysely') as typeof Module;
