import { openStateDict, writeSafetensors, type StateDictFile } from '@singlora/formats';
import type { AdapterArchive } from '../files/archive.ts';
import { checkpointLayers, mergedCheckpoint } from '../files/merge-file.ts';

/** {@link checkpointLayers} of a file. */
export const layersOfCheckpoint = (path: string) =>
  withCheckpoint(path, (file) => Promise.resolve(checkpointLayers(file)));

/**
 * Merges an adapter into a copy of its base checkpoint, each weight in its own type. The base is only read; a result
 * that is not finite is refused before anything is written.
 */
export const mergeIntoCheckpoint = (
  archive: AdapterArchive,
  basePath: string,
  outPath: string,
): Promise<void> =>
  withCheckpoint(basePath, async (base) => {
    const tensors = await mergedCheckpoint(archive, base);
    await writeSafetensors(outPath, tensors, { format: 'pt', ...base.metadata });
  });

async function withCheckpoint<T>(
  path: string,
  use: (file: StateDictFile) => Promise<T>,
): Promise<T> {
  const file = await openStateDict(path);
  try {
    return await use(file);
  } finally {
    await file.close();
  }
}
