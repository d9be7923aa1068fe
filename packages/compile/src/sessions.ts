import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cannotLoad } from './errors.ts';
import type { Binding } from './native.ts';

/**
 * Graphs that stay loaded, at most: an optimised graph of a thousand operations with its executor
 * and what TensorFlow compiled for it takes some tens of megabytes. The one unused for longest goes.
 */
const capacity = 12;

/** By the graph's fingerprint; the least recently used first. */
const loaded = new Map<string, number>();

/**
 * The session of a graph, loaded unless it already is. Equal graphs share one, whoever recorded
 * them: TensorFlow's optimiser takes seconds on the first run of each.
 */
export function sessionOf(binding: Binding, fingerprint: string, bytes: Uint8Array): number {
  const found = loaded.get(fingerprint);
  const session = found ?? load(binding, bytes);
  loaded.delete(fingerprint);
  loaded.set(fingerprint, session);
  for (const [oldest, unused] of loaded) {
    if (loaded.size <= capacity) break;
    loaded.delete(oldest);
    binding.deleteSavedModel(unused);
  }
  return session;
}

/** The binding reads graphs from a folder only. */
function load(binding: Binding, bytes: Uint8Array): number {
  const folder = mkdtempSync(join(tmpdir(), 'singlora-graph-'));
  try {
    writeFileSync(join(folder, 'saved_model.pb'), bytes);
    return binding.loadSavedModel(folder, 'serve');
  } catch (cause) {
    throw cannotLoad(cause);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
