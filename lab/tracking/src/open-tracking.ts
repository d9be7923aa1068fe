import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { noPath, TrackingError, unreadableUrl, unsupportedUrl } from './errors.ts';
import { networkOf } from './network-folder.ts';
import { databaseMissing, hostsOwnFolder, ofOneHost, onNetwork } from './notices.ts';
import { openPostgres, watchPostgres, withoutSecrets } from './postgres-store.ts';
import { openMissing, openReadOnly, openUnchanged } from './read-only.ts';
import { openStore } from './sqlite-store.ts';
import type { Store } from './store.ts';
import { Tracking } from './tracking.ts';

/**
 * Opens the runs database, creating it if missing. `url` is a path or file: URL of an SQLite
 * database, or a postgres: URL; by default SINGLORA_TRACKING_URL or runs/runs.db here. `notice`
 * takes messages for the user, for example about missing records. `artifacts` is the folder of the
 * runs' folders, each named after its run's id: by default SINGLORA_ARTIFACTS, or the SQLite
 * database's folder, or runs here.
 */
export async function openTracking(
  url = defaultUrl(),
  notice: (text: string) => void = console.warn,
  artifacts = process.env['SINGLORA_ARTIFACTS'],
): Promise<Tracking> {
  const store = isPostgres(url) ? await openPostgres(url) : await openStore(pathOf(url), notice);
  return trackingIn(store, notice, artifacts);
}

/** Hosts may share a database without sharing the default folder. */
function trackingIn(
  store: Store,
  notice: (text: string) => void,
  artifacts: string | undefined,
): Tracking {
  const folder = folderOf(store.path, artifacts);
  return new Tracking(store, folder, notice, store.isShared && !artifacts);
}

const isPostgres = (url: string) => /^postgres(ql)?:/i.test(url);

function pathOf(url: string): string {
  const scheme = /^([a-z][a-z0-9+.-]+):/i.exec(url)?.[1]?.toLowerCase();
  if (/^~|^:memory:$/.test(url)) throw noPath(url);
  if (scheme === undefined) return resolve(url);
  if (scheme !== 'file') throw unsupportedUrl(scheme);
  if (!/^file:\//i.test(url)) throw unreadableUrl(); // file:x would be /x
  try {
    const path = fileURLToPath(url);
    if (!path.includes('\0')) return path;
  } catch {
    // refused below
  }
  throw unreadableUrl();
}

/**
 * The same, read-only; works where neither the database nor its folder is writable. A file that does not exist is not created,
 * and has no runs. Recording throws READ_ONLY.
 */
export async function openForReading(
  url = defaultUrl(),
  notice: (text: string) => void = console.warn,
  artifacts = process.env['SINGLORA_ARTIFACTS'],
): Promise<Tracking> {
  if (isPostgres(url)) return openTracking(url, notice, artifacts);
  const path = pathOf(url);
  if (!existsSync(path)) {
    notice(databaseMissing(path));
    return trackingIn(await openMissing(path), notice, artifacts);
  }
  const store = await openStore(path, notice).catch((error: unknown) => {
    if (!(error instanceof TrackingError && error.code === 'READ_ONLY')) throw error;
    return openReadOnly(path, error);
  });
  return trackingIn(store, notice, artifacts);
}

/**
 * The same, to look at a database while others write it: nothing is created, migrated or locked.
 *
 * @returns undefined where it does not exist yet
 */
export async function openToWatch(url = defaultUrl()): Promise<Tracking | undefined> {
  const store = isPostgres(url) ? await watchPostgres(url) : await openUnchanged(pathOf(url));
  return store && trackingIn(store, () => undefined, process.env['SINGLORA_ARTIFACTS']);
}

/** The default URL of the runs database. */
export const defaultUrl = (env: NodeJS.ProcessEnv = process.env): string =>
  env['SINGLORA_TRACKING_URL'] || 'runs/runs.db';

/** The name, in messages, of the database at a URL, whether or not it exists. */
export const databaseName = (url = defaultUrl()): string =>
  isPostgres(url) ? withoutSecrets(url) : pathOf(url);

/** The folder that holds the runs' folders of a database. */
const folderOf = (url: string, artifacts: string | undefined) =>
  resolve(artifacts || (isPostgres(url) ? 'runs' : dirname(pathOf(url))));

/** The same from an environment, as an absolute path. */
export const defaultFolder = (env: NodeJS.ProcessEnv): string =>
  folderOf(defaultUrl(env), env['SINGLORA_ARTIFACTS']);

/** Why several hosts cannot share the records of an environment, in sentences; empty where they can. */
export function limitsForHosts(env: NodeJS.ProcessEnv): string[] {
  const url = defaultUrl(env);
  if (isPostgres(url)) return env['SINGLORA_ARTIFACTS'] ? [] : [hostsOwnFolder(defaultFolder(env))];
  const path = pathOf(url);
  const network = networkOf(dirname(path));
  return [network === undefined ? ofOneHost(path) : onNetwork(path, network)];
}
