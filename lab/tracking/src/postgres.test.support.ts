import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

/** A Postgres server started by a test, with its own files. */
export interface TestServer {
  /** The URL of one of its databases. */
  url(database: string): string;
  /** The folder of its socket. */
  readonly folder: string;
  start(): Promise<void>;
  /** Breaks every connection at once, like a power cut. */
  stop(): Promise<void>;
  /** Stops it for good. */
  remove(): Promise<void>;
}

/** Why tests of Postgres are skipped. */
export const noPostgres =
  'Postgres is not installed: no initdb in SINGLORA_POSTGRES, PATH or /usr/lib/postgresql/*/bin';

/** The folder of Postgres's programs. */
export function postgresPrograms(): string | undefined {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).sort().reverse() : [];
  return [
    process.env['SINGLORA_POSTGRES'] ?? '',
    ...(process.env['PATH'] ?? '').split(delimiter),
    ...versions.map((version) => join(debian, version, 'bin')),
  ].find((folder) => folder !== '' && existsSync(join(folder, 'initdb')));
}

/** Postgres refuses to run as root, so root starts it as nobody. */
const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

/** Starts a server on a Unix socket in a folder of its own; its data need not survive a power cut. */
export async function startPostgres(binaries: string): Promise<TestServer> {
  const folder = mkdtempSync(join(tmpdir(), 'pg-'));
  if (nobody.uid !== undefined) chownSync(folder, nobody.uid, nobody.gid);
  const data = join(folder, 'data');
  const run = async (program: string, ...options: string[]) => {
    const child = spawn(join(binaries, program), ['-D', data, ...options], {
      ...nobody,
      cwd: folder,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const [status] = (await once(child, 'exit')) as [number | null];
    if (status !== 0) throw new Error(`${program} ended with ${status}`);
  };
  await run(
    'initdb',
    '--auth=trust',
    '--username=lab',
    '--encoding=UTF8',
    '--no-locale',
    '--no-sync',
  );
  const server = `-k ${folder} -c listen_addresses='' -c fsync=off -c shared_buffers=16MB`;
  let runs = false;
  const start = async () => {
    if (!runs) await run('pg_ctl', '-w', '-l', join(folder, 'log'), '-o', server, 'start');
    runs = true;
  };
  const stop = async () => {
    if (runs) await run('pg_ctl', '-w', '-m', 'immediate', 'stop');
    runs = false;
  };
  await start();
  return {
    url: (database) => `postgres:///${database}?host=${folder}&user=lab`,
    folder,
    start,
    stop,
    remove: async () => {
      await stop();
      rmSync(folder, { recursive: true });
    },
  };
}
