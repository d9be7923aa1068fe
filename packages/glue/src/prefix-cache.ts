import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { removeStale, withLock } from '@singlora/files';
import { notices } from './notices.ts';
import {
  fingerprintOf,
  openPrefix,
  sizeOf,
  writePrefix,
  type KeptPrefix,
  type PrefixSubject,
} from './prefix-file.ts';

/** Where states are kept, and how they are made. */
export interface PrefixCacheOptions {
  /** Where the files lie. */
  readonly folder: string;
  /** Computes them: what enters the layer for each example in turn, `[tokens, width]`. */
  readonly compute: () => AsyncIterable<Float32Array>;
  /** Told before anything is computed how many bytes will be written. */
  readonly onCompute?: (bytes: number) => void;
  /** Told of a file that was damaged or altered, and of one that cannot be written. */
  readonly onNotice?: (line: string) => void;
  readonly signal?: AbortSignal;
}

/**
 * What enters a layer for some examples, computed once: `<fingerprint>.safetensors` keeps it in half precision. The
 * fingerprint is over the model, the layer and the examples' tokens, and a seal over it and the states is checked when
 * the file is opened: one that is not as it was written is reported and made again. Of two processes that want the same
 * states one computes them. Undefined where no file can be written, or the states are beyond half precision: there is then
 * no prefix.
 */
export async function prefixOnce(
  subject: PrefixSubject,
  options: PrefixCacheOptions,
): Promise<KeptPrefix | undefined> {
  const { folder, signal, compute, onCompute, onNotice } = options;
  const path = join(folder, `${fingerprintOf(subject)}.safetensors`);
  await removeStale(folder);
  try {
    const kept = await soundOne(path, subject, options);
    if (kept) return kept;
    return await withLock(`${path}.lock`, { ...(signal && { signal }) }, async () => {
      const theirs = await soundOne(path, subject, options);
      if (theirs) return theirs;
      onCompute?.(sizeOf(subject));
      await writePrefix(path, subject, compute());
      return openPrefix(path, subject);
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    onNotice?.(notices.unkeptPrefix(path, error));
    return undefined;
  }
}

/** What is there, if it is as it was written; else it is thrown away. */
async function soundOne(
  path: string,
  subject: PrefixSubject,
  { onNotice }: PrefixCacheOptions,
): Promise<KeptPrefix | undefined> {
  if (!(await stat(path).catch(() => undefined))) return undefined;
  try {
    return await openPrefix(path, subject);
  } catch (error) {
    onNotice?.(notices.damagedPrefix(path, error));
    await rm(path, { recursive: true, force: true });
    return undefined;
  }
}
