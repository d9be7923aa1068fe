import type { AssetFile, Assets } from './assets.ts';

/** What a run's record keeps of assets: where they came from, and the SHA-256 of files by name; all of them by default. */
export function assetRecord(
  { kind, id, revision, source, origin, files: all }: Assets,
  files: readonly Pick<AssetFile, 'name' | 'sha256'>[] = Object.values(all),
) {
  const sha256 = Object.fromEntries(files.map((file) => [file.name, file.sha256]));
  return { kind, id, revision, source, origin, sha256 };
}
