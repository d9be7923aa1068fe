import type { TestProject } from 'vitest/node';
import { postgresPrograms, startPostgres } from './postgres.test.support.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The URL of a server's database, where tests may make others; null where Postgres is not installed. */
    postgres: string | null;
  }
}

/** One server for all tests of the project. */
export default async function setup(
  project: TestProject,
): Promise<(() => Promise<void>) | undefined> {
  const binaries = postgresPrograms();
  const server = binaries === undefined ? undefined : await startPostgres(binaries);
  project.provide('postgres', server?.url('postgres') ?? null);
  return server && (() => server.remove());
}
