import type { Adapter } from '../adapter.ts';
import {
  archiveToSave,
  onSlots,
  type LoadedAdapter,
  type LoadOptions,
  type SaveOptions,
} from '../files/pack.ts';
import type { Slot } from '../slot.ts';
import { readAdapter } from './read.ts';
import { writeAdapter } from './write.ts';

/**
 * Saves an adapter into a folder in PEFT's layout.
 * @throws {CoreError} before anything is written, for values that could not be read again: those not finite, and a u outside 0 to 1
 */
export const saveAdapter = async (
  folder: string,
  adapter: Adapter,
  options: SaveOptions = {},
): Promise<void> => writeAdapter(folder, archiveToSave(adapter, options));

/**
 * Loads an adapter, in any known form, onto a model's layers. Its initial values are the file's, and the
 * adapter's `u` is the ramp's value at which it gives the outputs it was saved with.
 * @throws {CoreError} for an invalid file, or one for another model
 * @throws {FormatError} for bytes that do not follow their format
 */
export const loadAdapter = (
  path: string,
  slots: readonly Slot[],
  options: LoadOptions = {},
): Promise<LoadedAdapter> =>
  onSlots(slots, (layers) => readAdapter(path, { ...options, ...layers }));
