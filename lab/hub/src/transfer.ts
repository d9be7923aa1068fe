import { open, stat, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ResolveOptions } from './assets.ts';
import { cacheFault, HubError } from './errors.ts';
import { interrupted, longerThanAnnounced, networkDetail } from './network-errors.ts';
import type { HubClient, RemoteFile } from './hub-client.ts';
import { watchdog } from './watchdog.ts';

/** How often in a row a download may fail without receiving a byte. */
const maxFruitless = 3;

export async function fileSize(path: string): Promise<number> {
  return (await stat(path).catch(() => undefined))?.size ?? 0;
}

/** The transfer of one file from the Hub into the cache. */
export interface Transfer {
  readonly client: HubClient;
  readonly remote: RemoteFile;
  readonly name: string;
  readonly partial: string;
  readonly options: ResolveOptions;
}

/** Downloads and writes the rest of a file; network errors are thrown unchanged, disk errors as HubErrors. */
async function append(transfer: Transfer, file: FileHandle, start: number): Promise<void> {
  const { client, remote, name, partial, options } = transfer;
  const { onProgress, signal, stallAfterMs = 15_000 } = options;
  const watch = watchdog(signal);
  try {
    const response = await client.open(remote.commit, name, start, watch);
    const resumed = response.headers.get('content-range')?.startsWith(`bytes ${start}-`) === true;
    let received = resumed ? start : 0;
    await file.truncate(received);
    for await (const chunk of response.body ?? []) {
      watch.rest(); // writing may take as long as it takes
      const bytes = chunk as Uint8Array;
      received += bytes.byteLength;
      if (received > (remote.size ?? Infinity)) throw longerThanAnnounced(name, remote.size ?? 0);
      await file.appendFile(bytes).catch((cause: unknown) => {
        throw cacheFault(dirname(partial), cause);
      });
      onProgress?.({
        file: name,
        received,
        ...(remote.size !== undefined && { total: remote.size }),
      });
      watch.expectWithin(stallAfterMs);
    }
    if (received < (remote.size ?? 0)) throw new Error('the connection was closed');
  } finally {
    watch.rest();
  }
}

/** Fetches into `partial`, resuming an earlier attempt. */
export async function transferAll(transfer: Transfer): Promise<void> {
  const { remote, name, partial, options } = transfer;
  const file = await open(partial, 'a').catch((cause: unknown) => {
    throw cacheFault(dirname(partial), cause);
  });
  try {
    for (let fruitless = 0; ;) {
      const before = await fileSize(partial);
      const size = remote.size ?? 0;
      if (before > 0 && before === size) break;
      try {
        await append(transfer, file, before < size ? before : 0);
        break;
      } catch (error) {
        options.signal?.throwIfAborted();
        // A busy server is asked again, like one that cuts the connection.
        const refused = error instanceof HubError ? error : undefined;
        if (refused && refused.code !== 'HUB_UNAVAILABLE') throw refused;
        const after = await fileSize(partial);
        fruitless = after > before ? 0 : fruitless + 1;
        if (fruitless >= maxFruitless)
          throw refused ?? interrupted(name, after, networkDetail(error));
        await sleep(250 * 2 ** fruitless, undefined, { signal: options.signal });
      }
    }
    await file.sync();
  } finally {
    await file.close();
  }
}
