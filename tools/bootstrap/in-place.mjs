import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { replaceFile } from '../../packages/files/src/replace-file.mjs';
import { sha256 } from './cache.mjs';
import { damagedInPlace } from './errors.mjs';
import { faultsOf, readManifest } from './library.mjs';
import { sourcesSha256 } from './sources.mjs';

/** Where `@tensorflow/tfjs-node-gpu` 4.22 looks for its addon: N-API 8, one build for every Node. */
export const napiVersion = 8;
export const addonPath = (root) =>
  join(root, `node_modules/@tensorflow/tfjs-node-gpu/lib/napi-v${napiVersion}/tfjs_binding.node`);

/**
 * The record of the addon in place: its SHA-256, that of our own sources in it, the folder of the library it was
 * built for, and how the files of both looked when they were last hashed. It goes with node_modules.
 */
const recordPath = (root) => join(root, 'node_modules/.singlora-setup');

/** Records what was built; whether it is in place is then for {@link inPlace} to say. */
export async function recordBuilt(root, library) {
  const addonSha256 = await sha256(addonPath(root));
  await writeRecord(root, { library, addonSha256, sources: sourcesSha256(root), stamps: {} });
}

const writeRecord = (root, record) =>
  replaceFile(recordPath(root), (file) => file.writeFile(JSON.stringify(record)));

function readRecord(root) {
  try {
    const { library, addonSha256, sources, stamps } = JSON.parse(
      readFileSync(recordPath(root), 'utf8'),
    );
    if (typeof library !== 'string' || typeof addonSha256 !== 'string') return undefined;
    return { library, addonSha256, sources, stamps: stamps ?? {} };
  } catch {
    return undefined; // none, or a damaged one
  }
}

/** What changes whenever a file is written to or replaced: times can be set back, but not ctime. */
function stampOf(path) {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false });
  return found && [found.size, found.mtimeNs, found.ctimeNs, found.ino, found.dev].join(' ');
}

function stampsOf(root, { library }) {
  const names = Object.keys(readManifest(library)?.files ?? {});
  const paths = [addonPath(root), ...names.map((name) => join(library, name))];
  return Object.fromEntries(paths.map((path) => [path, stampOf(path)]));
}

const isSame = (one, other) =>
  Object.entries(one).every(([path, stamp]) => stamp !== undefined && stamp === other[path]);

/**
 * The library's folder that the addon in place belongs to, or undefined when there is no addon of
 * ours, it was built from other sources, the library has gone from the cache, or one of them is not
 * what it was when it was put there. Files are hashed once, and again when size or times differ.
 */
export async function inPlace(root, options) {
  const record = readRecord(root);
  if (!record || !readManifest(record.library)) return undefined;
  if (record.sources !== sourcesSha256(root)) return undefined;
  const stamps = stampsOf(root, record);
  if (isSame(stamps, record.stamps)) return record.library;
  if ((await faultsInPlace(root, options)).length > 0) return undefined;
  // What changed while it was hashed is hashed again the next time; so is all of it where this cannot be written.
  const still = isSame(stamps, stampsOf(root, record));
  if (still) await writeRecord(root, { ...record, stamps }).catch(() => {});
  return record.library;
}

/** The files of the addon and its library that are not what they were when they were put in place. */
export async function faultsInPlace(root, options) {
  const { library } = readRecord(root) ?? {};
  return [
    ...(await addonFaults(root, options)),
    ...((library && (await faultsOf(library, options))) ?? []),
  ];
}

/**
 * The addon, if it is not what was built.
 * @returns {Promise<import('./library.mjs').Fault[]>}
 */
export async function addonFaults(root, options) {
  const { addonSha256: expected } = readRecord(root) ?? {};
  const path = addonPath(root);
  const found = expected && stampOf(path) && (await sha256(path, options));
  return found === expected ? [] : [{ path, expected, found }];
}

/**
 * Fails where what would be loaded is damaged; an empty place is no error.
 * @throws {SetupError} `DAMAGED`
 */
export async function requireSound(root, options) {
  if (await inPlace(root, options)) return;
  const damaged = (await faultsInPlace(root, options)).filter(({ found }) => found);
  if (damaged.length > 0) throw damagedInPlace(damaged);
}
