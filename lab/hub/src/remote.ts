import type { Assets, ResolveOptions } from './assets.ts';
import { asksOffline } from './environment.ts';
import { hubClient } from './hub-client.ts';
import { offlineByChoice } from './network-errors.ts';

/** The size and the hashes of a repository's files on the Hub. */
export interface RemoteFiles {
  /** the size of all files together */
  readonly bytes: number;
  /** SHA-256 of the large ones, by name */
  readonly sha256: Readonly<Record<string, string>>;
}

/**
 * The wanted files of a repository, as the Hub describes them; nothing is downloaded.
 *
 * @throws HubError as fetching them would: `HUB_OFFLINE`, `HUB_DENIED` for terms that are not accepted, `HUB_NOT_FOUND`, …
 */
export async function remoteFiles(
  kind: Assets['kind'],
  id: string,
  isWanted: (name: string) => boolean,
  options: ResolveOptions = {},
): Promise<RemoteFiles> {
  const { env = process.env, revision = 'main' } = options;
  if (asksOffline(env)) throw offlineByChoice();
  const client = hubClient(kind, id, options);
  const sha256: Record<string, string> = {};
  let bytes = 0;
  for (const name of (await client.list(revision)).filter(isWanted)) {
    const { hash, size = 0 } = await client.describe(revision, name);
    bytes += size;
    if (hash.length === 64) sha256[name] = hash;
  }
  return { bytes, sha256 };
}
