import { join } from 'node:path';
import { writeFileAtomic } from '@singlora/formats';
import type { AdapterArchive } from '../files/archive.ts';
import { encodeAdapter } from '../files/encode.ts';

/** A folder, and the files in it that {@link writeAdapter} writes and that an adapter is read from. */
export const adapterFiles = (folder: string): string[] =>
  ['', 'adapter_model.safetensors', 'adapter_config.json'].map((name) => join(folder, name));

/** Writes the files of {@link encodeAdapter} into a folder, which is made where it is missing. */
export async function writeAdapter(folder: string, archive: AdapterArchive): Promise<void> {
  for (const [name, bytes] of Object.entries(await encodeAdapter(archive)))
    await writeFileAtomic(join(folder, name), bytes);
}
