import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { replaceFile } from '../../packages/core/src/disk/replace-file.mjs';
import { isLibraryWhole } from './library.mjs';
import { sourcesSha256 } from './sources.mjs';

/** The version of N-API for which `@tensorflow/tfjs-node-gpu` 4.22 looks for its addon: one build for every Node. */
export const napiVersion = 8;
export const addonPath = (root) =>
  join(root, `node_modules/@tensorflow/tfjs-node-gpu/lib/napi-v${napiVersion}/tfjs_binding.node`);

/** The record of the addon in place: the folder of the library it was built for, and the SHA-256 of our own sources in it. */
const recordPath = (root) => join(root, 'node_modules/.singlora-setup');

/** Records a build; {@link inPlace} decides from the record whether it is in place. */
export const recordBuilt = (root, library) =>
  replaceFile(recordPath(root), (file) =>
    file.writeFile(JSON.stringify({ library, sources: sourcesSha256(root) })),
  );

function readRecord(root) {
  try {
    return JSON.parse(readFileSync(recordPath(root), 'utf8')) ?? {};
  } catch {
    return {}; // none, or a damaged one
  }
}

/**
 * The library's folder of the installed addon, or undefined if there is no addon of ours, it was
 * built from other sources, or the library is missing from the cache.
 */
export function inPlace(root) {
  const { library, sources } = readRecord(root);
  if (typeof library !== 'string' || sources !== sourcesSha256(root)) return undefined;
  return existsSync(addonPath(root)) && isLibraryWhole(library) ? library : undefined;
}
