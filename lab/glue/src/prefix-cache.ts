import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { removeStale, withLock } from '@singlora/core/disk';
import { notices } from './notices.ts';
import {
  prefixFingerprint,
  openPrefix,
  stateBytes,
  writePrefix,
  type KeptPrefix,
  type PrefixSubject,
} from './prefix-file.ts';

/** The folder of cached states, the function that computes them, and listeners. */
export interface PrefixCacheOptions {
  /** The folder of the files. */
  readonly folder: string;
  /** Computes the layer's input states for each example in turn, `[tokens, width]`. */
  readonly compute: () => AsyncIterable<Float32Array>;
  /** Called before the computation with the number of bytes to be written. */
  readonly onCompute?: (bytes: number) => void;
  /** Called for a file that was damaged or altered, or cannot be written. */
  readonly onNotice?: (line: string) => void;
  readonly signal?: AbortSignal;
}

/**
 * A layer's input states for some examples, computed once: `<fingerprint>.safetensors` keeps them in half precision.
 * The fingerprint covers the model, the layer and the examples' tokens. A seal over it and the states is checked when
 * the file is opened; a file that has changed is reported and computed again. If two processes need the same states,
 * one computes them. Undefined where no file can be written, or the states exceed half precision: there is then no
 * prefix.
 */
export async function prefixOnce(
  subject: PrefixSubject,
  options: PrefixCacheOptions,
): Promise<KeptPrefix | undefined> {
  const { folder, signal, compute, onCompute, onNotice } = options;
  const path = join(folder, `${prefixFingerprint(subject)}.safetensors`);
  await removeStale(folder);
  try {
    const kept = await soundOne(path, subject, options);
    if (kept) return kept;
    return await withLock(`${path}.lock`, { ...(signal && { signal }) }, async () => {
      const theirs = await soundOne(path, subject, options);
      if (theirs) return theirs;
      onCompute?.(stateBytes(subject));
      await writePrefix(path, subject, compute());
      return openPrefix(path, subject);
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    onNotice?.(notices.unkeptPrefix(path, error));
    return undefined;
  }
}

/** The cached prefix, if its file is unchanged; a damaged file is reported and deleted. */
async function soundOne(path: string, subject: PrefixSubject, { onNotice }: PrefixCacheOptions) {
  if (!(await stat(path).catch(() => undefined))) return undefined;
  try {
    return await openPrefix(path, subject);
  } catch (error) {
    onNotice?.(notices.damagedPrefix(path, error));
    await rm(path, { recursive: true, force: true });
    return undefined;
  }
}
