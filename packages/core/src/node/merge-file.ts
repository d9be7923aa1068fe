import { dirname } from 'node:path';
import { removeStale } from '../disk/index.ts';
import { streamSafetensors } from '../formats/index.ts';
import type { AdapterArchive } from '../files/archive.ts';
import { checkpointLayers, mergedTensors, renamedInBase } from '../files/merge-file.ts';
import { copiesLeft, isTokenHead, replacedAlone, updatedAlone } from '../files/tied-head.ts';
import { lowRankThread } from './low-rank-thread.ts';
import { openBase, type BaseModel } from './open-base.ts';
import { refuseOverwriting } from './overwrite.ts';

/** {@link checkpointLayers} of a base model's file, index of shards, or folder. */
export const layersOfCheckpoint = (path: string) =>
  withBase(path, ({ file }) => Promise.resolve(checkpointLayers(file)));

/** Tells of an adapter's tensors that a base model has under other names, if there are any. */
export const renamedInCheckpoint = (archive: AdapterArchive, path: string) =>
  withBase(path, ({ file }) => Promise.resolve(renamedInBase(archive, file)));

/**
 * Merges an adapter into a copy of its base model: a file, the index of a sharded one, or the folder of either. Each
 * weight keeps its own type, and two are in memory at a time. The base is only read; where a result is not finite, nothing is written.
 * @param onNotice receives notices of names that differ in the base, of a head that the base lacked, and of a tied embedding and head that
 * may change together or no longer do
 * @throws {CoreError} naming the layer that the base lacks, has in another shape or stores in a type that cannot be written; a base that
 * would be overwritten
 */
export const mergeIntoCheckpoint = (
  archive: AdapterArchive,
  basePath: string,
  outPath: string,
  onNotice?: (line: string) => void,
): Promise<void> =>
  withBase(basePath, async ({ file, paths }) => {
    await refuseOverwriting(outPath, paths);
    const thread = lowRankThread();
    const tensors = mergedTensors(archive, file, thread?.add);
    // A merge that was stopped leaves a file as large as the model.
    await removeStale(dirname(outPath));
    try {
      await streamSafetensors(outPath, tensors, { format: 'pt', ...file.metadata });
    } finally {
      await thread?.close();
    }
    const renamed = renamedInBase(archive, file);
    if (renamed !== undefined) onNotice?.(renamed);
    for (const name of Object.keys(tensors))
      if (!file.has(name) && isTokenHead(name.replace(/\.weight$/, ''))) onNotice?.(ownHead(name));
    const replaced = archive.taskType === undefined ? replacedAlone(archive, file) : undefined;
    if (replaced !== undefined) onNotice?.(perhapsTied(replaced));
    const updated = updatedAlone(archive, file);
    if (updated !== undefined) onNotice?.(perhapsTied(updated));
    if (onNotice)
      for (const { changed, copy } of await copiesLeft(archive, file))
        onNotice(noLongerCopy(changed, copy));
  });

/** Advice for a head that is no longer the token embedding. */
const ownHead = (name: string): string =>
  `The base has no ${name}, for example because its head is tied to the token embedding; the merged model has one. ` +
  'Set tie_word_embeddings to false in its config.json.';

/** A warning about an embedding that may be a head as well. */
const perhapsTied = (name: string): string =>
  `The adapter changes ${name}, and neither it nor the base holds a head. A head that is tied to the embedding, as in many language models, ` +
  'now changes with it, and while the adapter was trained it did not: merge into a base saved with a head of its own (tie_word_embeddings=False).';

const noLongerCopy = (changed: string, copy: string): string =>
  `In the base ${copy} is a copy of ${changed}, as in models that tie them, and it was not changed. To keep the two apart, set tie_word_embeddings ` +
  'to false in config.json. To change both, save the base with save_pretrained of transformers, which writes them once, and merge into that.';

async function withBase<T>(path: string, use: (base: BaseModel) => Promise<T>): Promise<T> {
  const base = await openBase(path);
  try {
    return await use(base);
  } finally {
    await base.file.close();
  }
}
