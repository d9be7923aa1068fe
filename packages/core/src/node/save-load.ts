import type { Adapter } from '../adapter.ts';
import {
  onSlots,
  withArchive,
  type LoadedAdapter,
  type LoadOptions,
  type SaveOptions,
} from '../files/pack.ts';
import type { Slot } from '../slot.ts';
import { readAdapter } from './read.ts';
import { writeAdapter } from './write.ts';

/** Saves an adapter into a folder in PEFT's layout. */
export const saveAdapter = (
  folder: string,
  adapter: Adapter,
  options: SaveOptions = {},
): Promise<void> => withArchive(adapter, options, (archive) => writeAdapter(folder, archive));

/**
 * Loads an adapter, in any known form, onto a model's layers. Its first values are the file's, and the adapter's
 * `u` is the ramp's value at which it gives the outputs it was saved with.
 * @throws {CoreError} for a file that is not sound, or not for this model
 * @throws {FormatError} for bytes that are none of its format
 */
export const loadAdapter = (
  path: string,
  slots: readonly Slot[],
  options: LoadOptions = {},
): Promise<LoadedAdapter> =>
  onSlots(slots, (layers) => readAdapter(path, { ...options, ...layers }));
