import { writeFileAtomic } from '@singlora/formats';
import type { AdapterArchive } from '../files/archive.ts';
import { encodeExport, type ExportForm } from '../files/export.ts';

/** Writes the single safetensors file of {@link encodeExport}. @throws {CoreError} as that does */
export async function exportAdapter(
  path: string,
  archive: AdapterArchive,
  form: ExportForm,
  component?: string,
): Promise<void> {
  await writeFileAtomic(path, await encodeExport(archive, form, component));
}
