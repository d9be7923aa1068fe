import type { Dtype, TensorView } from './dtype.ts';
import { unknownTensor } from './errors.ts';

/** The place of a tensor: `[start, end)` counted from the first byte of the file that holds it. */
export interface StoredTensor {
  /** The type of its elements, such as `F32`, `BF16` or `Q4_K`. */
  readonly dtype: string;
  /** Row-major: `[out, in]` for a linear layer's weight. */
  readonly shape: readonly number[];
  readonly start: number;
  readonly end: number;
}

/** Tensors by name in an open file, or in several that belong together, whatever the format. */
export interface TensorFile {
  /** The path, for messages. */
  readonly where: string;
  readonly names: readonly string[];
  /** Whether the file holds a tensor of exactly this name. */
  has(name: string): boolean;
  /** @throws FormatError when there is no such tensor */
  info(name: string): StoredTensor;
  /**
   * The tensor's values as 32-bit floats. Other types are converted piece by piece, so that only a
   * small buffer is needed besides the array.
   *
   * @throws FormatError when there is no such tensor, or it does not hold floating-point values
   */
  readFloat32(name: string): Promise<Float32Array>;
  /** Closes the open files. Nothing can be read afterwards. */
  close(): Promise<void>;
}

/** A tensor whose type is one of PyTorch's. */
export interface TensorInfo extends StoredTensor {
  readonly dtype: Dtype;
}

/** A state dict's file, whose tensors can also be read in their own types. */
export interface StateDictFile extends TensorFile {
  /** The metadata besides the tensors; a pickle has none. */
  readonly metadata: Readonly<Record<string, string>>;
  /** @throws FormatError when there is no such tensor */
  info(name: string): TensorInfo;
  /** The tensor's bytes, read once, straight into the array that is returned. */
  read(name: string): Promise<TensorView>;
}

/** The parts of a file that follow from its tensors by name. */
export function fileOf<Info extends StoredTensor>(
  where: string,
  tensors: ReadonlyMap<string, Info>,
) {
  const names = [...tensors.keys()];
  return {
    where,
    names,
    has: (name: string) => tensors.has(name),
    info(this: void, name: string): Info {
      const found = tensors.get(name);
      if (!found) throw unknownTensor(where, name, names);
      return found;
    },
  };
}
