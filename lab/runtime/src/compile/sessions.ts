import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cannotLoad, noTemporaryFolder } from './errors.ts';
import type { Binding } from './native.ts';

export interface GraphSession {
  readonly id: number;
  /** The native tensors that its variables hold, joined; empty when they hold none. */
  held: string;
}

/**
 * The most graphs that stay loaded: a graph of a thousand operations takes some tens of megabytes
 * with its executor and compiled code. The least recently used one is dropped, with what its
 * variables hold.
 */
const capacity = 12;

/** The loaded sessions by their graphs' fingerprints, the least recently used first. */
const loaded = new Map<string, GraphSession>();

export const loadedSession = (fingerprint: string): GraphSession | undefined =>
  loaded.get(fingerprint);

/**
 * The session of a graph, loaded unless it already is. Equal graphs share one, whoever recorded
 * them, so that a large one is loaded once.
 */
export function sessionOf(binding: Binding, fingerprint: string, bytes: Uint8Array): GraphSession {
  const session = loaded.get(fingerprint) ?? { id: load(binding, bytes), held: '' };
  loaded.delete(fingerprint);
  loaded.set(fingerprint, session);
  for (const [oldest, unused] of loaded) {
    if (loaded.size <= capacity) break;
    loaded.delete(oldest);
    binding.deleteSavedModel(unused.id);
  }
  return session;
}

/** The binding reads graphs from a folder only. */
function load(binding: Binding, bytes: Uint8Array): number {
  const folder = emptyFolder();
  try {
    writeFileSync(join(folder, 'saved_model.pb'), bytes);
    return binding.loadSavedModel(folder, 'serve');
  } catch (cause) {
    throw cannotLoad(cause);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function emptyFolder(): string {
  try {
    return mkdtempSync(join(tmpdir(), 'singlora-graph-'));
  } catch (cause) {
    throw noTemporaryFolder(tmpdir(), cause);
  }
}
