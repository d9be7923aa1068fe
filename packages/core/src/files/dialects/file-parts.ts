import type { StateDictFile } from '../../formats/bytes.ts';

/** A part of a file's tensor, as a float32 tensor of its own. */
export interface FilePart {
  readonly from: string;
  readonly shape: readonly number[];
  /** Takes it from the whole tensor's values. */
  take(this: void, values: Float32Array): Float32Array;
}

/** The file with these names, of which some are parts of its tensors. */
export function withParts(
  file: StateDictFile,
  names: readonly string[],
  parts: ReadonlyMap<string, FilePart>,
): StateDictFile {
  const stacks = new Map<string, Promise<Float32Array>>();
  const readFloat32 = async (name: string) => {
    const part = parts.get(name);
    if (!part) return file.readFloat32(name);
    const stack = stacks.get(part.from) ?? file.readFloat32(part.from);
    stacks.set(part.from, stack);
    return part.take(await stack);
  };
  return {
    where: file.where,
    metadata: file.metadata,
    names,
    has: (name) => parts.has(name) || file.has(name),
    info: (name) => {
      const part = parts.get(name);
      return part ? { ...file.info(part.from), dtype: 'F32', shape: part.shape } : file.info(name);
    },
    readFloat32,
    read: (name) => file.read(name),
    close: () => file.close(),
  };
}
