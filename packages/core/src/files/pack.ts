import type { NamedTensors } from '../kernels/index.ts';
import * as tf from '@tensorflow/tfjs-core';
import type { Adapter } from '../adapter.ts';
import { movedRamp, unknownComponent } from '../errors.ts';
import type { Slot } from '../slot.ts';
import { archiveAdapter, disposeArchive, restoreAdapter, type AdapterArchive } from './archive.ts';
import type { ReadOptions } from './dialect.ts';
import { encodeAdapter, type AdapterFiles } from './encode.ts';
import { isComponent } from './export.ts';
import { parseAdapter, type AdapterBytes } from './parse.ts';
import type { ReadAdapter } from './read.ts';

/** Values and settings to save with an adapter. */
export interface SaveOptions {
  /** Current values; by default the adapter's initial ones. */
  readonly parameters?: NamedTensors;
  /** The ramp's value now; 1 once it is over, and for methods without one. Default: the adapter's, `adapter.u`. */
  readonly u?: number;
  /** The base model's name, which the file states. */
  readonly baseModel?: string;
  /** PEFT's name for the model's task, such as `SEQ_CLS`, by which PEFT finds the head. */
  readonly taskType?: string;
  /**
   * The part of a diffusers pipeline that the model is: `unet`, `transformer`, `text_encoder`, `text_encoder_2` or
   * `text_encoder_3`. The folder is then also one for diffusers' `load_lora_weights`.
   */
  readonly component?: string;
}

/** An adapter loaded onto a model's layers. */
export interface LoadedAdapter {
  /** Its `u` is the ramp's value at which it gives the outputs it was saved with. */
  readonly adapter: Adapter;
  /** The form of its files. */
  readonly form: string;
}

/** The settings that {@link unpackAdapter} needs to understand files; the layers are those of the model. */
export type LoadOptions = Omit<ReadOptions, 'layerShape' | 'layerNames'>;

/**
 * An adapter as the files of a folder in PEFT's layout, for downloads and other targets than Node's file system.
 * @throws {CoreError} for values that could not be read again: those not finite, and a u outside 0 to 1
 */
export const packAdapter = async (
  adapter: Adapter,
  options: SaveOptions = {},
): Promise<AdapterFiles> => encodeAdapter(archiveToSave(adapter, options));

/**
 * Puts an adapter, in any known form, on a model's layers, from the bytes of a safetensors file or the files of a folder
 * by name. Its initial values are the file's.
 * @throws {CoreError} for invalid files, or files for another model
 * @throws {FormatError} for bytes that do not follow their format
 */
export const unpackAdapter = (
  files: AdapterBytes,
  slots: readonly Slot[],
  options: LoadOptions = {},
): Promise<LoadedAdapter> =>
  onSlots(slots, (layers) => parseAdapter(files, { ...options, ...layers }));

/**
 * The archive of an adapter with its current values.
 * @throws {CoreError} for parameters that are missing or of another shape, and an unknown part of a pipeline
 */
export function archiveToSave(
  adapter: Adapter,
  { parameters = adapter.parameters, u = adapter.u, baseModel, taskType, component }: SaveOptions,
): AdapterArchive {
  if (component !== undefined && !isComponent(component)) throw unknownComponent(component);
  return {
    ...archiveAdapter(adapter, parameters, u, baseModel),
    ...(taskType !== undefined && { taskType }),
    ...(component !== undefined && { component }),
  };
}

/** The ramp's value was `u` of the result once: code that still reads it must fail, not go on with undefined. */
const loaded = (adapter: Adapter, form: string): LoadedAdapter =>
  Object.defineProperty({ adapter, form }, 'u', {
    get: () => {
      throw movedRamp();
    },
  });

/** Puts the adapter that `read` returns on a model's layers. */
export async function onSlots(
  slots: readonly Slot[],
  read: (layers: Pick<ReadOptions, 'layerShape' | 'layerNames'>) => Promise<ReadAdapter>,
): Promise<LoadedAdapter> {
  const archive = await read({
    layerShape: (name) => slots.find((slot) => slot.name === name),
    layerNames: slots.map(({ name }) => name),
  });
  try {
    const adapter = restoreAdapter(archive, slots);
    const used = new Set([
      ...Object.values(adapter.parameters),
      ...Object.values(adapter.untrained),
    ]);
    const own = Object.values(archive.whole).filter((tensor) => !used.has(tensor));
    tf.dispose([own, Object.values(archive.tokens ?? {}).map(({ rows }) => rows)]);
    return loaded(adapter, archive.form);
  } catch (error) {
    disposeArchive(archive);
    throw error;
  }
}
