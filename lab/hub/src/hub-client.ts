import type { Assets, ResolveOptions } from './assets.ts';
import { endpoint, ignoresProxy } from './environment.ts';
import { HubError } from './errors.ts';
import { networkDetail, notAHub, requestRefused, unreachable } from './network-errors.ts';
import { isCommit } from './hub-cache.ts';
import { watchdog, type Watchdog } from './watchdog.ts';

/** A file of the Hub, as its headers describe it. */
export interface RemoteFile {
  readonly commit: string;
  /** SHA-256 of a large file's bytes, or git's SHA-1 of a small file as a blob; the blob is named by it. */
  readonly hash: string;
  readonly size?: number;
}

export interface HubClient {
  /** The names of all files of a revision. */
  list(revision: string): Promise<readonly string[]>;
  describe(revision: string, file: string): Promise<RemoteFile>;
  /** The file's bytes from `start` on; `watch` is running and also covers the body. */
  open(commit: string, file: string, start: number, watch: Watchdog): Promise<Response>;
}

const maxRedirects = 5;

/** Unreachable endpoints, so that the next asset does not wait again. */
const outOfReach = new Map<string, HubError>();

/**
 * A client for one repository. All first waits for a host's answer share `options.offlineAfterMs`. It replaces
 * `@huggingface/hub` (2.17), which restarts interrupted downloads from the beginning, waits minutes for a silent
 * server, and does not verify downloads.
 */
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

  /** Follows redirects; for a HEAD only up to the answer that describes the file. */
  async function follow(
    method: 'HEAD' | 'GET',
    path: string,
    what: string,
    watch: Watchdog,
    range?: string,
  ): Promise<Response> {
    let address = new URL(`${base}/${path}`);
    for (let redirects = 0; redirects <= maxRedirects; redirects++) {
      const response = await send(method, address, range, watch);
      const next = response.headers.get('location');
      const described = method === 'HEAD' && response.headers.has('x-repo-commit');
      if (response.ok || (described && next)) return response;
      await response.body?.cancel();
      if (!next || response.status >= 400) {
        const detail = response.headers.get('x-error-code') ?? '';
        throw requestRefused(response.status, what, detail, token !== undefined);
      }
      address = new URL(next, address);
    }
    throw notAHub(base, 'end to its redirects');
  }

  function request(
    method: 'HEAD' | 'GET',
    revision: string,
    file: string,
    watch: Watchdog,
    range?: string,
  ): Promise<Response> {
    const names = file.split('/').map(encodeURIComponent).join('/');
    const repository = `${kind === 'dataset' ? 'datasets/' : ''}${id}`;
    const path = `${repository}/resolve/${encodeURIComponent(revision)}/${names}`;
    return follow(method, path, `${file} of ${id} (revision ${revision})`, watch, range);
  }

  /** Runs `work`, which uses the network; a network error becomes a HubError. */
  async function watched<T>(work: (watch: Watchdog) => Promise<T>): Promise<T> {
    const watch = watchdog(signal);
    try {
      return await work(watch);
    } catch (error) {
      signal?.throwIfAborted();
      throw error instanceof HubError ? error : unreachable(base, networkDetail(error), false);
    } finally {
      watch.rest();
    }
  }

  return {
    list: (revision) =>
      watched(async (watch) => {
        const path = `api/${kind}s/${id}/revision/${encodeURIComponent(revision)}`;
        const response = await follow('GET', path, `${id} (revision ${revision})`, watch);
        const { siblings } = (await response.json()) as { siblings?: unknown };
        if (!Array.isArray(siblings)) throw notAHub(base, 'list of files');
        return siblings
          .map((entry) => (entry as { rfilename?: unknown } | null)?.rfilename)
          .filter((name) => typeof name === 'string');
      }),
    describe: (revision, file) =>
      watched(async (watch) => {
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
      }),
    open: (commit, file, start, watch) =>
      request('GET', commit, file, watch, start > 0 ? `bytes=${start}-` : undefined),
  };
}
