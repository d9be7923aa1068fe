import type { Dtype, TensorView } from './dtype.ts';
import { unknownTensor } from './errors.ts';

/** The place of a tensor: `[start, end)` counted from the first byte of the file that holds it. */
export interface StoredTensor {
  /** How its numbers are stored, such as `F32`, `BF16` or `Q4_K`. */
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
   * The tensor's numbers as 32-bit floats. What is stored otherwise is widened piece by piece, so that
   * beside the array only a small buffer is needed.
   *
   * @throws FormatError when there is no such tensor, or it holds no floating-point numbers
   */
  readFloat32(name: string): Promise<Float32Array>;
  /** Closes what is open on the disk. Nothing can be read after it. */
  close(): Promise<void>;
}

/** A tensor whose type is one of PyTorch's. */
export interface TensorInfo extends StoredTensor {
  readonly dtype: Dtype;
}

/** A file of a state dict, whose tensors can be had in their own types, too. */
export interface StateDictFile extends TensorFile {
  /** The notes beside the tensors; a pickle has none. */
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
