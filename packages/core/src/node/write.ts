import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomic } from '../formats/index.ts';
import type { AdapterArchive } from '../files/archive.ts';
import { diffusersFile, encodeAdapter } from '../files/encode.ts';
import { mlxFile } from '../files/encode-mlx.ts';
import { isModelCard } from '../files/model-card.ts';
import { ownFile } from '../files/own-file.ts';

/** A folder, and the files in it that {@link writeAdapter} writes and that an adapter is read from. */
export const adapterFiles = (folder: string): string[] =>
  ['', 'adapter_model.safetensors', mlxFile, 'adapter_config.json', ownFile, diffusersFile].map(
    (name) => join(folder, name),
  );

/**
 * Writes the files of {@link encodeAdapter} into a folder, which is made where it is missing. An existing README.md stays
 * unless it is an unedited model card. Files that another adapter left beside PEFT's are removed.
 */
export async function writeAdapter(folder: string, archive: AdapterArchive): Promise<void> {
  const files = await encodeAdapter(archive);
  for (const [name, bytes] of Object.entries(files)) {
    const path = join(folder, name);
    if (name === 'README.md' && (await isSomebodys(path))) continue;
    await writeFileAtomic(path, bytes);
  }
  // Last, so that a folder that cannot be written to keeps all of its adapter.
  for (const name of [ownFile, diffusersFile])
    if (!(name in files)) await rm(join(folder, name), { force: true });
}

async function isSomebodys(readme: string): Promise<boolean> {
  const text = await readFile(readme, 'utf8').catch(() => undefined);
  return text !== undefined && !isModelCard(text);
}
