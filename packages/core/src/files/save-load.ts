import type { NamedTensors } from '@singlora/kernels';
import type { Adapter } from '../adapter.ts';
import type { Slot } from '../slot.ts';
import { archiveAdapter, disposeArchive, restoreAdapter } from './archive.ts';
import type { ReadOptions } from './dialect.ts';
import { readAdapter } from './read.ts';
import { toLora } from './to-lora.ts';
import { writeAdapter } from './write.ts';

/** What is saved, and in which form. */
export interface SaveOptions {
  /** Current values; by default the adapter's first ones. */
  readonly parameters?: NamedTensors;
  /** The ramp's value now; 1 once it is over, and for methods without one. */
  readonly u?: number;
  /** `own` keeps the method as it is; `lora` is an exact plain LoRA that every loader of PEFT's files takes. */
  readonly form?: 'own' | 'lora';
  /** The base model's name, which the file states. */
  readonly baseModel?: string;
}

/** Saves an adapter into a folder in PEFT's layout. */
export async function saveAdapter(
  folder: string,
  adapter: Adapter,
  { parameters = adapter.parameters, u = 1, form = 'own', baseModel }: SaveOptions = {},
): Promise<void> {
  const archive = archiveAdapter(adapter, parameters, u, baseModel);
  if (form === 'own') return writeAdapter(folder, archive);
  const lora = toLora(archive);
  try {
    await writeAdapter(folder, lora);
  } finally {
    disposeArchive(lora);
  }
}

/**
 * Loads an adapter, in any known form, onto a model's layers. Its first values are the file's, and `u` is the ramp's
 * value at which it gives the outputs it was saved with.
 */
export async function loadAdapter(
  path: string,
  slots: readonly Slot[],
  options: Omit<ReadOptions, 'layerShape' | 'layerNames'> = {},
): Promise<{ adapter: Adapter; u: number; form: string }> {
  const layerShape = (name: string) => slots.find((slot) => slot.name === name);
  const layerNames = slots.map(({ name }) => name);
  const archive = await readAdapter(path, { ...options, layerShape, layerNames });
  try {
    return { adapter: restoreAdapter(archive, slots), u: archive.u, form: archive.form };
  } catch (error) {
    disposeArchive(archive);
    throw error;
  }
}
