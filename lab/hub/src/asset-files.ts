import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { AssetFile } from './assets.ts';
import { ownCache } from './environment.ts';
import { knownSha256 } from './known-hash.ts';

export const isFile = async (path: string): Promise<boolean> =>
  (await stat(path).catch(() => undefined))?.isFile() === true;

/** The names of files that the folder lacks. */
export async function missingFiles(folder: string, names: readonly string[]): Promise<string[]> {
  const present = await Promise.all(names.map((name) => isFile(join(folder, name))));
  return names.filter((_, i) => !present[i]);
}

/**
 * Describes existing files, by name.
 *
 * @param onChange called for a file that should never change, but did
 * @throws HubError `HUB_CHECKSUM` for a damaged file
 */
export async function assetFiles(
  folder: string,
  names: readonly string[],
  env: NodeJS.ProcessEnv,
  onChange?: (line: string) => void,
): Promise<Record<string, AssetFile>> {
  const options = { cache: ownCache(env), onChange };
  const files = await Promise.all(
    names.map(async (name): Promise<[string, AssetFile]> => {
      const path = join(folder, name);
      const { size } = await stat(path);
      return [name, { name, path, bytes: size, sha256: await knownSha256(path, options) }];
    }),
  );
  return Object.fromEntries(files);
}
