import type { StateDictFile } from '../formats/bytes.ts';
import type { AdapterConfig } from '../registry.ts';
import type { Layer } from '../slot.ts';
import type { Source } from './source.ts';

/** Settings that a file may not state. */
export interface ReadOptions {
  /** The model's layers, for files with a single factor, which do not state both sides of a layer. */
  readonly layerShape?: (name: string) => Layer | undefined;
  /** The model's layers by name, for files that spell them with `_` for every dot (kohya). */
  readonly layerNames?: readonly string[];
  /** The part of a diffusers pipeline to read, such as `unet`; needed only where the file has several. */
  readonly component?: string;
  /** Alpha, for files that do not state it. Default: the rank; none for kyegomez's files. */
  readonly alpha?: number;
  /** T of the ramp, for files that hold the step only. Default: 1,000, as in PEFT-SingLoRA; none for kyegomez's files. */
  readonly rampSteps?: number;
  /** The ramp's value, overriding the file's. Default for files without one: 1. */
  readonly u?: number;
  /** Leaves out other trained tensors of a whole-model file. */
  readonly adapterOnly?: boolean;
  /** Receives notices of what is left out of a file. */
  readonly onNotice?: (line: string) => void;
}

/** Where a file's tensor belongs: a layer, and the key that the method declares. */
export interface TensorPlace {
  readonly file: string;
  readonly layer: string;
  readonly key: string;
  /** The shape that the tensor is read as, where it is not the one in the file. */
  readonly shape?: readonly number[];
}

/** The rows of an embedding that a tensor of a file replaces. */
export interface TokenPlace {
  readonly layer: string;
  readonly indices: readonly number[];
}

/** Which of a layer's own tensors a tensor of a file is added to, times a factor. */
export interface AddedPlace {
  readonly layer: string;
  readonly part: 'weight' | 'bias';
  readonly scale: number;
}

/** A file's content in our terms, before any tensor is read. */
export interface Reading {
  readonly config: AdapterConfig;
  readonly u: number;
  /** The part of a diffusers pipeline that was read, where the file names it. */
  readonly component?: string;
  readonly entries: readonly TensorPlace[];
  /** Layers trained whole: the tensor's name in the file → `<layer>.weight` or `.bias`. */
  readonly whole?: ReadonlyMap<string, string>;
  /** Tensors that are added to the model's own, by their names in the file. */
  readonly added?: ReadonlyMap<string, AddedPlace>;
  /** The file with its tensors renamed or split, where needed; `entries` use its names. */
  readonly file?: StateDictFile;
  /** Rows of embeddings that are replaced, by the name of the tensor in the file. */
  readonly tokens?: ReadonlyMap<string, TokenPlace>;
  /** The layers' shapes, as far as the file states them. */
  readonly layers: ReadonlyMap<string, Layer>;
  readonly baseModel?: string;
  readonly taskType?: string;
}

/** A file format of adapters. */
export interface Dialect {
  readonly name: string;
  recognises(source: Source): boolean;
  read(source: Source, options: ReadOptions): Reading | Promise<Reading>;
}
