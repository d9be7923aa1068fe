import type { AssetFile, Assets } from '@singlora/hub';
import type { AssetRecord } from '@singlora/tracking';

/** Assets as a run's record keeps them, with the files of the names given. */
export function assetRecord(
  { kind, id, revision, source, origin }: Assets,
  files: readonly Pick<AssetFile, 'name' | 'sha256'>[],
): AssetRecord {
  const sha256 = Object.fromEntries(files.map((file) => [file.name, file.sha256]));
  return { kind, id, revision, source, origin, sha256 };
}
