import type { Assets, ResolveOptions } from './assets.ts';
import { endpoint, ignoresProxy } from './environment.ts';
import { HubError, networkDetail, notAHub, refused, unreachable } from './errors.ts';
import { isCommit } from './hub-cache.ts';
import { watchdog, type Watchdog } from './watchdog.ts';

/** A file of the Hub, as its headers describe it. */
export interface RemoteFile {
  readonly commit: string;
  /** SHA-256 of a large file's bytes, or git's SHA-1 of a small file as a blob; names the blob. */
  readonly hash: string;
  readonly size?: number;
}

export interface HubClient {
  describe(revision: string, file: string): Promise<RemoteFile>;
  /** The file's bytes from `start` on; `watch` is running and guards the body too. */
  open(commit: string, file: string, start: number, watch: Watchdog): Promise<Response>;
}

const maxRedirects = 5;

/** Endpoints found out of reach, so that the next asset need not wait to learn the same. */
const outOfReach = new Map<string, HubError>();

/** A client for one repository. All first waits for a host to answer share `options.offlineAfterMs`. */
export function hubClient(kind: Assets['kind'], id: string, options: ResolveOptions): HubClient {
  const { env = process.env, signal, offlineAfterMs = 5000, stallAfterMs = 15_000 } = options;
  const base = endpoint(env);
  const token = env['HF_TOKEN'] || undefined;
  const answered = new Set<string>(); // hosts
  let patience = offlineAfterMs;

  async function send(
    method: 'HEAD' | 'GET',
    address: URL,
    range: string | undefined,
    watch: Watchdog,
  ) {
    const headers = {
      'accept-encoding': 'identity', // sizes and ranges are of the file itself
      ...(token && address.origin === new URL(base).origin && { authorization: `Bearer ${token}` }),
      ...(range && { range }),
    };
    const known = outOfReach.get(base);
    if (known) throw known;
    const started = performance.now();
    watch.expectWithin(answered.has(address.host) ? stallAfterMs : patience);
    try {
      const response = await fetch(address, {
        method,
        headers,
        redirect: 'manual',
        signal: watch.signal,
      });
      if (!answered.has(address.host)) patience -= performance.now() - started;
      answered.add(address.host);
      watch.expectWithin(stallAfterMs);
      return response;
    } catch (error) {
      signal?.throwIfAborted();
      if (answered.has(address.host)) throw error;
      const offline = unreachable(address.origin, networkDetail(error), ignoresProxy(env));
      outOfReach.set(base, offline);
      throw offline;
    }
  }

  /** Follows redirects; of a HEAD only as far as the answer that describes the file. */
  async function request(
    method: 'HEAD' | 'GET',
    revision: string,
    file: string,
    watch: Watchdog,
    range?: string,
  ): Promise<Response> {
    const path = [
      id,
      'resolve',
      encodeURIComponent(revision),
      ...file.split('/').map(encodeURIComponent),
    ];
    let address = new URL(`${base}/${kind === 'dataset' ? 'datasets/' : ''}${path.join('/')}`);
    for (let redirects = 0; redirects <= maxRedirects; redirects++) {
      const response = await send(method, address, range, watch);
      const next = response.headers.get('location');
      const described = method === 'HEAD' && response.headers.has('x-repo-commit');
      if (response.ok || (described && next)) return response;
      await response.body?.cancel();
      if (!next || response.status >= 400) {
        const detail = response.headers.get('x-error-code') ?? '';
        throw refused(
          response.status,
          `${file} of ${id} (revision ${revision})`,
          detail,
          token !== undefined,
        );
      }
      address = new URL(next, address);
    }
    throw notAHub(base, 'end to its redirects');
  }

  return {
    describe: async (revision, file) => {
      const watch = watchdog(signal);
      try {
        const { headers, ok } = await request('HEAD', revision, file, watch);
        const commit = headers.get('x-repo-commit') ?? '';
        const etag = headers.get('x-linked-etag') ?? headers.get('etag') ?? '';
        const hash = etag.replace(/^W\//, '').replaceAll('"', '');
        // A redirect's own length is not the file's.
        const size = Number(
          headers.get('x-linked-size') ?? (ok && headers.get('content-length')) ?? NaN,
        );
        if (!isCommit(commit)) throw notAHub(base, 'X-Repo-Commit');
        if (!/^([0-9a-f]{40}|[0-9a-f]{64})$/.test(hash)) throw notAHub(base, 'ETag');
        return { commit, hash, ...(size > 0 && { size }) };
      } catch (error) {
        throw error instanceof HubError ? error : unreachable(base, networkDetail(error), false);
      } finally {
        watch.rest();
      }
    },
    open: (commit, file, start, watch) =>
      request('GET', commit, file, watch, start > 0 ? `bytes=${start}-` : undefined),
  };
}
