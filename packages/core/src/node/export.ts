import { join } from 'node:path';
import { writeFileAtomic } from '../formats/index.ts';
import type { AdapterArchive } from '../files/archive.ts';
import { encodeExport, type ExportForm } from '../files/export.ts';
import { encodeMlx } from '../files/encode-mlx.ts';

/** Writes the single safetensors file of {@link encodeExport}. @throws {CoreError} as that does */
export async function exportAdapter(
  path: string,
  archive: AdapterArchive,
  form: ExportForm,
  component?: string,
): Promise<void> {
  await writeFileAtomic(path, await encodeExport(archive, form, component));
}

/** Writes the files of {@link encodeMlx} into a folder, which is made where it is missing. @throws {CoreError} as that does */
export async function exportToMlx(folder: string, archive: AdapterArchive): Promise<void> {
  const files = await encodeMlx(archive);
  for (const [name, bytes] of Object.entries(files))
    await writeFileAtomic(join(folder, name), bytes);
}
