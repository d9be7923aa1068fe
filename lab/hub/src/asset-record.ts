import type { AssetFile, Assets } from './assets.ts';

/** The entry of assets in a run's record: their origin, and the SHA-256 of files by name; all of them by default. */
export function assetRecordOf(
  { kind, id, revision, source, origin, files: all }: Assets,
  files: readonly Pick<AssetFile, 'name' | 'sha256'>[] = Object.values(all),
) {
  const sha256 = Object.fromEntries(files.map((file) => [file.name, file.sha256]));
  return { kind, id, revision, source, origin, sha256 };
}
